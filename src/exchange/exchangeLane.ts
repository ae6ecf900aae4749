/**
 * One lane at the simulated exchange: its resting orders, the requests and responses under way, its account.
 *
 * Requests and responses travel in rings of columns (inFlight.ts), one request a decision and one response an arrival or
 * a batch of fills, so that nothing is allocated while events flow. Order of effects at one moment: rows of the tape,
 * then requests, then responses, then the trader's timer (fills.md, rule 1).
 */

import type { Instrument } from '../market/instrument.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import { Account } from './account.ts';
import { Executions } from './executions.ts';
import { type FeedLatency, feedLatencyOf } from './feedLatency.ts';
import type { FillRules } from './fillRules.ts';
import { RequestsInFlight, ResponsesInFlight } from './inFlight.ts';
import { type Latency, OrderDelays } from './latency.ts';
import { OwnOrders, SLOTS_PER_SIDE } from './ownOrders.ts';
import type { ReplayLane, ReplayView } from './replayView.ts';
import { Response, type Trader } from './trader.ts';

/** Share of the size at the touch above which a real market would be expected to notice an order. */
const LARGE_SHARE = 0.1;
const SIDES: readonly BookSide[] = [BID, ASK];

export class ExchangeLane implements ReplayLane {
  readonly orders: OwnOrders;
  readonly executions: Executions = new Executions();
  /** Number of the order in each slot, for the executions. */
  readonly orderNumber: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  trader: Trader;
  readonly account: Account;
  /** Orders that were, on arrival, larger than {@link LARGE_SHARE} of what the best of their side showed. */
  largeOrders = 0;
  /** This lane's cells of the replay's `idleFloors`. */
  readonly idleFloors: Int32Array;

  readonly #venue: ReplayView;
  readonly #lane: number;
  readonly #delays: OrderDelays;
  /** The feed as it shows what responses tell of: nothing is known of the venue before the feed has reached it. */
  readonly #feed: FeedLatency;
  // One connection carries everything: nothing overtakes what was sent before it.
  #lastArrivalUs = 0;
  readonly #requests = new RequestsInFlight();
  readonly #responses = new ResponsesInFlight();
  readonly #draft = new Response();

