/**
 * A desk trades one version in one lane: it calls the strategy on its timer and after own fills, compares the quotes
 * it wants with those that work, lets risk judge the difference, and sends it. It knows only what its latency lets it
 * know; the exchange lane knows the truth.
 */

import { Account } from '../exchange/account.ts';
import type { ExchangeLane } from '../exchange/exchangeLane.ts';
import { Delays, type Latency } from '../exchange/latency.ts';
import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Replay } from '../exchange/replay.ts';
import type { Response, Trader } from '../exchange/trader.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { Exposure, RiskGate } from '../risk/gate.ts';
import type { DenialCode } from '../risk/limits.ts';
import { type MarketView, type OwnFill, QuoteSheet, type Strategy } from '../strategy/strategy.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface DeskSettings {
  /** Time between decisions, µs. */
  readonly decisionUs: number;
  readonly latency: Latency;
}

export class Desk implements Trader {
  nextTimerUs: number;
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
  readonly #settings: DeskSettings;
  readonly #delays: Delays;
  /** The trader's own clock at the next timer, µs. */
  #clockUs = 0;

  // What the desk knows of its orders, by slot (see ownOrders.ts) and as masks by side.
  readonly #ticks = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #lots = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #left = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #used = new Int32Array(2);
  readonly #cancelling = new Int32Array(2);
  readonly #place = new Int32Array(2);
  readonly #cancel = new Int32Array(2);
  #orderNumber = 0;
  #takerUnderWay = false;

  // What the desk knows of its account.
  readonly #account: Account;
  readonly #fills: Mutable<OwnFill>[] = [];
  readonly #view: Mutable<MarketView>;
  readonly #exposure: Mutable<Exposure>;

  // Two sheets take turns: the one being written, and the one of the decision before.
  #sheet = new QuoteSheet();
  #lastSheet = new QuoteSheet();
  /** The last sheet was compared with the working orders, nothing was to do, and no news has come since. */
  #settled = false;

