/**
 * Test support: a second, simple implementation of docs/fills.md: one trader, objects, no cached state. The rule numbers in
 * comments are those of the page. The results of src/exchange must equal the results of this exchange.
 */

import type { FillRules } from '../../src/exchange/fillRules.ts';
import type { BookKind } from '../../src/market/book.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import type { MarketRow, Side } from './marketRow.ts';
import { highestBelow, lowestAbove, PlainBook } from './plainBook.ts';
import { byTimeAndOrder, type Script, type ScriptFill, type ScriptOutcome, type Status, stepsOf } from './script.ts';

interface Resting {
  readonly order: number;
  readonly side: Side;
  /** The price at which it rests. It differs from the price of the request when the order slid. */
  readonly ticks: number;
  left: number;
  /** Units of the instrument. */
  ahead: number;
  traded: number;
}

export interface PlainOutcome {
  readonly outcome: ScriptOutcome;
  /** Exactly half a lot passed the queue: another order of summation may round it differently, and both are right. */
  readonly onEdge: boolean;
}

export function plainOutcome(
  rows: readonly MarketRow[],
  script: Script,
  rules: FillRules,
  instrument: Instrument,
  untilUs: number,
  book: BookKind = 'newest',
): PlainOutcome {
  return new PlainExchange(rows, script, rules, instrument, book).run(untilUs);
}

/** Distance from half a lot, in lots, within which rounding errors of sums decide the rounding. */
const ROUNDING_MARGIN = 1e-9;

class PlainExchange {
  readonly #rows: readonly MarketRow[];
  readonly #script: Script;
  readonly #rules: FillRules;
  readonly #instrument: Instrument;
  readonly #book: PlainBook;
  /** Lots that we took from a level since its last row, by `side ticks`. */
  readonly #taken = new Map<string, number>();
  /** In the order of arrival. */
  #resting: Resting[] = [];
  readonly #fills: ScriptFill[] = [];
  readonly #statuses: Status[];
  readonly #quoteLevel: boolean;
  readonly #largest = { buy: 0, sell: 0 };
  #fundingPaid = 0;
  #nowUs = 0;
  #midBefore = Number.NaN;
  #onEdge = false;

  constructor(rows: readonly MarketRow[], script: Script, rules: FillRules, instrument: Instrument, book: BookKind) {
    this.#book = new PlainBook(book);
    this.#rows = rows;
    this.#script = script;
    this.#rules = rules;
    this.#instrument = instrument;
    this.#statuses = script.orders.map(() => 'under way');
    this.#quoteLevel = rows.some((row) => row.what === 'best') && !rows.some((row) => row.what === 'depth');
  }

