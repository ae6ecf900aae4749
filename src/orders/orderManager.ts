/**
 * Keeps the orders at a venue as a strategy wants them. Every order is on the own-event tape before it leaves; what is not known is
 * asked for and never sent again; nothing is quoted before the account was read and found right.
 */

import { AccountCheck } from './accountCheck.ts';
import type { Block } from './blocks.ts';
import { OwnBook } from './book.ts';
import { newRun } from './clientId.ts';
import { DeadMan } from './deadMan.ts';
import { type DenialCode, Denials } from './denials.ts';
import { cancelAll, follow } from './follow.ts';
import type { Gateway, NewOrder, OpenOrder } from './gateway.ts';
import { LateFills } from './lateFills.ts';
import { LossWatch, type ProfitNow } from './lossWatch.ts';
import { failed, type ManagerParts } from './managerParts.ts';
import { MarketWatch } from './marketWatch.ts';
import type { OrderClock } from './orderClock.ts';
import { OrderQuestions } from './orderQuestions.ts';
import { OrderSender } from './orderSender.ts';
import type { OwnEvent, OwnTape } from './ownEvents.ts';
import { PrivateNews } from './privateNews.ts';
import { areSame, type Quote } from './quote.ts';
import { Readiness } from './readiness.ts';
import { RepeatedFills } from './repeatedFills.ts';
import type { OrderSettings } from './settings.ts';
import { Standing } from './standing.ts';
import type { HaltCode } from './stateCodes.ts';
import { Steps } from './steps.ts';
import type { TradingState } from './tradingState.ts';
import { VenueClock } from './venueClock.ts';
import { type WarningCode, Warnings } from './warnings.ts';

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
  /** Quotes that did not become orders, by the code of the control that denied them. */
  readonly denials: Readonly<Partial<Record<DenialCode, number>>>;
  /** What a person should know, as codes and sentences. */
  readonly warnings: readonly (readonly [WarningCode, string])[];
  /** Since the beginning of the session and of the day, the open position by the mid. */
  readonly profit: ProfitNow;
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
  readonly #news: PrivateNews;
  readonly #steps: Steps;
  #stopListening: () => void = () => undefined;
  #isRunning = false;
  #steppedMs = 0;
  #quotes: readonly Quote[] = [];
  readonly #market: MarketWatch;
  readonly #losses: LossWatch;
  readonly #warnings: Warnings;
  readonly #denials = new Denials();
  #isInSession = false;
  #stopped: ((isClean: boolean) => void) | undefined;
  #stopByMs = Number.POSITIVE_INFINITY;

  /** @throws RangeError where the venue is refused for live orders */
  constructor({ gateway, tape, clock }: OrderPorts, settings: OrderSettings) {
    if (gateway.liveRefusal !== null)
      throw new RangeError(`no live orders at ${gateway.venue}: ${gateway.liveRefusal}`);
    this.book = new OwnBook(tape, gateway.grid.lotSize, () => clock.nowMs());
    const readiness = new Readiness(clock, settings);
    const standing = new Standing(this.book);
    const venueClock = new VenueClock(clock, settings, readiness);
    const repeatedFills = new RepeatedFills(settings.repeatedFills);
    this.#warnings = new Warnings(this.book);
    this.#parts = {
      gateway,
      clock,
      settings,
      book: this.book,
      standing,
      readiness,
      venueClock,
      repeatedFills,
      lateFills: new LateFills(this.#warnings, gateway.grid, () => this.#market.midTicks),
      isInSession: () => this.#isInSession,
    };
    const lossPorts = { book: this.book, grid: gateway.grid, standing, warnings: this.#warnings };
    this.#losses = new LossWatch(lossPorts, settings.capital, settings.losses);
    this.#market = new MarketWatch(this.#parts);
    this.#steps = new Steps(clock, settings.stepMs, () => this.#step());
    this.#news = new PrivateNews(this.#parts, (clientIds) => this.#followIfSettled(clientIds));
    this.#sender = new OrderSender(this.#parts, () => this.#steps.soon());
    this.#questions = new OrderQuestions(this.#parts);
    this.#account = new AccountCheck(this.#parts, this.#sender, this.#questions, {
      allGone: () => this.#end(true),
      takeNews: () => this.#news.take(),
    });
    this.#deadMan = new DeadMan(gateway, settings.deadMan);
  }

  /** @param past all events of the own-event tape, those of earlier runs */
  start(past: readonly OwnEvent[]): void {
    const { clock, gateway, readiness, standing } = this.#parts;
    this.book.replay(past);
    this.#losses.replay(past);
    const run = newRun(clock.wallMs(), this.book.outbox.lastRun);
    this.book.record({ type: 'run', run });
    standing.replay(past);
    this.#sender.start(run);
    readiness.block('stale-market', 'there is no market yet');
    readiness.block('no-private-stream', 'the private stream is not connected yet');
    readiness.needReading('the account has not been read yet');
    this.#isRunning = true;
    this.#steppedMs = clock.nowMs();
    this.#stopListening = gateway.listen((news) => this.#news.heard(news));
    this.#steps.start();
  }

  /** What a strategy wants to have at the venue from now on. It is acted on at once. */
  want(quotes: readonly Quote[]): void {
    const isNew = !areSame(quotes, this.#quotes);
    this.#quotes = quotes;
    if (quotes.length > 0) this.beginSession();
    if (isNew) this.#steps.soon();
  }

  /**
   * A session begins: its losses count from now on, or from the beginning of the session that a killed program left open. Quotes
   * begin one too. During a session a dead market HALTS.
   */
  beginSession(): void {
    this.#isInSession = true;
    this.#losses.beginSession();
  }

  /** The session is over; nothing is to be wanted any more. */
  endSession(): void {
    this.#quotes = [];
    this.#isInSession = false;
    this.#losses.endSession();
  }

  /**
   * The market was heard.
   * @param midTicks middle of the book, ticks
   * @param venueMs the venue's time of the message, null where it has none
   */
  market(midTicks: number, venueMs: number | null): void {
    this.#market.heard(midTicks);
    if (venueMs !== null) this.#parts.venueClock.heard(venueMs);
  }

  /** The book of the market is unknown. */
  marketLost(reason: string): void {
    this.#market.lost(reason);
  }

  /** Whether a process watches that cancels our orders if this one dies. Without it no orders are at the venue. */
  watched(isWatched: boolean): void {
    const { readiness } = this.#parts;
    if (isWatched) readiness.unblock('no-watchdog');
    else readiness.block('no-watchdog', 'the watchdog is gone and is being started again');
    this.#steps.soon();
  }

  /** Cancels everything of ours and places nothing more. A person arms it again, see arming.ts. */
  halt(code: HaltCode, text: string): void {
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
      denials: this.#denials.counts,
      warnings: this.#warnings.list,
      profit: this.#losses.profit,
      deadManRefusal: this.#deadMan.refusal,
    };
  }

  /**
   * What waited for room leaves when all orders of a request to cancel have ended, together and not in a request each: the stream tells
   * of their ends one by one, and often before the request is answered.
   */
  #followIfSettled(clientIds: readonly string[]): void {
    if (clientIds.some((clientId) => this.#sender.isSettled(clientId))) this.#steps.soon();
  }

  #step(): void {
    const { clock, readiness, settings, standing } = this.#parts;
    const nowMs = clock.nowMs();
    const missedMs = nowMs - this.#steppedMs;
    this.#steppedMs = nowMs;
    if (missedMs > settings.asleepMs) this.#market.slept(missedMs);
    this.#guarded(() => this.#watch(nowMs));
    this.#guarded(() => {
      for (const order of this.book.outbox.live) if (order.status === 'unresolved') this.#questions.ask(order.clientId);
      this.#account.step(nowMs);
      const isQuoting = standing.state !== 'HALTED' && !readiness.blocks.has('stopping');
      if (!readiness.isLimited(nowMs)) {
        this.#deadMan.step(isQuoting && this.#account.hasRead && this.#account.foreign.length === 0, nowMs);
      }
    });
    this.#guarded(() => this.#follow(nowMs));
    // No matter what went wrong before.
    if (standing.state === 'HALTED') this.#sender.cancel(cancelAll(this.book.outbox.live));
    if (this.#stopByMs <= nowMs) this.#end(false);
  }

  /** A fault of the program HALTS, and does not keep it from cancelling. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      failed(this.#parts, error);
    }
  }

  #watch(nowMs: number): void {
    const { clock, readiness, settings, standing, venueClock } = this.#parts;
    this.#market.watch(nowMs, this.#isInSession);
    readiness.watch(nowMs);
    const { budget } = this.#sender;
    const messages = `${budget.used} of ${settings.messages.perRun} messages were sent`;
    if (budget.isHalfUsed) this.#warnings.set('message-budget', messages);
    if (budget.isSpent) standing.halt('message-budget', `${messages}; the rest is kept for cancels.`);
    const offsetMs = Math.abs(venueClock.offsetMs);
    if (offsetMs <= settings.warnClockOffsetMs) this.#warnings.over('clock');
    else this.#warnings.set('clock', `the venue's clock is ${(venueClock.offsetMs / 1000).toFixed(1)} s off ours`);
    const { failure, fault } = this.book;
    if (failure !== null) standing.halt('own-tape', `the own-event tape cannot be written: ${failure}`);
    if (fault !== null) standing.halt('accounting', `the own fills cannot be counted: ${fault}`);
    this.#watchPosition();
    if (!readiness.blocks.has('stale-market')) this.#losses.watch(this.#market.midTicks, clock.wallMs());
  }

  #watchPosition(): void {
    const { settings, standing } = this.#parts;
    const { positionLots } = this.book.ledger;
    if (Math.abs(positionLots) > settings.mostPositionLots) {
      standing.reduce(
        'position-limit',
        `the position is ${positionLots} lots, the limit is ${settings.mostPositionLots}`,
      );
    } else standing.over('position-limit', 'the position is within its limit again');
  }

  #follow(nowMs: number): void {
    const { gateway, readiness, repeatedFills, settings, standing } = this.#parts;
    if (readiness.isLimited(nowMs)) return;
    const { outbox } = this.book;
    if (standing.state === 'HALTED') {
      this.#denials.take(this.#quotes.map((quote) => ({ code: 'halted', quote })));
      return;
    }
    if (!readiness.blocks.isEmpty) {
      this.#sender.cancel(cancelAll(outbox.live));
      return;
    }
    const paused = this.#quotes.filter(({ side }) => repeatedFills.isPaused(side, nowMs));
    const quotes = this.#quotes.filter((quote) => !paused.includes(quote));
    const { cancel, place, denied } = follow(quotes, outbox.live, {
      state: standing.state,
      grid: gateway.grid,
      positionLots: this.book.ledger.positionLots,
      midTicks: this.#market.midTicks,
      settings,
      notNow: (quote) => this.#sender.notNow(quote, nowMs),
    });
    this.#sender.cancel(cancel);
    const isSent = this.#sender.place(place, nowMs, (order) => this.#isWanted(order));
    const notSent = isSent ? [] : place.map((quote) => ({ code: 'message-rate' as const, quote }));
    const ofPaused = paused.map((quote) => ({ code: 'repeated-fills' as const, quote }));
    this.#denials.take([...ofPaused, ...denied, ...notSent]);
  }

  /** Whether an order that was decided on a moment ago is still right. */
  #isWanted({ side, priceTicks, isReduceOnly }: NewOrder): boolean {
    if (this.#parts.standing.state === 'REDUCING' && !isReduceOnly) return false;
    return this.#quotes.some((quote) => quote.side === side && quote.priceTicks === priceTicks);
  }

  #end(isClean: boolean): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#account.close();
    // What was heard counts, and nothing follows from it any more.
    this.#news.take();
    this.#news.close();
    this.#steps.stop();
    this.#stopListening();
    if (isClean) this.#losses.endSession();
    const { failure, fault } = this.book;
    const finish = (): void => this.#stopped?.(isClean && failure === null && fault === null);
    // Left armed where it is not sure that nothing of ours is open.
    if (isClean && this.#deadMan.isArmed) this.#parts.gateway.armDeadMan(null).then(finish, finish);
    else finish();
  }
}
