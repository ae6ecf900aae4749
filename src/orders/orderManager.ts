/**
 * Keeps the orders at a venue as a strategy wants them. Every order is on the own-event tape before it leaves; what is not known is
 * asked for and never sent again; nothing is quoted before the account was read and found right.
 */

import { type Block, Blocks } from './blocks.ts';
import { type NewEvent, OwnBook } from './book.ts';
import { ClientIds, newRun } from './clientId.ts';
import { DeadMan } from './deadMan.ts';
import { follow, type Quote } from './follow.ts';
import {
  type AccountNow,
  type CancelAnswer,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type OpenOrder,
  type PlaceAnswer,
} from './gateway.ts';
import { MessageBudget } from './messageBudget.ts';
import type { OwnEvent, OwnTape } from './ownEvents.ts';
import type { Side } from './priceGrid.ts';
import { reconcile } from './reconcile.ts';
import { RejectStreak } from './rejectStreak.ts';
import type { OrderSettings } from './settings.ts';
import { isStricter, type TradingState } from './tradingState.ts';
import { Waits } from './waits.ts';

export interface OrderClock {
  /** ms by a clock that never goes back. */
  nowMs(): number;
  /** ms since 1970 by the clock of the machine. */
  wallMs(): number;
  /** Calls `run` once after this time; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

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
  readonly #gateway: Gateway;
  readonly #clock: OrderClock;
  readonly #settings: OrderSettings;
  readonly book: OwnBook;
  readonly #budget: MessageBudget;
  readonly #streak: RejectStreak;
  readonly #deadMan: DeadMan;
  readonly #blocks = new Blocks();
  /** After a 429. */
  readonly #limited: Waits;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** Between two tries to read the account. */
  readonly #reading: Waits;
  #ids: ClientIds | undefined;
  #stopListening: () => void = () => undefined;
  #cancelStep: () => void = () => undefined;
  #isRunning = false;
  #steppedMs = 0;
  #quotes: readonly Quote[] = [];
  #midTicks = Number.NaN;
  #marketMs = Number.NEGATIVE_INFINITY;
  #state: TradingState = 'ACTIVE';
  #code = '';
  #text = '';
  #isReading = false;
  #nextReadMs = Number.NEGATIVE_INFINITY;
  /** Set anew by everything after which the account has to be read; a reading that began before does not answer it. */
  #wantedReadings = 0;
  /** The venue's clock minus ours, as last measured. */
  #offsetMs = 0;
  #mismatches = 0;
  #hasRead = false;
  #foreign: readonly OpenOrder[] = [];
  readonly #asked = new Map<string, number>();
  readonly #noOrderBefore: Record<Side, number> = { buy: Number.NEGATIVE_INFINITY, sell: Number.NEGATIVE_INFINITY };
  #stopped: ((isClean: boolean) => void) | undefined;
  #stopByMs = Number.POSITIVE_INFINITY;

  /** @throws RangeError where the venue is refused for live orders */
  constructor({ gateway, tape, clock }: OrderPorts, settings: OrderSettings) {
    if (gateway.liveRefusal !== null)
      throw new RangeError(`no live orders at ${gateway.venue}: ${gateway.liveRefusal}`);
    this.#gateway = gateway;
    this.#clock = clock;
    this.#settings = settings;
    this.book = new OwnBook(tape, gateway.grid.lotSize, () => clock.nowMs());
    this.#budget = new MessageBudget(settings.messages, clock.nowMs());
    this.#streak = new RejectStreak(settings.rejectStreak, settings.postOnlyStreak);
    this.#deadMan = new DeadMan(gateway, settings.deadMan);
    this.#limited = new Waits(settings.firstWaitMs, settings.longestWaitMs);
    this.#reading = new Waits(settings.firstWaitMs, settings.longestWaitMs);
  }