  run(untilUs: number): PlainOutcome {
    const steps = stepsOf(this.#script);
    const arrivals = steps.map((step) => step.sentUs + this.#script.latencyUs);
    const moments = new Set([...this.#rows.map((row) => row.timeUs), ...arrivals]);
    for (const now of [...moments].filter((t) => t <= untilUs).sort((a, b) => a - b)) {
      this.#nowUs = now;
      this.#midBefore = this.#book.lastMid;
      // Rule 1: every row of the time stamp, then the arrivals in the order of sending.
      for (const row of this.#rows) if (row.timeUs === now) this.#row(row);
      steps.forEach((step, i) => {
        if (arrivals[i] !== now) return;
        if (step.what === 'place') this.#place(step.order);
        if (step.what === 'cancel') this.#cancel(step.order);
        if (step.what === 'take') this.#take(step.lots);
      });
    }
    return { outcome: this.#outcome(), onEdge: this.#onEdge };
  }

  #row(row: MarketRow): void {
    if (row.what === 'trade') this.#trade(row.hit, row.ticks, row.lots);
    if (row.what === 'funding') this.#fundingPaid += this.#value(this.#inventory() * row.markTicks) * row.rate;
    if (row.what === 'reset') {
      this.#book.reset();
      this.#taken.clear();
    }
    if (row.what !== 'depth' && row.what !== 'best') return;
    for (const level of this.#book.expand(row)) this.#depth(row.book, level.ticks, level.lots);
  }

  #depth(side: Side, ticks: number, lots: number): void {
    this.#taken.delete(`${side} ${ticks}`);
    this.#largest[side] = Math.max(this.#largest[side], lots);
    const before = this.#book.lots(side, ticks);
    this.#book.depth(side, ticks, lots);
    for (const order of this.#resting) {
      if (order.side === side && order.ticks === ticks) this.#queueMoved(order, this.#units(before), this.#units(lots));
    }
    if (this.#shown) {
      this.#crossed(side, ticks, lots);
      return;
    }
    // Rule 11. Best quotes of many venues may cross: on such a feed only trades fill.
    if (lots === 0 || this.#quoteLevel) return;
    for (const order of [...this.#resting]) {
      if (order.side === side) continue;
      if (order.side === 'sell' ? order.ticks <= ticks : order.ticks >= ticks) this.#fill(order, order.left);
    }
  }

  /** Rule 11 with shown sizes: a row that crosses fills at most the lots that it shows, best prices first. */
  #crossed(side: Side, ticks: number, lots: number): void {
    if (this.#quoteLevel) return;
    let left = lots;
    for (const order of this.#bestFirst(side === 'buy' ? 'sell' : 'buy')) {
      if (order.side === 'sell' ? order.ticks > ticks : order.ticks < ticks) continue;
      const given = Math.min(left, order.left);
      if (given === 0) break;
      left -= given;
      this.#fill(order, given);
    }
    this.#useUp(side, ticks, lots - left);
  }

  /** Rules 8 and 9. */
  #queueMoved(order: Resting, before: number, now: number): void {
    const { queue } = this.#rules;
    if (queue.kind === 'risk-averse') {
      order.ahead = Math.min(order.ahead, now);
      return;
    }
    const d = before - now - order.traded;
    order.traded = 0;
    if (d < 0) {
      order.ahead = Math.min(order.ahead, now);
      return;
    }
    const a = order.ahead;
    const b = before - a;
    let p =
      queue.kind === 'log'
        ? Math.log(1 + b) / (Math.log(1 + b) + Math.log(1 + a))
        : 1 - (a / (a + b)) ** queue.exponent;
    if (p === Infinity || p === -Infinity) p = 1;
    const estimate = a - (1 - p) * d + Math.min(b - p * d, 0);
    order.ahead = Number.isNaN(estimate) ? now : Math.min(estimate, now);
  }

  #trade(hit: Side, ticks: number, lots: number): void {
    if (this.#rules.fillSize === 'proven') {
      this.#provenTrade(hit, ticks, lots);
      return;
    }
    let given = 0;
    for (const order of [...this.#resting]) {
      if (order.side !== hit) continue;
      // Rule 12: beyond our price.
      if (hit === 'buy' ? ticks < order.ticks : ticks > order.ticks) this.#fill(order, order.left);
      else if (ticks === order.ticks) given += this.#tradeAtPrice(order, lots, given);
    }
  }

  /** Rules 12 and 13 with proven fills: the lots of the trade fill our orders from our best price to the price of the trade. */
  #provenTrade(hit: Side, ticks: number, lots: number): void {
    let left = lots;
    for (const order of this.#bestFirst(hit)) {
      if (left === 0 || (hit === 'buy' ? order.ticks <= ticks : order.ticks >= ticks)) continue;
      const given = Math.min(left, order.left);
      left -= given;
      this.#fill(order, given);
    }
    const rest = left;
    for (const order of this.#resting.filter((o) => o.side === hit && o.ticks === ticks)) {
      order.ahead -= this.#units(rest);
      // The next row of the level will be smaller by the whole trade, including our fills.
      order.traded += this.#units(lots);
      const beyond = -order.ahead / this.#instrument.lotSize;
      if (Math.abs((Math.abs(beyond) % 1) - 0.5) < ROUNDING_MARGIN) this.#onEdge = true;
      if (roundHalfAway(beyond) <= 0) continue;
      order.ahead = 0;
      const given = Math.min(roundHalfAway(beyond) - (rest - left), left, order.left);
      if (given <= 0) continue;
      left -= given;
      this.#fill(order, given);
    }
  }

  #bestFirst(side: Side): Resting[] {
    const ours = this.#resting.filter((order) => order.side === side);
    // The sort is stable: at one price the earliest order comes first.
    return ours.sort((a, b) => (side === 'buy' ? b.ticks - a.ticks : a.ticks - b.ticks));
  }

  get #shown(): boolean {
    const { crossing, fillSize } = this.#rules;
    return crossing === 'shown' || (crossing === undefined && fillSize === 'proven');
  }

  #showsUs(side: Side, ticks: number): number {
    return this.#book.lots(side, ticks) - (this.#taken.get(`${side} ${ticks}`) ?? 0);
  }

  #useUp(side: Side, ticks: number, lots: number): void {
    const key = `${side} ${ticks}`;
    if (this.#shown) this.#taken.set(key, (this.#taken.get(key) ?? 0) + lots);
  }

  /** The best price of a side that still shows lots that we did not take. */
  #bestForUs(side: Side): number | undefined {
    let ticks = side === 'buy' ? this.#book.bestBid : this.#book.bestAsk;
    const { bids, asks } = this.#book;
    while (ticks !== undefined && this.#showsUs(side, ticks) === 0) {
      ticks = side === 'buy' ? highestBelow(bids, ticks) : lowestAbove(asks, ticks);
    }
    return ticks;
  }

  /** Rule 13. By default our orders share one trade in the order of their arrival. */
  #tradeAtPrice(order: Resting, lots: number, given: number): number {
    order.ahead -= this.#units(lots);
    order.traded += this.#units(lots);
    const beyond = Math.abs(order.ahead / this.#instrument.lotSize);
    if (Math.abs((beyond % 1) - 0.5) < ROUNDING_MARGIN) this.#onEdge = true;
    const past = roundHalfAway(-order.ahead / this.#instrument.lotSize);
    if (past <= 0) return 0;
    order.ahead = 0;
    const offered = {
      whole: order.left,
      each: past,
      // The lots that passed the queue, at most those of the trade, minus the fills of our earlier orders.
      shared: Math.max(0, Math.min(past, lots) - given),
      proven: 0,
    }[this.#rules.fillSize];
    const filled = Math.min(offered, order.left);
    if (filled > 0) this.#fill(order, filled);
    return filled;
  }

  #place(i: number): void {
    const order = this.#script.orders[i];
    if (order === undefined) throw new Error(`no order ${i}`);
    const opposite = this.#bestForUs(order.side === 'buy' ? 'sell' : 'buy');
    let { ticks } = order;
    if (opposite !== undefined && (order.side === 'buy' ? ticks >= opposite : ticks <= opposite)) {
      if (this.#rules.postOnly !== 'slide') {
        this.#statuses[i] = 'rejected';
        return;
      }
      ticks = order.side === 'buy' ? opposite - 1 : opposite + 1;
    }
    const ahead = this.#queueAhead(order.side, ticks);
    this.#resting.push({ order: i, side: order.side, ticks, left: order.lots, ahead, traded: 0 });
    this.#statuses[i] = 'open';
  }

  /** Infinite while the side is unknown. On a feed of best quotes a size behind the best is taken as the largest size seen. */
  #queueAhead(side: Side, ticks: number): number {
    const best = side === 'buy' ? this.#book.bestBid : this.#book.bestAsk;
    if (best === undefined) return Infinity;
    const behind = side === 'buy' ? ticks < best : ticks > best;
    return this.#units(this.#quoteLevel && behind ? this.#largest[side] : this.#showsUs(side, ticks));
  }

  #cancel(i: number): void {
    if (!this.#resting.some((order) => order.order === i)) return;
    this.#resting = this.#resting.filter((order) => order.order !== i);
    this.#statuses[i] = 'cancelled';
  }

  /** Takes displayed lots from the best price on; the rest stays unfilled. */
  #take(signedLots: number): void {
    const side: Side = signedLots > 0 ? 'buy' : 'sell';
    const held = this.#inventory();
    // Reduce-only: at most the position.
    let left = held * signedLots < 0 ? Math.min(Math.abs(signedLots), Math.abs(held)) : 0;
    let ticks = side === 'buy' ? this.#book.bestAsk : this.#book.bestBid;
    while (left > 0 && ticks !== undefined) {
      const from = side === 'buy' ? 'sell' : 'buy';
      const lots = Math.min(left, this.#showsUs(from, ticks));
      const { bids, asks } = this.#book;
      if (lots > 0) this.#fills.push({ ...this.#now(), order: -1, side, ticks, lots, maker: false });
      this.#useUp(from, ticks, lots);
      left -= lots;
      ticks = side === 'buy' ? lowestAbove(asks, ticks) : highestBelow(bids, ticks);
    }
  }

  #fill(order: Resting, lots: number): void {
    this.#fills.push({ ...this.#now(), order: order.order, side: order.side, ticks: order.ticks, lots, maker: true });
    order.left -= lots;
    if (order.left > 0) return;
    this.#resting = this.#resting.filter((other) => other !== order);
    this.#statuses[order.order] = 'filled';
  }