  constructor(
    lane: ExchangeLane,
    replay: Replay,
    strategy: Strategy,
    gate: RiskGate,
    instrument: Instrument,
    settings: DeskSettings,
  ) {
    this.#lane = lane;
    this.#replay = replay;
    this.#strategy = strategy;
    this.#gate = gate;
    this.#instrument = instrument;
    this.#settings = settings;
    this.#account = new Account(instrument);
    this.#view = {
      timeUs: 0,
      bestBidTicks: 0,
      bestAskTicks: 0,
      bestBidLots: 0,
      bestAskLots: 0,
      inventoryLots: 0,
      profit: 0,
      fills: this.#fills,
    };
    this.#exposure = { timeUs: 0, midTicks: 0, inventoryLots: 0, openOrders: 0, openNotional: 0, sideLots: 0 };
    // The trader's own clock strikes at multiples of the interval; what it sees then is feedUs old.
    this.#delays = new Delays(settings.latency);
    this.nextTimerUs = 0;
    this.#schedule();
    strategy.reset();
  }

  onTimer(): void {
    const timeUs = this.nextTimerUs;
    this.#schedule();
    this.#decide(timeUs);
  }

  /** The next strike of the clock, as the age of what it will see allows; never before the moment seen last. */
  #schedule(): void {
    const seenUs = this.nextTimerUs;
    do {
      this.#clockUs += this.#settings.decisionUs;
      this.nextTimerUs = Math.max(seenUs, this.#clockUs - this.#delays.feedUs());
    } while (this.#clockUs < this.#settings.latency.feedUs);
  }

  onResponse(response: Response): void {
    for (const side of [BID, ASK] as const) {
      this.#cancelling[side] = (this.#cancelling[side] as number) & ~(response.cancelAnswered[side] as number);
      this.#used[side] = (this.#used[side] as number) & ~(response.ended[side] as number);
    }
    this.#settled = false;
    const rejected = popCount(response.rejected[0] as number) + popCount(response.rejected[1] as number);
    const accepted = ((response.accepted[0] as number) | (response.accepted[1] as number)) !== 0;
    this.ordersRejected += rejected;
    if (rejected > 0 || accepted) this.#gate.onAnswer(response.timeUs, accepted);
    if (response.takerDone) this.#takerUnderWay = false;
    if (response.fillsFrom === response.fillsTo) return;
    this.#learnFills(response);
    this.#decide(response.timeUs);
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
      if (slot < 0) continue;
      if (this.#left[slot] === this.#lots[slot]) {
        this.ordersFilled++;
        this.#gate.onOrderFilled(side, response.timeUs);
      }
      this.#left[slot] = (this.#left[slot] as number) - lots;
    }
  }

  /** `timeUs` is exchange time: the moment of the book that this decision sees. */
  #decide(timeUs: number): void {
    this.decisions++;
    const { book, midTicks, baseTicks } = this.#replay;
    const sheet = this.#lastSheet;
    this.#lastSheet = this.#sheet;
    this.#sheet = sheet;
    sheet.clear();
    const twoSided = book.hasBid && book.hasAsk;
    const profit = this.#knownProfit(midTicks);
    this.#gate.observe(timeUs, profit, this.#account.inventoryLots, midTicks, timeUs - this.#replay.lastRowUs);
    if (twoSided && this.#gate.state !== 'halted' && !this.#gate.stale) {
      const view = this.#view;
      view.timeUs = timeUs;
      view.bestBidTicks = book.bidIndex + baseTicks;
      view.bestAskTicks = book.askIndex + baseTicks;
      view.bestBidLots = book.lotsAt(BID, book.bidIndex);
      view.bestAskLots = book.lotsAt(ASK, book.askIndex);
      view.inventoryLots = this.#account.inventoryLots;
      view.profit = profit;
      this.#strategy.quote(view, sheet);
      // Writing an array's length is dear, and most decisions have no fills.
      if (this.#fills.length > 0) this.#fills.length = 0;
    }
    this.bidPaused = sheet.bidPaused;
    this.askPaused = sheet.askPaused;
    this.#send(timeUs, midTicks);
  }

  #knownProfit(midTicks: number): number {
    // Funding is public: the desk knows it when it is paid.
    this.#account.fundingPaid = this.#lane.account.fundingPaid;
    return this.#account.profitAt(midTicks);
  }

  #send(timeUs: number, midTicks: number): void {
    const sheet = this.#sheet;
    const exposure = this.#exposure;
    exposure.timeUs = timeUs;
    exposure.midTicks = midTicks;
    exposure.inventoryLots = this.#account.inventoryLots;
    this.#closeSide(BID, timeUs, midTicks);
    this.#closeSide(ASK, timeUs, midTicks);
    if (this.#settled && sheet.takeLots === 0 && sheet.wantsSameQuotes(this.#lastSheet)) return;
    this.#place.fill(0);
    this.#cancel.fill(0);
    const bidsMatched = this.#matchWorking(BID, sheet.bidTicks, sheet.bidLots, sheet.bidCount);
    const asksMatched = this.#matchWorking(ASK, sheet.askTicks, sheet.askLots, sheet.askCount);
    const allWork = bidsMatched === lowBits(sheet.bidCount) && asksMatched === lowBits(sheet.askCount);
    if (!allWork) {
      this.#countOpen();
      this.#placeMissing(BID, sheet.bidTicks, sheet.bidLots, sheet.bidCount, bidsMatched);
      this.#placeMissing(ASK, sheet.askTicks, sheet.askLots, sheet.askCount, asksMatched);
    }
    const takeLots = this.#approvedTake(sheet.takeLots);
    const nothing = isEmpty(this.#place) && isEmpty(this.#cancel);
    this.#settled = allWork && nothing;
    if (nothing && takeLots === 0) return;
    this.#lane.send(timeUs, this.#place, this.#cancel, takeLots);
  }

  /** Takes from the sheet what risk does not let this side quote; what works of it is cancelled like all that is not wanted. */
  #closeSide(side: BookSide, timeUs: number, midTicks: number): void {
    const sheet = this.#sheet;
    const count = side === BID ? sheet.bidCount : sheet.askCount;
    if (count === 0) return;
    const code = this.#gate.sideClosed(side, timeUs, this.#account.inventoryLots, midTicks);
    if (code !== undefined) this.#keepQuotes(side, count, 0, code);
    else if (this.#gate.state === 'reducing')
      this.#keepQuotes(side, count, this.#shrinkingQuotes(side, count), 'reducing');
  }

  /** How many of a side's quotes, from the first, shrink the position together without turning it round. */
  #shrinkingQuotes(side: BookSide, count: number): number {
    const lots = side === BID ? this.#sheet.bidLots : this.#sheet.askLots;
    let left = Math.abs(this.#account.inventoryLots);
    let quotes = 0;
    while (quotes < count && (lots[quotes] as number) <= left) left -= lots[quotes++] as number;
    return quotes;
  }

  #keepQuotes(side: BookSide, wanted: number, kept: number, code: DenialCode): void {
    if (kept === wanted) return;
    this.#countDenied(code, wanted - kept);
    if (side === BID) this.#sheet.bidCount = kept;
    else this.#sheet.askCount = kept;
  }

  /** Cancels working orders that are no longer wanted; returns the mask of wanted quotes that already work. */
  #matchWorking(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number): number {
    let matched = 0;
    for (let mask = (this.#used[side] as number) & ~(this.#cancelling[side] as number); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      const wanted = this.#wantedFor(slot, ticks, lots, count, matched);
      if (wanted >= 0) {
        matched |= 1 << wanted;
        continue;
      }
      this.#cancel[side] = (this.#cancel[side] as number) | (1 << i);
      this.#cancelling[side] = (this.#cancelling[side] as number) | (1 << i);
      this.ordersCancelled++;
    }
    return matched;
  }

  /** An order serves a wanted quote of its price if the size wanted is what it was sent with or what is left of it. */
  #wantedFor(slot: number, ticks: Int32Array, lots: Int32Array, count: number, matched: number): number {
    for (let j = 0; j < count; j++) {
      if ((matched & (1 << j)) !== 0 || ticks[j] !== this.#ticks[slot]) continue;
      if (lots[j] === this.#lots[slot] || lots[j] === this.#left[slot]) return j;
    }
    return -1;
  }

  #countOpen(): void {
    let orders = 0;
    let value = 0;
    for (const side of [BID, ASK] as const) {
      for (let mask = this.#used[side] as number; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        orders++;
        value += notional(this.#instrument, this.#ticks[slot] as number, this.#left[slot] as number);
      }
    }
    this.#exposure.openOrders = orders;
    this.#exposure.openNotional = value;
  }

  #workingLots(side: BookSide): number {
    let lots = 0;
    for (let mask = (this.#used[side] as number) & ~(this.#cancelling[side] as number); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      lots += this.#left[side * SLOTS_PER_SIDE + i] as number;
    }
    return lots;
  }

  #placeMissing(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number, matched: number): void {
    if (count === 0) return;
    const exposure = this.#exposure;
    exposure.sideLots = this.#workingLots(side);
    for (let j = 0; j < count; j++) {
      if ((matched & (1 << j)) !== 0) continue;
      const priceTicks = ticks[j] as number;
      const size = lots[j] as number;
      const free = ~((this.#used[side] as number) | (this.#cancelling[side] as number));
      const code = free === 0 ? 'open-orders' : this.#gate.deny(side, priceTicks, size, exposure);
      if (code !== undefined) {
        this.#countDenied(code, 1);
        continue;
      }
      const i = 31 - Math.clz32(free);
      const slot = side * SLOTS_PER_SIDE + i;
      this.#ticks[slot] = priceTicks;
      this.#lots[slot] = size;
      this.#left[slot] = size;
      this.#used[side] = (this.#used[side] as number) | (1 << i);
      this.#place[side] = (this.#place[side] as number) | (1 << i);
      this.#lane.write(slot, priceTicks, size, this.#orderNumber++);
      this.ordersPlaced++;
      exposure.openOrders++;
      exposure.openNotional += notional(this.#instrument, priceTicks, size);
      exposure.sideLots += size;
    }
  }

  #approvedTake(takeLots: number): number {
    if (takeLots === 0 || this.#takerUnderWay) return 0;
    const code = this.#gate.denyTaker(takeLots, this.#account.inventoryLots);
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
