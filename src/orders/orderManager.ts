/**
 * Keeps the orders at a venue as a strategy wants them. Every order is on the own-event tape before it leaves; what is not known is
 * asked for and never sent again; nothing is quoted before the account was read and found right.
 */

import { AccountCheck } from './accountCheck.ts';
import type { Block } from './blocks.ts';
import { OwnBook } from './book.ts';
import { newRun } from './clientId.ts';
import { DeadMan } from './deadMan.ts';
import { follow, type Quote } from './follow.ts';
import type { Gateway, OpenOrder } from './gateway.ts';
import type { ManagerParts } from './managerParts.ts';
import type { OrderClock } from './orderClock.ts';
import { OrderQuestions } from './orderQuestions.ts';
import { OrderSender } from './orderSender.ts';
import type { OwnEvent, OwnTape } from './ownEvents.ts';
import { hear } from './privateNews.ts';
import { Readiness } from './readiness.ts';
import type { OrderSettings } from './settings.ts';
import { Standing } from './standing.ts';
import type { TradingState } from './tradingState.ts';
import { VenueClock } from './venueClock.ts';

export interface OrderPorts {
  readonly gateway: Gateway;
  readonly tape: OwnTape;
  readonly clock: OrderClock;
}

export interface OrderView {
  readonly state: TradingState;
  /** Why it is REDUCING or HALTED: a code and a sentence; empty while ACTIVE. */
  readonly code: string;
  readonly text: string;
  /** Why there are no quotes just now, as blocks and sentences. */
  readonly blocks: readonly (readonly [Block, string])[];
  readonly positionLots: number;
  readonly liveOrders: number;
  /** Orders of others that were open at the last reading of the account. */
  readonly foreignOrders: readonly OpenOrder[];
  readonly messages: number;
  /** Why the venue does not cancel everything when we fall silent; null where it does or was not asked. */
  readonly deadManRefusal: string | null;
}

export class OrderManager {
  readonly book: OwnBook;
  readonly #parts: ManagerParts;
  readonly #sender: OrderSender;
  readonly #questions: OrderQuestions;
  readonly #account: AccountCheck;
  readonly #deadMan: DeadMan;
  #stopListening: () => void = () => undefined;
  #cancelStep: () => void = () => undefined;
  #isRunning = false;
  #steppedMs = 0;
  #quotes: readonly Quote[] = [];
  #midTicks = Number.NaN;
  #marketMs = Number.NEGATIVE_INFINITY;
  #stopped: ((isClean: boolean) => void) | undefined;
  #stopByMs = Number.POSITIVE_INFINITY;

  constructor({ gateway, tape, clock }: OrderPorts, settings: OrderSettings) {
    this.book = new OwnBook(tape, gateway.grid.lotSize, () => clock.nowMs());
    const readiness = new Readiness(clock, settings);
    const standing = new Standing(this.book);
    const venueClock = new VenueClock(clock, settings, readiness);
    this.#parts = { gateway, clock, settings, book: this.book, standing, readiness, venueClock };
    this.#sender = new OrderSender(this.#parts);
    this.#questions = new OrderQuestions(this.#parts);
    this.#account = new AccountCheck(this.#parts, this.#sender, this.#questions, () => this.#end(true));
    this.#deadMan = new DeadMan(gateway, settings.deadMan);
  }