  constructor(
    venue: ReplayView,
    instrument: Instrument,
    rules: FillRules,
    latency: Latency,
    trader: (lane: ExchangeLane) => Trader,
  ) {
    this.#venue = venue;
    this.#lane = venue.laneCount;
    this.account = new Account(instrument);
    this.idleFloors = venue.idleFloors.subarray(2 * this.#lane, 2 * this.#lane + 2);
    this.#delays = new OrderDelays(latency);
    this.#feed = feedLatencyOf(latency, venue, 'responses');
    this.orders = new OwnOrders(venue, instrument.lotSize, rules, (slot, lots) => this.#filled(slot, lots));
    this.trader = trader(this);
    this.#schedule();
  }

  /** Profit in quote currency with the position marked at the venue's mid. */
  profit(): number {
    return this.account.profitAt(this.#venue.midTicks);
  }

  /** Writes an order into a free slot; it goes out with the next `send`. */
  write(slot: number, priceTicks: number, lots: number, orderNumber: number): void {
    const index = priceTicks - this.#venue.baseTicks;
    this.orders.x[slot] = slot < SLOTS_PER_SIDE ? index : -index;
    this.orders.left[slot] = lots;
    this.orderNumber[slot] = orderNumber;
  }

  /** Price in ticks of the order in a slot, where it rests or last rested. */
  priceTicks(slot: number): number {
    return Math.abs(this.orders.x[slot] as number) + this.#venue.baseTicks;
  }

  /** Sends what a decision asks for; `localUs` is the time of the trader's own clock. */
  send(localUs: number, place: Int32Array, cancel: Int32Array, takeLots: number): void {
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, localUs + this.#delays.orderUs());
    this.#requests.push(this.#lastArrivalUs, place, cancel, takeLots);
    this.#schedule();
  }

  /**
   * Does everything that is due strictly before the venue's `wakeUntilUs`. Moments travel in fields: a number handed to a
   * call that is not inlined would be boxed.
   */
  wake(): void {
    const venue = this.#venue;
    const untilUs = venue.wakeUntilUs;
    for (;;) {
      const arrivalUs = this.#requests.nextUs;
      const responseUs = this.#responses.nextUs;
      const nextUs = Math.min(arrivalUs, responseUs, this.trader.nextTimerUs);
      if (nextUs >= untilUs) {
        venue.wakesUs[this.#lane] = nextUs;
        return;
      }
      venue.nowUs = nextUs;
      if (nextUs === arrivalUs) this.#arrive();
      else if (nextUs === responseUs && this.#hearsFirst()) this.#respondNow();
      else this.trader.onTimer();
    }
  }

  /** Funding at a mark price in ticks: longs pay `rate` of the position's value. */
  fund(markTicks: number, rate: number): void {
    this.account.fund(markTicks, rate);
    this.trader.onFunding(this.account.fundingPaid);
    this.#schedule();
  }

  /** A best price has fallen below a floor of the lane: its trader is idle no longer. */
  wakeEarly(): void {
    this.trader.wakeEarly();
    this.#schedule();
  }

  /** The book has been emptied. */
  reset(): void {
    this.orders.reset();
  }

  depth(level: number, oldLots: number, newLots: number): void {
    this.orders.depth(level, oldLots, newLots);
  }

  /** Returns whether it filled anything. */
  trade(side: BookSide, x: number, lots: number): boolean {
    const from = this.executions.length;
    this.orders.trade(side, x, lots);
    return this.#report(from);
  }

  /** Returns whether it filled anything. */
  cross(side: BookSide, x: number, lots: number): boolean {
    const from = this.executions.length;
    this.orders.cross(side, x, lots);
    return this.#report(from);
  }

  /** While nothing arrives, many moments of the trader's clock see the same moment of the venue: its clock says what comes first. */
  #hearsFirst(): boolean {
    const { trader } = this;
    return trader.nextTimerUs !== this.#responses.nextUs || this.#responses.nextLocalUs <= trader.timerLocalUs;
  }

  /** Tells the trader of the next response, unless that is seen later than could be told when it was sent. */
  #respondNow(): void {
    const feed = this.#feed;
    const responses = this.#responses;
    if (feed.mayWait) {
      const { localUs } = feed;
      feed.localUs = responses.nextLocalUs;
      feed.see();
      feed.localUs = localUs;
      if (feed.seenUs > responses.nextUs) {
        responses.postpone(feed.seenUs);
        return;
      }
    }
    this.trader.onResponse(responses.take());
  }

  #schedule(): void {
    const nextUs = Math.min(this.#requests.nextUs, this.#responses.nextUs, this.trader.nextTimerUs);
    this.#venue.wakesUs[this.#lane] = nextUs;
  }

  #arrive(): void {
    const request = this.#requests.take();
    const response = this.#draft;
    response.clear();
    response.fillsFrom = this.executions.length;
    // Cancels first: a decision that replaces a quote must not meet its own predecessor's slot.
    for (const side of SIDES) {
      const cancel = request.cancel[side] as number;
      const ended = cancel & (this.orders.live[side] as number);
      if (ended !== 0) this.orders.remove(side, ended);
      response.cancelAnswered[side] = cancel;
      response.ended[side] = ended;
    }
    if (request.takeLots !== 0) {
      this.#take(request.takeLots);
      response.takerDone = true;
    }
    for (const side of SIDES) {
      for (let mask = request.place[side] as number; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        const wanted = this.orders.x[slot] as number;
        if (this.#isLarge(side, this.orders.left[slot] as number)) this.largeOrders++;
        if (this.orders.arrive(side, slot)) {
          setBit(response.accepted, side, i);
          if (this.orders.x[slot] !== wanted) setBit(response.slid, side, i);
        } else {
          setBit(response.rejected, side, i);
          setBit(response.ended, side, i);
        }
      }
    }
    this.#respond();
  }

  /** An order on a side that shows nothing counts as small: there is nothing to compare it with. */
  #isLarge(side: BookSide, lots: number): boolean {
    const { book } = this.#venue;
    const index = Math.abs(book.best[side] as number);
    if (side === BID ? !book.hasBid : !book.hasAsk) return false;
    return lots > LARGE_SHARE * book.lotsAt(side, index);
  }

  /**
   * A taker order walks the displayed book from the best price; what the book does not show stays unfilled. It is
   * reduce-only: if own quotes have closed part of the position since it was sent, only the rest is taken.
   */
  #take(signedLots: number): void {
    const { book } = this.#venue;
    const side = signedLots > 0 ? ASK : BID;
    const held = this.account.inventoryLots;
    const closable = Math.sign(signedLots) === -Math.sign(held) ? Math.abs(held) : 0;
    let left = Math.min(Math.abs(signedLots), closable);
    let x = book.best[side] as number;
    while (left > 0) {
      const index = side === BID ? x : -x;
      if (index < 0 || index >= book.width) return;
      const level = 2 * index + side;
      const lots = Math.min(left, this.orders.shown(level));
      if (lots > 0) {
        this.#execute(-1, -1, side === ASK ? BID : ASK, index + this.#venue.baseTicks, lots, false);
        this.orders.useUp(level, lots);
      }
      left -= lots;
      x = book.nextWorse(side, index);
    }
  }

  #filled(slot: number, lots: number): void {
    const side = slot < SLOTS_PER_SIDE ? BID : ASK;
    this.#execute(slot, this.orderNumber[slot] as number, side, this.priceTicks(slot), lots, true);
  }