  /** @param past all events of the own-event tape, those of earlier runs */
  start(past: readonly OwnEvent[]): void {
    this.book.replay(past);
    const run = newRun(this.#clock.wallMs(), this.book.outbox.lastRun);
    this.book.record({ type: 'run', run });
    this.#ids = new ClientIds(this.#settings.prefix, run);
    this.#blocks.set('stale-market', 'there is no market yet');
    this.#blocks.set('no-private-stream', 'the private stream is not connected yet');
    this.#needReading('the account has not been read yet');
    this.#isRunning = true;
    this.#steppedMs = this.#clock.nowMs();
    this.#stopListening = this.#gateway.listen((news) => this.#hear(news));
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
    this.#midTicks = midTicks;
    this.#marketMs = this.#clock.nowMs();
    this.#unblock('stale-market');
    if (venueMs !== null) this.#clockOffset(venueMs - this.#clock.wallMs());
  }

  /** The book of the market is unknown. */
  marketLost(reason: string): void {
    this.#marketMs = Number.NEGATIVE_INFINITY;
    this.#blocks.set('stale-market', reason);
    this.#needReading(`the market was lost: ${reason}`);
  }

  /** Cancels everything of ours and places nothing more. A person starts it again, with a new program. */
  halt(code: string, text: string): void {
    this.#enter('HALTED', code, text);
  }

  /** Cancels everything of ours and ends. Whether the venue has confirmed that nothing of ours is open and that the ledger is right. */
  stop(): Promise<boolean> {
    this.#blocks.set('stopping', 'the program ends');
    this.#needReading('the program ends');
    this.#stopByMs = this.#clock.nowMs() + this.#settings.stopWithinMs;
    return new Promise((resolve) => {
      this.#stopped = resolve;
    });
  }

  view(): OrderView {
    return {
      state: this.#state,
      code: this.#code,
      text: this.#text,
      blocks: this.#blocks.list,
      positionLots: this.book.ledger.positionLots,
      liveOrders: this.book.outbox.live.length,
      foreignOrders: this.#foreign,
      messages: this.#budget.used,
      deadManRefusal: this.#deadMan.refusal,
    };
  }

  #stepLater(): void {
    this.#cancelStep = this.#clock.after(this.#settings.stepMs, () => {
      this.#step();
      if (this.#isRunning) this.#stepLater();
    });
  }

  #step(): void {
    const nowMs = this.#clock.nowMs();
    const missedMs = nowMs - this.#steppedMs;
    this.#steppedMs = nowMs;
    if (missedMs > this.#settings.asleepMs) {
      this.marketLost(`the program did not run for ${(missedMs / 1000).toFixed(1)} s`);
    }
    this.#watch(nowMs);
    for (const order of this.book.outbox.live) if (order.status === 'unresolved') this.#ask(order.clientId);
    if (this.#isReadingDue(nowMs)) this.#read();
    const isQuoting = this.#state !== 'HALTED' && !this.#blocks.has('stopping');
    if (!this.#limited.isWaiting(nowMs))
      this.#deadMan.step(isQuoting && this.#hasRead && this.#foreign.length === 0, nowMs);
    this.#follow(nowMs);
    if (this.#stopByMs <= nowMs) this.#end(false);
  }

  #watch(nowMs: number): void {
    const ageMs = nowMs - this.#marketMs;
    if (ageMs > this.#settings.staleMarketMs && !this.#blocks.has('stale-market')) {
      this.marketLost(`no market data for ${(ageMs / 1000).toFixed(1)} s`);
    }
    if (!this.#limited.isWaiting(nowMs)) this.#unblock('limited');
    if (nowMs >= this.#pausedUntilMs) this.#unblock('paused');
    if (this.#budget.isSpent)
      this.halt('message-budget', `${this.#budget.used} messages were sent; the rest is kept for cancels.`);
    const { failure } = this.book;
    if (failure !== null) this.halt('own-tape', `the own-event tape cannot be written: ${failure}`);
  }

  #clockOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    const isWrong = Math.abs(offsetMs) > this.#settings.mostClockOffsetMs;
    const isKnown = this.#blocks.has('clock');
    if (isWrong && !isKnown) {
      this.#blocks.set('clock', `the venue's clock is ${(offsetMs / 1000).toFixed(1)} s off ours`);
      this.#needReading('the clocks differ');
    } else if (!isWrong) this.#unblock('clock');
  }

  // --- what the venue tells ---

  #hear(news: News): void {
    if (!this.#isRunning) return;
    switch (news.kind) {
      case 'connected':
        this.#blocks.clear('no-private-stream');
        this.#needReading('the private stream is connected anew');
        return;
      case 'lost':
        this.#blocks.set('no-private-stream', news.reason);
        if (news.isMaintenance) this.#pause(news.reason);
        this.#needReading(`the private stream was lost: ${news.reason}`);
        return;
      case 'fill':
        // Those of before the beginning are in the position of the beginning.
        if (!this.book.isOpened) return;
        this.book.fill(news.fill, 'stream');
        if (this.book.outbox.ownerOf(news.fill) === undefined) this.#readSoon();
        return;
      case 'order': {
        const order = this.book.outbox.get(news.clientId);
        if (order === undefined || order.status === 'ended') return;
        if (!news.isOpen)
          this.book.record({ type: 'ended', clientId: news.clientId, why: news.status, filledLots: null });
        else if (order.status !== 'open')
          this.book.record({ type: 'accepted', clientId: news.clientId, venueId: news.venueId });
      }
    }
  }

  /** Asks what became of an order, at most once at a time and not too often. */
  #ask(clientId: string): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs < (this.#asked.get(clientId) ?? Number.NEGATIVE_INFINITY) || this.#limited.isWaiting(nowMs)) return;
    this.#asked.set(clientId, Number.POSITIVE_INFINITY);
    const { outbox } = this.book;
    this.#gateway
      .find(clientId)
      .then(
        (found) => {
          const order = outbox.get(clientId);
          // What was told since is newer than this answer.
          if (order === undefined || order.status === 'ended' || order.changedMs > nowMs) return;
          if (found === 'unknown') {
            // A venue whose clock is behind takes it for longer.
            const goneAtMs = order.untilWallMs + Math.max(0, -this.#offsetMs) + this.#settings.clockMarginMs;
            if (order.venueId === null && this.#clock.wallMs() <= goneAtMs) return;
            this.book.record({ type: 'ended', clientId, why: 'the venue does not know it', filledLots: null });
          } else if (found.isOpen) {
            if (order.status !== 'open') this.book.record({ type: 'accepted', clientId, venueId: found.venueId });
          } else {
            if (order.venueId === null) this.book.record({ type: 'accepted', clientId, venueId: found.venueId });
            this.book.record({ type: 'ended', clientId, why: found.status, filledLots: found.filledLots });
          }
        },
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        if (outbox.get(clientId)?.status === 'ended') this.#asked.delete(clientId);
        else this.#asked.set(clientId, this.#clock.nowMs() + this.#settings.askEveryMs);
      });
  }

  // --- the account ---

  /** No quotes until a reading of the account that begins later than now has found everything right. */
  #needReading(why: string): void {
    this.#wantedReadings++;
    this.#blocks.set('reconciling', why);
    this.#readSoon();
  }

  #readSoon(): void {
    this.#nextReadMs = Math.min(this.#nextReadMs, this.#clock.nowMs());
  }

  #isReadingDue(nowMs: number): boolean {
    if (this.#isReading || this.#reading.isWaiting(nowMs) || this.#limited.isWaiting(nowMs)) return false;
    return nowMs >= this.#nextReadMs;
  }

  #read(): void {
    this.#isReading = true;
    const askedMs = this.#clock.nowMs();
    const wanted = this.#wantedReadings;
    const fillsBefore = this.book.ledger.count;
    const sinceMs = (this.book.ledger.newestMs ?? this.#clock.wallMs()) - this.#settings.fillsBackMs;
    this.#gateway
      .account(sinceMs)
      .then(
        (account) => {
          this.#reading.worked();
          this.#limited.worked();
          const hasNewFills = this.book.ledger.count !== fillsBefore;
          this.#nextReadMs = this.#clock.nowMs() + this.#settings.pollMs;
          this.#take(account, askedMs, hasNewFills, wanted === this.#wantedReadings);
        },
        (error: unknown) => {
          this.#reading.failed(this.#clock.nowMs());
          this.#failed(error);
        },
      )
      .finally(() => {
        this.#isReading = false;
      });
  }

  #take(account: AccountNow, askedMs: number, hasNewFills: boolean, isNewest: boolean): void {
    if (!this.#isRunning) return;
    const { book } = this;
    if (!book.isOpened) {
      if (account.positionLots === null) {
        this.#readAgain();
        return;
      }
      const tradeIds = account.fills.map(({ tradeId }) => tradeId);
      const venueMs = this.#clock.wallMs() + account.clockOffsetMs;
      book.record({ type: 'opened', positionLots: account.positionLots, tradeIds, venueMs });
    }
    for (const fill of account.fills) book.fill(fill, 'account');
    this.#clockOffset(account.clockOffsetMs);
    if (account.pause !== null) this.#pause(account.pause);
    const { positionLots } = book.ledger;
    const isOurs = (id: string | null): boolean => this.#ids?.isOurs(id) === true;
    const found = reconcile({ account, outbox: book.outbox, positionLots, askedMs, hasNewFills, isOurs });
    this.#foreign = found.foreign;
    this.#hasRead = true;
    for (const clientId of found.ask) this.#ask(clientId);
    if (found.cancel.length > 0) this.#cancel(found.cancel);
    this.#compare(found.differenceLots);
    const live = book.outbox.live;
    const isKnown =
      found.ask.length === 0 && found.cancel.length === 0 && live.every(({ status }) => status !== 'unresolved');
    const isRight = isKnown && found.differenceLots === 0 && account.pause === null && book.outbox.missingLots === 0;
    const isStopping = this.#blocks.has('stopping');
    if (!isNewest) this.#readSoon();
    else if (!isRight) this.#readAgain();
    if (!isRight || !isNewest || (this.#blocks.has('no-private-stream') && !isStopping)) return;
    this.#blocks.clear('reconciling');
    if (
      this.#blocks.has('stopping') &&
      live.length === 0 &&
      account.openOrders.every(({ clientId }) => !isOurs(clientId))
    ) {
      this.#end(true);
    }
  }

  #readAgain(): void {
    this.#nextReadMs = this.#clock.nowMs() + this.#settings.mismatchPollMs;
  }

  #compare(differenceLots: number | null): void {
    if (differenceLots === null) return;
    if (differenceLots === 0) {
      this.#mismatches = 0;
      if (this.#state === 'REDUCING' && this.#code === 'position-mismatch') this.#back();
      return;
    }
    this.#mismatches++;
    const text = `the venue's position differs from ours by ${differenceLots} lots`;
    if (this.#mismatches >= this.#settings.mismatchesToHalt) this.halt('position-mismatch', text);
    else if (this.#mismatches >= this.#settings.mismatchesToReduce) this.#enter('REDUCING', 'position-mismatch', text);
  }

  // --- states and waits ---

  /** What was read while it lasted is old by now. */
  #unblock(block: Block): void {
    if (!this.#blocks.has(block)) return;
    this.#blocks.clear(block);
    this.#needReading(`over: ${block}`);
  }

  #enter(state: TradingState, code: string, text: string): void {
    if (!isStricter(state, this.#state)) return;
    this.#state = state;
    this.#code = code;
    this.#text = text;
    this.book.record({ type: 'state', state, code, text });
  }

  #back(): void {
    this.#state = 'ACTIVE';
    this.#code = '';
    this.#text = '';
    this.book.record({ type: 'state', state: 'ACTIVE', code: '', text: 'the position is right again' });
  }

  #failed(error: unknown): void {
    // Anything but an answer of the venue is a fault of the program: it must not go on.
    if (!(error instanceof GatewayError)) {
      this.halt('fault', error instanceof Error ? error.message : String(error));
    } else if (error.waitMs > 0) this.#limit(error.message, error.waitMs);
  }

  #limit(text: string, waitMs: number): void {
    const nowMs = this.#clock.nowMs();
    if (!this.#limited.isWaiting(nowMs)) this.#limited.failed(nowMs, waitMs);
    this.#blocks.set('limited', text);
    this.#needReading('the venue was asked too often');
  }

  #pause(text: string): void {
    this.#pausedUntilMs = this.#clock.nowMs() + this.#settings.afterPauseMs;
    this.#blocks.set('paused', text);
    this.#needReading(`the venue took no orders: ${text}`);
  }

  // --- orders ---

  #follow(nowMs: number): void {
    if (this.#limited.isWaiting(nowMs)) return;
    const { outbox, ledger } = this.book;
    const isBlocked = !this.#blocks.isEmpty || this.#state === 'HALTED';
    const { cancel, place } = follow(isBlocked ? [] : this.#quotes, outbox.live, {
      state: this.#state,
      grid: this.#gateway.grid,
      positionLots: ledger.positionLots,
      midTicks: this.#midTicks,
      settings: this.#settings,
    });
    if (cancel.length > 0) this.#cancel(cancel);
    const quotes = place.filter(({ side }) => nowMs >= this.#noOrderBefore[side]);
    if (quotes.length > 0) this.#place(quotes.slice(0, this.#gateway.ordersPerRequest), nowMs);
  }

  #place(quotes: readonly Omit<NewOrder, 'clientId'>[], nowMs: number): void {
    const ids = this.#ids;
    if (ids === undefined || !this.#budget.take('place', quotes.length, nowMs)) return;
    const orders = quotes.map(({ side, priceTicks, lots, isReduceOnly }) => ({
      clientId: ids.next(),
      side,
      priceTicks,
      lots,
      isReduceOnly,
    }));
    const untilWallMs = this.#clock.wallMs() + this.#settings.orderLifeMs;
    this.book.record({ type: 'sending', orders, untilWallMs });
    // Nothing leaves that is not on the tape, and nothing that was decided before the program was stopped for a while.
    const problem =
      this.book.failure ?? (this.#clock.nowMs() - nowMs > this.#settings.asleepMs ? 'the program did not run' : null);
    if (problem !== null) {
      this.book.record(
        ...orders.map(
          ({ clientId }): NewEvent => ({ type: 'rejected', clientId, why: 'limited', text: `not sent: ${problem}` }),
        ),
      );
      return;
    }
    this.#gateway.place(orders, untilWallMs).then(
      (answers) => {
        for (const [i, order] of orders.entries()) this.#placed(order, answers[i]);
      },
      (error: unknown) => {
        this.#failed(error);
        for (const order of orders) this.#placed(order, undefined);
      },
    );
  }

  #placed(
    { clientId, side }: NewOrder,
    answer: PlaceAnswer = { kind: 'unresolved', text: 'there is no answer for it' },
  ): void {
    const { outbox } = this.book;
    if (answer.kind === 'accepted') {
      this.#streak.accepted();
      this.book.record({ type: 'accepted', clientId, venueId: answer.venueId });
      return;
    }
    if (answer.kind === 'unresolved') {
      if (outbox.get(clientId)?.status === 'sending')
        this.book.record({ type: 'unresolved', clientId, text: answer.text });
      return;
    }
    this.#noOrderBefore[side] = this.#clock.nowMs() + this.#settings.afterRejectMs;
    const why = answer.kind === 'limited' ? 'limited' : answer.why;
    this.book.record({ type: 'rejected', clientId, why, text: answer.text });
    if (answer.kind === 'limited') this.#limit(answer.text, answer.waitMs);
    else if (answer.why === 'paused') this.#pause(answer.text);
    else if (answer.why === 'clock') this.#needReading(`an order was refused for its time: ${answer.text}`);
    else {
      const problem = this.#streak.rejected(answer.why, answer.text);
      if (problem !== null) this.halt('reject-streak', problem);
    }
  }

  #cancel(clientIds: readonly string[]): void {
    const nowMs = this.#clock.nowMs();
    if (this.#limited.isWaiting(nowMs)) return;
    const some = clientIds.slice(0, this.#gateway.ordersPerRequest);
    if (!this.#budget.take('cancel', some.length, nowMs)) return;
    this.book.record({ type: 'cancelling', clientIds: some });
    this.#gateway.cancel(some).then(
      (answers) => {
        for (const [i, clientId] of some.entries()) this.#cancelled(clientId, answers[i]);
      },
      (error: unknown) => {
        this.#failed(error);
        for (const clientId of some) this.#cancelled(clientId, undefined);
      },
    );
  }

  #cancelled(clientId: string, answer: CancelAnswer = { kind: 'unresolved', text: 'there is no answer for it' }): void {
    this.book.record({ type: 'cancelAnswered', clientId, answer: answer.kind });
    if (answer.kind === 'limited') this.#limit(answer.text, answer.waitMs);
    if (this.#blocks.has('stopping')) this.#needReading('the program ends');
  }

  #end(isClean: boolean): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#cancelStep();
    this.#stopListening();
    const { failure } = this.book;
    const finish = (): void => this.#stopped?.(isClean && failure === null);
    // Left armed where it is not sure that nothing of ours is open.
    if (isClean && this.#deadMan.isArmed) this.#gateway.armDeadMan(null).then(finish, finish);
    else finish();
  }
}
