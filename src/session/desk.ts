/**
 * A desk trades one version in one lane: it calls the strategy on its timer and after own fills, compares the quotes
 * it wants with those that work, lets risk judge the difference, and sends it. It knows only what its latency lets it
 * know; the exchange lane knows the truth.
 */

import { Account } from '../exchange/account.ts';
import type { ExchangeLane } from '../exchange/exchangeLane.ts';
import { type Feed, feedOf } from '../exchange/feed.ts';
import type { Latency } from '../exchange/latency.ts';
import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Replay } from '../exchange/replay.ts';
import type { Response, Trader } from '../exchange/trader.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { Exposure, RiskGate } from '../risk/gate.ts';
import type { DenialCode } from '../risk/limits.ts';
import { type MarketView, type OwnFill, QuoteSheet, type Strategy } from '../strategy/strategy.ts';
import { WorkingOrders } from './workingOrders.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface DeskSettings {
  /** Time between decisions, µs. */
  readonly decisionUs: number;
  readonly latency: Latency;
}

export class Desk implements Trader {
  nextTimerUs = 0;
  /** The desk's own clock at the next timer, µs. */
  timerLocalUs = 0;
  decisions = 0;
  ordersPlaced = 0;
  ordersCancelled = 0;
  ordersRejected = 0;
  ordersFilled = 0;
  forceCloses = 0;
  readonly denied: Partial<Record<DenialCode, number>> = {};
  bidPaused = false;
  askPaused = false;

  readonly #lane: ExchangeLane;
  readonly #replay: Replay;
  readonly #strategy: Strategy;
  readonly #gate: RiskGate;
  readonly #instrument: Instrument;
  readonly #decisionUs: number;
  readonly #feed: Feed;
  /** The desk's own clock at the present decision, µs. */
  #localUs = 0;

  readonly #orders = new WorkingOrders();
  readonly #place = new Int32Array(2);
  readonly #cancel = new Int32Array(2);
  #orderNumber = 0;
  #takerUnderWay = false;

  // What the desk knows of its account.
  readonly #account: Account;
  readonly #fills: Mutable<OwnFill>[] = [];
  /**
   * The present moment, as the strategy sees it and as risk judges it. One reused object: as arguments of calls that are
   * not inlined, moments, prices and profits would be boxed.
   */
  readonly #now: Mutable<MarketView & Exposure>;

  readonly #sheet = new QuoteSheet();
  // What is wanted of the sheet: risk may cut a side short.
  #bids = 0;
  #asks = 0;
  /** The quotes that were last compared with the working orders, and the sheet's revision then. */
  readonly #compared = new QuoteSheet();
  #revision = -1;
  /** After that comparison nothing was to do, and no news has come since. */
  #settled = false;

