/**
 * Trades one version in one lane: calls the strategy on the decision clock and after own fills, compares the quotes that it
 * wants with the working orders, lets the risk gate judge the difference, and sends it. A trader knows of the market and of
 * its own orders what has reached it, each as late as its latency; the venue's own record is behind the gateway (ports.ts).
 */

import { Account } from '../exchange/account.ts';
import type { FeedLatency } from '../exchange/feedLatency.ts';
import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import type { VenueTrader } from '../exchange/venueLane.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { RiskGate } from '../risk/gate.ts';
import type { DenialCode } from '../risk/limits.ts';
import type { DepthLens, Lens } from '../strategy/lenses.ts';
import { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { OwnFill, Strategy } from '../strategy/strategy.ts';
import { isEmpty, lowBits, popCount } from './bitMask.ts';
import { DecisionClock } from './decisionClock.ts';
import type { DecisionInput } from './decisionInput.ts';
import { IdleSpan } from './idleSpan.ts';
import { LaneLenses } from './laneLenses.ts';
import type { MarketState, OrderGateway } from './ports.ts';
import type { GapCause } from './quoteGaps.ts';
import type { ReferenceReader } from './referenceReader.ts';
import { SendDigest, sendLocalUs } from './sendDigest.ts';
import { WorkingOrders } from './workingOrders.ts';

export interface LaneTraderSettings {
  /** Time between decisions, µs. */
  readonly decisionUs: number;
  /** How late the trader sees the market. */
  readonly feed: FeedLatency;
  /** What the strategy reads beside the best prices; undefined where no lane of the session reads anything. */
  readonly lenses?: readonly Lens[] | undefined;
  /** The depth that it reads. */
  readonly depth: DepthLens;
  /** Of a lane that reads a hedge reference. */
  readonly reference?: ReferenceReader | undefined;
}

export class LaneTrader implements VenueTrader {
  /** When the next decision is due, as a moment of the venue; of an idle trader, the first that may change something. */
  nextTimerUs: number;
  ordersPlaced = 0;
  ordersCancelled = 0;
  ordersRejected = 0;
  ordersFilled = 0;
  forceCloses = 0;
  readonly denied: Partial<Record<DenialCode, number>> = {};
  bidPaused = false;
  askPaused = false;
  /** How often each reason of the strategy began, by its bit. */
  readonly reasonsBegun: Int32Array = new Int32Array(31);
  #reasons = 0;
  readonly sends: SendDigest = new SendDigest();
  /** Why a side has no quotes since the last decision; null where it has. */
  bidGap: GapCause | null = 'no-level';
  askGap: GapCause | null = 'no-level';

  readonly #gateway: OrderGateway;
  readonly #market: MarketState;
  readonly #strategy: Strategy;
  readonly #gate: RiskGate;
  readonly #instrument: Instrument;
  readonly #clock: DecisionClock;
  #decisions = 0;
  readonly #idle: IdleSpan;

  readonly #orders = new WorkingOrders();
  readonly #lenses: LaneLenses | undefined;
  readonly #place = new Int32Array(2);
  #orderNumber = 0;
  /** Distance from mid at which the order of a slot was sent, bps. */
  readonly #sentAtBps = new Float64Array(2 * SLOTS_PER_SIDE);
  /** The same for each execution that is known and not forgotten, by its row in the log; NaN for taker orders. */
  readonly #fillDistancesBps: number[] = [];
  /** Executions that are known. */
  #fillsKnown = 0;
  #takerUnderWay = false;

  /** The account as far as responses have told of it. */
  readonly #account: Account;
  readonly #fills: OwnFill[] = [];
  readonly #now: DecisionInput;

  readonly #sheet = new QuoteSheet();
  // How many quotes of each side are wanted, from the first: risk may allow fewer than the sheet has.
  #bids = 0;
  #asks = 0;
  /** The quotes that were last compared with the working orders, and the sheet's revision then. */
  readonly #compared = new QuoteSheet();
  #revision = -1;
  /** The working orders were what that comparison wanted, and no news has come since that changes it. */
  #upToDate = false;

  constructor(
    gateway: OrderGateway,
    market: MarketState,
    strategy: Strategy,
    gate: RiskGate,
    instrument: Instrument,
    { decisionUs, feed, lenses, depth, reference }: LaneTraderSettings,
    now: DecisionInput,
  ) {
    this.#gateway = gateway;
    this.#market = market;
    this.#strategy = strategy;
    this.#gate = gate;
    this.#instrument = instrument;
    this.#account = new Account(instrument);
    this.#now = now;
    this.#clock = new DecisionClock(decisionUs, feed);
    this.#idle = new IdleSpan(market, gateway, this.#clock, gate, this.#account, this.#sheet);
    this.#lenses =
      lenses === undefined ? undefined : new LaneLenses(lenses, market, depth, this.#orders, reference, this.#clock);
    this.nextTimerUs = this.#clock.dueUs;
    strategy.reset();
  }

  /** Decisions so far, with those that an idle trader left out. Read it between two runs of the market. */
  get decisions(): number {
    // Times are whole µs: half a µs later counts a decision that is due now.
    return this.#decisions + (this.#idle.isIdle ? this.#clock.ticksBefore(this.#market.nowUs + 0.5) : 0);
  }

  /** Orders that were sent and are not known to have ended. */
  get openOrders(): number {
    const { used } = this.#orders;
    return popCount(used[BID] as number) + popCount(used[ASK] as number);
  }

  /** Distance from mid of the order behind each of the first `length` executions when it was sent, bps; NaN where it is not known. */
  fillDistancesBps(length: number): Float64Array {
    return Float64Array.from({ length }, (_, i) => this.#fillDistancesBps[i] ?? Number.NaN);
  }

  /** Forgets the executions that it knows of, here and in the log. */
  forgetFills(): void {
    this.#fillDistancesBps.length = 0;
    this.#gateway.executions.forget(this.#fillsKnown);
  }

  get timerLocalUs(): number {
    return this.#clock.dueLocalUs;
  }

  onTimer(): void {
    if (this.#idle.isIdle) {
      if (this.#idle.extend()) this.nextTimerUs = this.#idle.dueUs;
      else this.wakeEarly();
      return;
    }
    if (!this.#clock.isDue()) {
      this.nextTimerUs = this.#clock.dueUs;
      return;
    }
    this.#clock.tick();
    this.nextTimerUs = this.#clock.dueUs;
    this.#decide();
  }

  /** Ends idle time, if there is any: the clock goes on from the decisions that were left out. */
  wakeEarly(): void {
    this.#idle.forget();
    if (!this.#idle.isIdle) return;
    const leftOut = this.#idle.end();
    this.#decisions += leftOut;
    this.#clock.skip(leftOut);
    this.nextTimerUs = this.#clock.dueUs;
  }

  /** Funding is public: the trader knows it when it is paid. */
  onFunding(paid: number): void {
    this.wakeEarly();
    this.#account.fundingPaid = paid;
  }

  onPosition(lots: number, priceTicks: number): void {
    this.wakeEarly();
    this.#upToDate = false;
    this.#account.begin(lots, priceTicks);
  }

  onResponse(response: Response): void {
    this.#clock.reach(response.localUs);
    const rejected = popCount(response.rejected[0] as number) + popCount(response.rejected[1] as number);
    const slid = (response.slid[0] as number) !== 0 || (response.slid[1] as number) !== 0;
    const accepted = ((response.accepted[0] as number) | (response.accepted[1] as number)) !== 0;
    this.#orders.learn(response);
    if (rejected > 0) this.#lenses?.heard(response);
    // Orders that have arrived, or have been cancelled as asked, leave the comparison as it was.
    if (slid) this.#orders.slide(response.slid, this.#gateway);
    if (slid || rejected > 0 || response.fillsFrom < response.fillsTo) {
      this.wakeEarly();
      this.#upToDate = false;
    }
    this.ordersRejected += rejected;
    if (rejected > 0 || accepted) this.#gate.onAnswer(response.timeUs, accepted);
    if (response.takerDone) this.#takerUnderWay = false;
    if (response.fillsFrom === response.fillsTo) return;
    this.#learnFills(response);
    this.#decide();
  }

  #learnFills(response: Response): void {
    const log = this.#gateway.executions;
    const { forgotten } = log;
    this.#fillsKnown = response.fillsTo;
    for (let i = response.fillsFrom - forgotten; i < response.fillsTo - forgotten; i++) {
      const side = log.side[i] as BookSide;
      const lots = log.lots[i] as number;
      const priceTicks = log.priceTicks[i] as number;
      const taker = log.maker[i] !== 1;
      this.#account.book(side, priceTicks, lots, log.fee[i] as number);
      this.#fills.push({ side, priceTicks, lots, taker });
      const slot = log.slot[i] as number;
      this.#fillDistancesBps[i] = slot < 0 ? Number.NaN : (this.#sentAtBps[slot] as number);
      if (slot < 0 || !this.#orders.fill(slot, lots)) continue;
      this.ordersFilled++;
      this.#gate.onOrderFilled(side, response.timeUs);
    }
  }

  /** Decides on the market as the trader sees it now. */
  #decide(): void {
    this.#decisions++;
    const { book, midTicks, nowUs } = this.#market;
    const dataAgeUs = this.#clock.ageUs(this.#market.lastRowUs);
    if (this.#idle.coversNow() && dataAgeUs <= this.#gate.stalePullUs) return;
    const account = this.#account;
    const now = this.#now;
    now.timeUs = nowUs;
    now.midTicks = midTicks;
    now.dataAgeUs = dataAgeUs;
    now.inventoryLots = account.inventoryLots;
    now.profit = account.profitAt(midTicks);
    now.fills = this.#fills;
    this.#gate.observe(now);
    if (book.hasBid && book.hasAsk && this.#gate.state !== 'halted' && !this.#gate.stale) this.#ask();
    else this.#wantNothing();
    this.#send();
    this.#idle.forget();
    if (!this.#upToDate) return;
    this.#idle.find();
    if (this.#idle.begin()) this.nextTimerUs = this.#idle.dueUs;
  }

  /** Asks the strategy what it wants, and risk how much of it is allowed. */
  #ask(): void {
    const { book, baseTicks } = this.#market;
    const now = this.#now;
    const sheet = this.#sheet;
    now.bestBidTicks = book.bidIndex + baseTicks;
    now.bestAskTicks = book.askIndex + baseTicks;
    now.bestBidLots = book.lotsAt(BID, book.bidIndex);
    now.bestAskLots = book.lotsAt(ASK, book.askIndex);
    sheet.validity.end();
    this.#lenses?.show(now);
    this.#strategy.quote(now, sheet);
    if (sheet.reasons !== this.#reasons) this.#countReasons(sheet.reasons);
    // Writing the length of an array takes long, and most decisions have no fills.
    if (this.#fills.length > 0) this.#fills.length = 0;
    this.bidPaused = sheet.bidPaused;
    this.askPaused = sheet.askPaused;
    const { open } = this.#gate;
    this.#bids = open ? sheet.bidCount : this.#allowed(BID, sheet.bidCount, sheet.bidLots);
    this.#asks = open ? sheet.askCount : this.#allowed(ASK, sheet.askCount, sheet.askLots);
    this.bidGap = this.#bids > 0 ? null : this.#gapOf(BID, sheet.bidCount, sheet.bidPaused);
    this.askGap = this.#asks > 0 ? null : this.#gapOf(ASK, sheet.askCount, sheet.askPaused);
  }

  /** Why a side that the strategy was asked for has no quotes. @param wanted quotes before risk judged them */
  #gapOf(side: BookSide, wanted: number, paused: boolean): GapCause {
    if (wanted > 0) {
      const code = this.#gate.sideClosed(side, this.#now);
      return code === 'side-pause' || code === 'inventory-cap' || code === 'halted' ? code : 'reducing';
    }
    if (paused) return 'strategy-pause';
    const { inventoryLots } = this.#now;
    const grows = side === BID ? inventoryLots > 0 : inventoryLots < 0;
    return grows && this.#gate.atVersionCap ? 'position-limit' : 'no-level';
  }

  #wantNothing(): void {
    this.#sheet.clear();
    this.#sheet.validity.end();
    if (this.#gate.state === 'halted') this.#lenses?.skip();
    this.#reasons = 0;
    this.bidPaused = false;
    this.askPaused = false;
    this.#bids = 0;
    this.#asks = 0;
    const { state, stale } = this.#gate;
    this.bidGap = state === 'halted' ? 'halted' : stale ? 'stale-feed' : 'one-sided-book';
    this.askGap = this.bidGap;
  }

  /** How many of a side's quotes risk allows, from the first; orders that serve the others are cancelled. */
  #allowed(side: BookSide, count: number, lots: Int32Array): number {
    if (count === 0) return 0;
    const code = this.#gate.sideClosed(side, this.#now);
    if (code !== undefined) {
      this.#countDenied(code, count);
      return 0;
    }
    if (this.#gate.state !== 'reducing') return count;
    const shrinking = shrinkingQuotes(this.#now.inventoryLots, count, lots);
    if (shrinking < count) this.#countDenied('reducing', count - shrinking);
    return shrinking;
  }

  #send(): void {
    const sheet = this.#sheet;
    if (this.#upToDate && sheet.takeLots === 0 && this.#wantsTheSame()) return;
    this.#compared.copy(sheet, this.#bids, this.#asks);
    this.#revision = sheet.revision;
    this.#place[BID] = 0;
    this.#place[ASK] = 0;
    const orders = this.#orders;
    const bidsServed = orders.match(BID, sheet.bidTicks, sheet.bidLots, this.#bids);
    const asksServed = orders.match(ASK, sheet.askTicks, sheet.askLots, this.#asks);
    this.ordersCancelled += popCount(orders.unwanted[BID] as number) + popCount(orders.unwanted[ASK] as number);
    const allWork = bidsServed === lowBits(this.#bids) && asksServed === lowBits(this.#asks);
    if (!allWork) {
      this.#countOpen();
      this.#placeMissing(BID, sheet.bidTicks, sheet.bidLots, this.#bids, bidsServed);
      this.#placeMissing(ASK, sheet.askTicks, sheet.askLots, this.#asks, asksServed);
    }
    const takeLots = this.#approvedTake(sheet.takeLots);
    const nothing = isEmpty(this.#place) && isEmpty(orders.unwanted);
    this.#upToDate = allWork && nothing;
    if (nothing && takeLots === 0) return;
    sendLocalUs[0] = this.#clock.localUs;
    this.sends.add(this.#place, orders.unwanted, orders.ticks, orders.lots, takeLots);
    this.#gateway.send(this.#clock.localUs, this.#place, orders.unwanted, takeLots);
  }

  /** Whether the quotes wanted are those of the last comparison. */
  #wantsTheSame(): boolean {
    const compared = this.#compared;
    if (compared.bidCount !== this.#bids || compared.askCount !== this.#asks) return false;
    if (this.#revision === this.#sheet.revision) return true;
    if (!compared.beginsLike(this.#sheet)) return false;
    this.#revision = this.#sheet.revision;
    return true;
  }

  #countOpen(): void {
    const orders = this.#orders;
    let count = 0;
    let value = 0;
    for (let side = 0; side < 2; side++) {
      for (let mask = orders.used[side] as number; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        count++;
        value += notional(this.#instrument, orders.ticks[slot] as number, orders.left[slot] as number);
      }
    }
    this.#now.openOrders = count;
    this.#now.openNotional = value;
  }

  #placeMissing(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number, served: number): void {
    if (count === 0) return;
    const now = this.#now;
    now.sideLots = this.#orders.liveLots(side);
    for (let j = 0; j < count; j++) {
      if ((served & (1 << j)) !== 0) continue;
      const priceTicks = ticks[j] as number;
      const size = lots[j] as number;
      const code = this.#orders.hasRoom(side) ? this.#gate.deny(side, priceTicks, size, now) : 'open-orders';
      if (code !== undefined) {
        this.#countDenied(code, 1);
        continue;
      }
      const slot = this.#orders.open(side, priceTicks, size);
      this.#place[side] = (this.#place[side] as number) | (1 << (slot & 31));
      this.#lenses?.sent(slot, now);
      this.#gateway.write(slot, priceTicks, size, this.#orderNumber++);
      this.#sentAtBps[slot] = (Math.abs(priceTicks - now.midTicks) / now.midTicks) * 10_000;
      this.ordersPlaced++;
      now.openOrders++;
      now.openNotional += notional(this.#instrument, priceTicks, size);
      now.sideLots += size;
    }
  }

  #approvedTake(takeLots: number): number {
    if (takeLots === 0 || this.#takerUnderWay) return 0;
    const code = this.#gate.denyTaker(takeLots, this.#now);
    if (code !== undefined) {
      this.#countDenied(code, 1);
      return 0;
    }
    this.#takerUnderWay = true;
    this.forceCloses++;
    return takeLots;
  }

  #countReasons(reasons: number): void {
    for (let begun = reasons & ~this.#reasons; begun !== 0; begun &= begun - 1) {
      const bit = 31 - Math.clz32(begun & -begun);
      this.reasonsBegun[bit] = (this.reasonsBegun[bit] as number) + 1;
    }
    this.#reasons = reasons;
  }

  #countDenied(code: DenialCode, count: number): void {
    this.denied[code] = (this.denied[code] ?? 0) + count;
  }
}

/** How many quotes, from the first, shrink a position together without changing its sign. */
function shrinkingQuotes(inventoryLots: number, count: number, lots: Int32Array): number {
  let left = Math.abs(inventoryLots);
  let quotes = 0;
  while (quotes < count && (lots[quotes] as number) <= left) left -= lots[quotes++] as number;
  return quotes;
}