  /** @param past all events of the own-event tape, those of earlier runs */
  start(past: readonly OwnEvent[]): void {
    const { clock, gateway, readiness } = this.#parts;
    this.book.replay(past);
    const run = newRun(clock.wallMs(), this.book.outbox.lastRun);
    this.book.record({ type: 'run', run });
    this.#sender.start(run);
    readiness.block('stale-market', 'there is no market yet');
    readiness.block('no-private-stream', 'the private stream is not connected yet');
    readiness.needReading('the account has not been read yet');
    this.#isRunning = true;
    this.#steppedMs = clock.nowMs();
    this.#stopListening = gateway.listen((news) => {
      if (this.#isRunning) hear(this.#parts, news);
    });
    this.#stepLater();
  }

  /** What a strategy wants to have at the venue from now on. */
  want(quotes: readonly Quote[]): void {
    this.#quotes = quotes;
  }

  /**
   * The market was heard.
   * @param midTicks middle of the book, ticks
   * @param venueMs the venue's time of the message, null where it has none
   */
  market(midTicks: number, venueMs: number | null): void {
    const { clock, readiness, venueClock } = this.#parts;
    this.#midTicks = midTicks;
    this.#marketMs = clock.nowMs();
    readiness.unblock('stale-market');
    if (venueMs !== null) venueClock.heard(venueMs);
  }

  /** The book of the market is unknown. */
  marketLost(reason: string): void {
    const { readiness } = this.#parts;
    this.#marketMs = Number.NEGATIVE_INFINITY;
    readiness.block('stale-market', reason);
    readiness.needReading(`the market was lost: ${reason}`);
  }

  /** Cancels everything of ours and places nothing more. A person starts it again, with a new program. */
  halt(code: string, text: string): void {
    this.#parts.standing.halt(code, text);
  }

  /** Cancels everything of ours and ends. Whether the venue has confirmed that nothing of ours is open and that the ledger is right. */
  stop(): Promise<boolean> {
    const { clock, readiness, settings } = this.#parts;
    readiness.block('stopping', 'the program ends');
    readiness.needReading('the program ends');
    this.#stopByMs = clock.nowMs() + settings.stopWithinMs;
    return new Promise((resolve) => {
      this.#stopped = resolve;
    });
  }

  view(): OrderView {
    const { readiness, standing } = this.#parts;
    const { state, code, text } = standing;
    return {
      state,
      code,
      text,
      blocks: readiness.blocks.list,
      positionLots: this.book.ledger.positionLots,
      liveOrders: this.book.outbox.live.length,
      foreignOrders: this.#account.foreign,
      messages: this.#sender.budget.used,
      deadManRefusal: this.#deadMan.refusal,
    };
  }

  #stepLater(): void {
    const { clock, settings } = this.#parts;
    this.#cancelStep = clock.after(settings.stepMs, () => {
      this.#step();
      if (this.#isRunning) this.#stepLater();
    });
  }

  #step(): void {
    const { clock, readiness, settings, standing } = this.#parts;
    const nowMs = clock.nowMs();
    const missedMs = nowMs - this.#steppedMs;
    this.#steppedMs = nowMs;
    if (missedMs > settings.asleepMs) {
      this.marketLost(`the program did not run for ${(missedMs / 1000).toFixed(1)} s`);
    }
    this.#watch(nowMs);
    for (const order of this.book.outbox.live) if (order.status === 'unresolved') this.#questions.ask(order.clientId);
    this.#account.step(nowMs);
    const isQuoting = standing.state !== 'HALTED' && !readiness.blocks.has('stopping');
    if (!readiness.isLimited(nowMs)) {
      this.#deadMan.step(isQuoting && this.#account.hasRead && this.#account.foreign.length === 0, nowMs);
    }
    this.#follow(nowMs);
    if (this.#stopByMs <= nowMs) this.#end(false);
  }

  #watch(nowMs: number): void {
    const { readiness, settings } = this.#parts;
    const ageMs = nowMs - this.#marketMs;
    if (ageMs > settings.staleMarketMs && !readiness.blocks.has('stale-market')) {
      this.marketLost(`no market data for ${(ageMs / 1000).toFixed(1)} s`);
    }
    readiness.watch(nowMs);
    const { budget } = this.#sender;
    if (budget.isSpent) this.halt('message-budget', `${budget.used} messages were sent; the rest is kept for cancels.`);
    const { failure } = this.book;
    if (failure !== null) this.halt('own-tape', `the own-event tape cannot be written: ${failure}`);
  }

  #follow(nowMs: number): void {
    const { gateway, readiness, settings, standing } = this.#parts;
    if (readiness.isLimited(nowMs)) return;
    const { outbox, ledger } = this.book;
    const isBlocked = !readiness.blocks.isEmpty || standing.state === 'HALTED';
    const { cancel, place } = follow(isBlocked ? [] : this.#quotes, outbox.live, {
      state: standing.state,
      grid: gateway.grid,
      positionLots: ledger.positionLots,
      midTicks: this.#midTicks,
      settings,
    });
    this.#sender.cancel(cancel);
    this.#sender.place(
      place.filter(({ side }) => this.#sender.mayPlace(side, nowMs)),
      nowMs,
    );
  }

  #end(isClean: boolean): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#account.close();
    this.#cancelStep();
    this.#stopListening();
    const { failure } = this.book;
    const finish = (): void => this.#stopped?.(isClean && failure === null);
    // Left armed where it is not sure that nothing of ours is open.
    if (isClean && this.#deadMan.isArmed) this.#parts.gateway.armDeadMan(null).then(finish, finish);
    else finish();
  }
}