  #now(): { timeUs: number; midTicks: number } {
    return { timeUs: this.#nowUs, midTicks: this.#midBefore };
  }

  /** Size in units of the instrument, rounded to decimals as a venue prints it. */
  #units(lots: number): number {
    return Number((lots * this.#instrument.lotSize).toFixed(8));
  }

  #value(tickLots: number): number {
    return tickLots * this.#instrument.tickSize * this.#instrument.lotSize;
  }

  #inventory(): number {
    return this.#fills.reduce((sum, fill) => sum + (fill.side === 'buy' ? fill.lots : -fill.lots), 0);
  }

  #outcome(): ScriptOutcome {
    const { makerFeeBps, takerFeeBps } = this.#instrument;
    const inventoryLots = this.#inventory();
    let profit = inventoryLots === 0 ? 0 : this.#value(inventoryLots * this.#book.lastMid);
    for (const fill of this.#fills) {
      const value = this.#value(fill.ticks * fill.lots);
      profit += fill.side === 'buy' ? -value : value;
      profit -= (value * (fill.maker ? makerFeeBps : takerFeeBps)) / 10_000;
    }
    profit -= this.#fundingPaid;
    return { fills: byTimeAndOrder(this.#fills), statuses: this.#statuses, inventoryLots, profit };
  }
}

function roundHalfAway(x: number): number {
  return Math.sign(x) * Math.round(Math.abs(x));
}