  constructor(
    lane: ExchangeLane,
    replay: Replay,
    strategy: Strategy,
    gate: RiskGate,
    instrument: Instrument,
    { decisionUs, latency }: DeskSettings,
  ) {
    this.#lane = lane;
    this.#replay = replay;
    this.#strategy = strategy;
    this.#gate = gate;
    this.#instrument = instrument;
    this.#decisionUs = decisionUs;
    this.#account = new Account(instrument);
    this.#now = {
      timeUs: 0,
      midTicks: 0,
      bestBidTicks: 0,
      bestAskTicks: 0,
      bestBidLots: 0,
      bestAskLots: 0,
      dataAgeUs: 0,
      inventoryLots: 0,
      profit: 0,
      fills: this.#fills,
      openOrders: 0,
      openNotional: 0,
      sideLots: 0,
    };
    this.#feed = feedOf(latency, replay, 'clock');
    this.#schedule();
    strategy.reset();
  }

  onTimer(): void {
    this.#reach(this.timerLocalUs);
    this.#schedule();
    this.#decide();
  }

  /**
   * The desk's own clock strikes at multiples of the interval; what it sees then is as old as the feed's delay, so the
   * decision takes place at that moment of the book. While nothing has arrived yet there is nothing to decide on.
   */
  #schedule(): void {
    const feed = this.#feed;
    do {
      this.timerLocalUs += this.#decisionUs;
      feed.localUs = this.timerLocalUs;
      feed.see();
    } while (feed.seenUs < 0);
    this.nextTimerUs = feed.seenUs;
  }

  /** Where delays vary, what is seen first may have been seen later: the desk's clock does not go back for that. */
  #reach(localUs: number): void {
    if (localUs > this.#localUs) this.#localUs = localUs;
  }

  /** Funding is public: the desk knows it when it is paid. */
  onFunding(paid: number): void {
    this.#account.fundingPaid = paid;
  }

  onResponse(response: Response): void {
    this.#reach(response.localUs);
    this.#orders.learn(response);
    this.#settled = false;
    const rejected = popCount(response.rejected[0] as number) + popCount(response.rejected[1] as number);
    const accepted = ((response.accepted[0] as number) | (response.accepted[1] as number)) !== 0;
    this.ordersRejected += rejected;
    if (rejected > 0 || accepted) this.#gate.onAnswer(response.timeUs, accepted);
    if (response.takerDone) this.#takerUnderWay = false;
    if (response.fillsFrom === response.fillsTo) return;
    this.#learnFills(response);
    this.#decide();
  }

  #learnFills(response: Response): void {
    const log = this.#lane.executions;
    for (let i = response.fillsFrom; i < response.fillsTo; i++) {
      const side = log.side[i] as BookSide;
      const lots = log.lots[i] as number;
      const priceTicks = log.priceTicks[i] as number;
      this.#account.trade(side, priceTicks, lots, log.maker[i] === 1);
      this.#fills.push({ side, priceTicks, lots });
      const slot = log.slot[i] as number;
      if (slot < 0 || !this.#orders.fill(slot, lots)) continue;
      this.ordersFilled++;
      this.#gate.onOrderFilled(side, response.timeUs);
    }
  }

  /** Decides on the book as it stands at the replay's moment. */
  #decide(): void {
    this.decisions++;
    const { book, midTicks, nowUs } = this.#replay;
    const account = this.#account;
    const now = this.#now;
    now.timeUs = nowUs;
    now.midTicks = midTicks;
    now.dataAgeUs = this.#dataAgeUs();
    now.inventoryLots = account.inventoryLots;
    now.profit = account.profitAt(midTicks);
    this.#gate.observe(now);
    if (book.hasBid && book.hasAsk && this.#gate.state !== 'halted' && !this.#gate.stale) this.#ask();
    else this.#wantNothing();
    this.#send();
  }

  /** Time by the desk's clock since the newest row reached it: a feed that stands still shows as data that grows old. */
  #dataAgeUs(): number {
    const feed = this.#feed;
    feed.venueUs = this.#replay.lastRowUs;
    feed.show();
    return Math.max(0, this.#localUs - feed.shownUs);
  }

  /** Asks the strategy what it wants, and risk how much of it may be. */
  #ask(): void {
    const { book, baseTicks } = this.#replay;
    const now = this.#now;
    const sheet = this.#sheet;
    now.bestBidTicks = book.bidIndex + baseTicks;
    now.bestAskTicks = book.askIndex + baseTicks;
    now.bestBidLots = book.lotsAt(BID, book.bidIndex);
    now.bestAskLots = book.lotsAt(ASK, book.askIndex);
    this.#strategy.quote(now, sheet);
    // Writing an array's length is dear, and most decisions have no fills.
    if (this.#fills.length > 0) this.#fills.length = 0;
    this.bidPaused = sheet.bidPaused;
    this.askPaused = sheet.askPaused;
    const { open } = this.#gate;
    this.#bids = open ? sheet.bidCount : this.#allowed(BID, sheet.bidCount, sheet.bidLots);
    this.#asks = open ? sheet.askCount : this.#allowed(ASK, sheet.askCount, sheet.askLots);
  }

  #wantNothing(): void {
    this.#sheet.clear();
    this.bidPaused = false;
    this.askPaused = false;
    this.#bids = 0;
    this.#asks = 0;
  }

  /** How many of a side's quotes, from the first, risk lets it want; what works of the others is cancelled like all that is not wanted. */
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
    if (this.#settled && sheet.takeLots === 0 && this.#wantsWhatWorks()) return;
    this.#compared.copy(sheet, this.#bids, this.#asks);
    this.#revision = sheet.revision;
    this.#place.fill(0);
    this.#cancel.fill(0);
    const bidsMatched = this.#matchWorking(BID, sheet.bidTicks, sheet.bidLots, this.#bids);
    const asksMatched = this.#matchWorking(ASK, sheet.askTicks, sheet.askLots, this.#asks);
    const allWork = bidsMatched === lowBits(this.#bids) && asksMatched === lowBits(this.#asks);
    if (!allWork) {
      this.#countOpen();
      this.#placeMissing(BID, sheet.bidTicks, sheet.bidLots, this.#bids, bidsMatched);
      this.#placeMissing(ASK, sheet.askTicks, sheet.askLots, this.#asks, asksMatched);
    }
    const takeLots = this.#approvedTake(sheet.takeLots);
    const nothing = isEmpty(this.#place) && isEmpty(this.#cancel);
    this.#settled = allWork && nothing;
    if (nothing && takeLots === 0) return;
    this.#lane.send(this.#localUs, this.#place, this.#cancel, takeLots);
  }

  /** Whether the quotes wanted are those of the last comparison. */
  #wantsWhatWorks(): boolean {
    const compared = this.#compared;
    if (compared.bidCount !== this.#bids || compared.askCount !== this.#asks) return false;
    if (this.#revision === this.#sheet.revision) return true;
    if (!compared.beginsLike(this.#sheet)) return false;
    this.#revision = this.#sheet.revision;
    return true;
  }

  /** Cancels working orders that are no longer wanted; returns the mask of wanted quotes that already work. */
  #matchWorking(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number): number {
    let matched = 0;
    for (let mask = this.#orders.standing(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      const wanted = this.#wantedFor(slot, ticks, lots, count, matched);
      if (wanted >= 0) {
        matched |= 1 << wanted;
        continue;
      }
      this.#cancel[side] = (this.#cancel[side] as number) | (1 << i);
      this.#orders.cancelling[side] = (this.#orders.cancelling[side] as number) | (1 << i);
      this.ordersCancelled++;
    }
    return matched;
  }

  /** An order serves a wanted quote of its price if the size wanted is what it was sent with or what is left of it. */
  #wantedFor(slot: number, ticks: Int32Array, lots: Int32Array, count: number, matched: number): number {
    const orders = this.#orders;
    for (let j = 0; j < count; j++) {
      if ((matched & (1 << j)) !== 0 || ticks[j] !== orders.ticks[slot]) continue;
      if (lots[j] === orders.lots[slot] || lots[j] === orders.left[slot]) return j;
    }
    return -1;
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

  #placeMissing(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number, matched: number): void {
    if (count === 0) return;
    const now = this.#now;
    now.sideLots = this.#orders.standingLots(side);
    for (let j = 0; j < count; j++) {
      if ((matched & (1 << j)) !== 0) continue;
      const priceTicks = ticks[j] as number;
      const size = lots[j] as number;
      const code = this.#orders.hasRoom(side) ? this.#gate.deny(side, priceTicks, size, now) : 'open-orders';
      if (code !== undefined) {
        this.#countDenied(code, 1);
        continue;
      }
      const slot = this.#orders.open(side, priceTicks, size);
      this.#place[side] = (this.#place[side] as number) | (1 << (slot & 31));
      this.#lane.write(slot, priceTicks, size, this.#orderNumber++);
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

  #countDenied(code: DenialCode, count: number): void {
    this.denied[code] = (this.denied[code] ?? 0) + count;
  }
}

/** How many quotes, from the first, shrink a position together without turning it round. */
function shrinkingQuotes(inventoryLots: number, count: number, lots: Int32Array): number {
  let left = Math.abs(inventoryLots);
  let quotes = 0;
  while (quotes < count && (lots[quotes] as number) <= left) left -= lots[quotes++] as number;
  return quotes;
}

function isEmpty(masks: Int32Array): boolean {
  return masks[0] === 0 && masks[1] === 0;
}

function lowBits(count: number): number {
  return (1 << count) - 1;
}

function popCount(mask: number): number {
  let count = 0;
  for (let m = mask; m !== 0; m &= m - 1) count++;
  return count;
}