  #execute(slot: number, order: number, side: BookSide, priceTicks: number, lots: number, maker: boolean): void {
    const fee = this.account.trade(side, priceTicks, lots, maker);
    const log = this.executions;
    const i = log.add();
    log.timeUs[i] = this.#venue.nowUs;
    log.order[i] = order;
    log.side[i] = side;
    log.priceTicks[i] = priceTicks;
    log.lots[i] = lots;
    log.maker[i] = maker ? 1 : 0;
    log.fee[i] = fee;
    log.midTicks[i] = this.#venue.midBeforeTicks;
    log.inventoryLots[i] = this.account.inventoryLots;
    log.slot[i] = slot;
  }

  /** Responds with the fills since `from`; a slot whose order is no longer in the book has ended. */
  #report(from: number): boolean {
    const log = this.executions;
    const to = log.length;
    if (from === to) return false;
    const response = this.#draft;
    response.clear();
    response.fillsFrom = from;
    for (let i = from; i < to; i++) {
      const slot = log.slot[i - log.forgotten] as number;
      const side = slot < SLOTS_PER_SIDE ? BID : ASK;
      if (((this.orders.live[side] as number) & (1 << (slot & 31))) === 0) setBit(response.ended, side, slot & 31);
    }
    this.#respond();
    return true;
  }

  #respond(): void {
    const response = this.#draft;
    const feed = this.#feed;
    const { nowUs } = this.#venue;
    feed.venueUs = nowUs;
    feed.show();
    feed.localUs = Math.max(feed.localUs, feed.shownUs, nowUs + this.#delays.responseUs());
    feed.see();
    response.localUs = feed.localUs;
    // Where delays vary, the feed may be slower now than it was when it showed this.
    response.timeUs = Math.max(feed.seenUs, nowUs);
    response.fillsTo = this.executions.length;
    this.#responses.push(response);
    const { wakesUs } = this.#venue;
    if (response.timeUs < (wakesUs[this.#lane] as number)) wakesUs[this.#lane] = response.timeUs;
  }
}

function setBit(masks: Int32Array, side: BookSide, i: number): void {
  masks[side] = (masks[side] as number) | (1 << i);
}
