/**
 * One lane's resting orders at the venue. Written for speed: it runs for every event at a level where the lane has orders.
 *
 * Layout: an order lives in a *slot*, 32 a side; slot s = side × 32 + i has bit i in the side's masks. `live[side]` is
 * the mask of orders that rest. Prices are mirrored (see book.ts), so one code path serves both sides. Sizes ahead are
 * doubles in the instrument's *units*, computed in the same order of operations as hftbacktest does, because its rounding
 * decides knife-edge fills (fills.md).
 */

import type { Book } from '../market/book.ts';
import { BID, type BookSide } from '../market/tape.ts';
import { crossingSizeOf, type FillRules } from './fillRules.ts';
import type { LaneMasks } from './laneMasks.ts';
import type { OrderBookView } from './replayView.ts';

export const SLOTS_PER_SIDE = 32;
/** Mirrored price of "no order of ours": smaller than any price. */
export const NO_ORDER = -2147483648;

/** Called for every passive fill. After a partial fill the order of the slot is still in the book. */
export type OnFill = (slot: number, lots: number) => void;

export class OwnOrders {
  /** Mirrored price per slot. */
  readonly x: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Lots not yet filled per slot. */
  readonly left: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Mask of resting orders per side. */
  readonly live: Int32Array = new Int32Array(2);
  /** Mirrored price of our best resting order per side: this lane's cells of the venue's `ownBests`. */
  readonly best: Int32Array;

  readonly #book: Book;
  readonly #rules: FillRules;
  /** Fills are what a trade or a quote proves, shared by all our orders. */
  readonly #proven: boolean;
  /** A crossing quote gives what it shows, and displayed size can be used up. */
  readonly #shown: boolean;
  readonly #slides: boolean;
  readonly #laneBit: number;
  /** Shared by all lanes of the replay. */
  readonly #lanesAt: LaneMasks;
  /** Units ahead of us in the queue. */
  readonly #ahead = new Float64Array(2 * SLOTS_PER_SIDE);
  /** Units traded at our price since the level's last depth row. */
  readonly #traded = new Float64Array(2 * SLOTS_PER_SIDE);
  readonly #arrival = new Float64Array(2 * SLOTS_PER_SIDE);
  #arrivals = 0;
  /** Lots of what levels show that we have used up, by level. Hardly ever any. */
  readonly #usedUp = new Map<number, number>();
  readonly #lotSize: number;
  /** Lots per unit where that is a whole number; 0 where it is not. */
  readonly #lotsPerUnit: number;
  readonly #onFill: OnFill;
  readonly #quoteLevel: boolean;

  constructor(venue: OrderBookView, lotSize: number, rules: FillRules, onFill: OnFill) {
    this.#book = venue.book;
    this.#lanesAt = venue.lanesAt;
    this.#quoteLevel = venue.quoteLevel;
    this.#laneBit = 1 << venue.laneCount;
    this.best = venue.ownBests.subarray(2 * venue.laneCount, 2 * venue.laneCount + 2);
    this.#rules = rules;
    this.#proven = rules.fillSize === 'proven';
    this.#shown = crossingSizeOf(rules) === 'shown';
    this.#slides = rules.postOnly === 'slide';
    this.#onFill = onFill;
    const perUnit = Math.round(1 / lotSize);
    this.#lotSize = lotSize;
    this.#lotsPerUnit = Math.abs(perUnit * lotSize - 1) < 1e-9 ? perUnit : 0; // 0.001 divides, 0.3 does not
  }

  /**
   * An order arrives with its price in `x` and size in `left`. Returns false when it would cross (post-only), or lies
   * beyond all prices that the tape knows. Where orders that would cross slide, `x` is where it rests.
   */
  arrive(side: BookSide, slot: number): boolean {
    let x = this.x[slot] as number;
    if (!this.#known(side, x)) return false;
    const opposite = this.#opposite(side, x);
    if (x + opposite >= 0) {
      x = -1 - opposite;
      if (!this.#slides || !this.#known(side, x)) return false;
      this.x[slot] = x;
    }
    const level = levelOf(side, x);
    const bit = 1 << (slot & 31);
    this.live[side] = (this.live[side] as number) | bit;
    this.#ahead[slot] = this.#queueAhead(side, level, x);
    this.#traded[slot] = 0;
    this.#arrival[slot] = this.#arrivals++;
    this.#mark(level);
    if (x > (this.best[side] as number)) this.best[side] = x;
    return true;
  }

  /** Lots that a level shows to us: less what we have used up of them since its last row. */
  shown(level: number): number {
    const lots = this.#book.levels.lotsAt(level);
    return this.#usedUp.size === 0 ? lots : lots - (this.#usedUp.get(level) ?? 0);
  }

  /** We have taken lots off what a level shows: they are gone for us until a row speaks of the level again. */
  useUp(level: number, lots: number): void {
    if (!this.#shown) return;
    this.#usedUp.set(level, (this.#usedUp.get(level) ?? 0) + lots);
    this.#mark(level);
  }

  /** The feed begins anew: what had been displayed is forgotten. */
  reset(): void {
    for (const level of [...this.#usedUp.keys()]) {
      this.#usedUp.delete(level);
      this.#unmark(level);
    }
  }

  /** Whether the tape knows prices there. */
  #known(side: BookSide, x: number): boolean {
    return Math.abs(x) < this.#book.width && (side === BID ? x >= 0 : x <= 0);
  }

  /** Mirrored best price of the other side, as far as it matters to an order at `x`, without levels that we have used up. */
  #opposite(side: BookSide, x: number): number {
    const book = this.#book;
    const other = (1 - side) as BookSide;
    let opposite = book.best[other] as number;
    if (this.#usedUp.size === 0) return opposite;
    while (x + opposite >= 0 && this.shown(levelOf(other, opposite)) <= 0) {
      opposite = book.nextWorse(other, Math.abs(opposite));
    }
    return opposite;
  }

  /**
   * Units ahead of an order that arrives: what the level shows. While its side of the book is unknown (before a snapshot,
   * after a reset) nobody can say: the order waits behind everything until its level is shown, and is capped by that then.
   * On a feed of best quotes the same ignorance holds behind the best; there the largest size seen is assumed.
   */
  #queueAhead(side: BookSide, level: number, x: number): number {
    const book = this.#book;
    if (side === BID ? !book.hasBid : !book.hasAsk) return Number.POSITIVE_INFINITY;
    const hidden = this.#quoteLevel && x < (book.best[side] as number);
    return this.#units(hidden ? (book.largestLots[side] as number) : this.shown(level));
  }

  /** Takes orders that rest off the book, as a mask of their slots: cancelled or completely filled. */
  remove(side: BookSide, slots: number): void {
    this.live[side] = (this.live[side] as number) & ~slots;
    for (let mask = slots; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const x = this.x[side * SLOTS_PER_SIDE + i] as number;
      this.#unmark(levelOf(side, x));
    }
    this.best[side] = this.#bestLive(side);
  }

  /** A depth row at a level where we rest or have used up size: lots before and after it. */
  depth(level: number, oldLots: number, newLots: number): void {
    if (this.#usedUp.size > 0 && this.#usedUp.delete(level)) this.#unmark(level);
    const side = (level & 1) as BookSide;
    const queue = this.#rules.queue;
    const oldUnits = this.#units(oldLots);
    const newUnits = this.#units(newLots);
    for (let mask = this.#at(side, side === BID ? level >> 1 : -(level >> 1)); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      const ahead = this.#ahead[slot] as number;
      if (queue.kind === 'risk-averse') {
        if (newUnits < ahead) this.#ahead[slot] = newUnits;
        continue;
      }
      const decrease = oldUnits - newUnits - (this.#traded[slot] as number);
      this.#traded[slot] = 0;
      if (decrease < 0) {
        if (newUnits < ahead) this.#ahead[slot] = newUnits;
        continue;
      }
      const behind = oldUnits - ahead;
      let probability: number;
      if (queue.kind === 'log') {
        probability = Math.log(1 + behind) / (Math.log(1 + behind) + Math.log(1 + ahead));
      } else {
        const ratio = ahead / (ahead + behind);
        probability = 1 - (queue.exponent === 3 ? ratio * ratio * ratio : ratio ** queue.exponent);
      }
      if (probability === Number.POSITIVE_INFINITY || probability === Number.NEGATIVE_INFINITY) probability = 1;
      const estimate = ahead - (1 - probability) * decrease + Math.min(behind - probability * decrease, 0);
      // 0/0 happens when a missing level is removed with nothing ahead: NaN must give the level's size.
      this.#ahead[slot] = Number.isNaN(estimate) ? newUnits : Math.min(estimate, newUnits);
    }
  }

  /** A trade on our side at mirrored price `x` that reaches at least our best order. */
  trade(side: BookSide, x: number, lots: number): void {
    let atPrice = 0;
    let beyond = 0;
    for (let mask = this.live[side] as number; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const ours = this.x[side * SLOTS_PER_SIDE + i] as number;
      if (ours > x) beyond |= 1 << i;
      else if (ours === x) atPrice |= 1 << i;
    }
    const rest = this.#give(side, beyond, lots, this.#proven);
    let given = 0;
    while (atPrice !== 0) {
      const slot = this.#first(side, atPrice);
      atPrice &= ~(1 << (slot & 31));
      given += this.#tradeAtPrice(side, slot, lots, rest, given);
    }
  }

  /** A row of the other side shows `lots` at the mirrored price `x`: our orders at or beyond it are crossed. */
  cross(side: BookSide, x: number, lots: number): void {
    let crossed = 0;
    for (let mask = this.live[side] as number; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      if ((this.x[side * SLOTS_PER_SIDE + i] as number) + x >= 0) crossed |= 1 << i;
    }
    const rest = this.#give(side, crossed, lots, this.#shown);
    if (rest < lots) this.useUp(levelOf((1 - side) as BookSide, x), lots - rest);
  }

  /** Fills orders, each whole or all together with a number of lots: best price first, then by arrival. Returns the lots left. */
  #give(side: BookSide, slots: number, lots: number, limited: boolean): number {
    let left = lots;
    for (let mask = slots; mask !== 0 && (left > 0 || !limited); ) {
      const slot = limited ? this.#first(side, mask) : side * SLOTS_PER_SIDE + 31 - Math.clz32(mask);
      mask &= ~(1 << (slot & 31));
      const filled = limited ? Math.min(left, this.left[slot] as number) : (this.left[slot] as number);
      if (limited) left -= filled;
      this.#fill(side, slot, filled);
    }
    return left;
  }

  /** Works off the queue by a trade at our price, of which better prices of ours left `rest`; returns the lots it gave us. */
  #tradeAtPrice(side: BookSide, slot: number, lots: number, rest: number, givenToEarlier: number): number {
    const ahead = (this.#ahead[slot] as number) - this.#units(rest);
    this.#ahead[slot] = ahead;
    this.#traded[slot] = (this.#traded[slot] as number) + this.#units(lots);
    const past = Math.round(-ahead / this.#lotSize);
    if (past <= 0) return 0;
    this.#ahead[slot] = 0;
    const left = this.left[slot] as number;
    const { fillSize } = this.#rules;
    let filled = left;
    if (fillSize === 'each') filled = Math.min(past, left);
    // The log model lets `ahead` fall below zero by depth alone; the trade's own size is the bound all the same.
    if (fillSize === 'shared' || fillSize === 'proven') filled = Math.min(Math.min(past, rest) - givenToEarlier, left);
    if (filled <= 0) return 0;
    this.#fill(side, slot, filled);
    return filled;
  }

  #fill(side: BookSide, slot: number, lots: number): void {
    this.left[slot] = (this.left[slot] as number) - lots;
    if (this.left[slot] === 0) this.remove(side, 1 << (slot & 31));
    this.#onFill(slot, lots);
  }

  /** Dividing by a whole number gives the double nearest to the decimal, as parsing "2.507" does; 2507 × 0.001 may not. */
  #units(lots: number): number {
    return this.#lotsPerUnit > 0 ? lots / this.#lotsPerUnit : lots * this.#lotSize;
  }

  /** Mask of our resting orders at a mirrored price. They are searched: there are few, and a table per lane would not fit the cache. */
  #at(side: BookSide, x: number): number {
    let at = 0;
    for (let mask = this.live[side] as number; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      if (this.x[side * SLOTS_PER_SIDE + i] === x) at |= 1 << i;
    }
    return at;
  }

  /** Of some slots, the one with the best price, and of several there the earliest. */
  #first(side: BookSide, slots: number): number {
    let first = -1;
    for (let mask = slots; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      if (first < 0 || this.#isBefore(slot, first)) first = slot;
    }
    return first;
  }

  #isBefore(slot: number, other: number): boolean {
    const better = (this.x[slot] as number) - (this.x[other] as number);
    return better !== 0 ? better > 0 : (this.#arrival[slot] as number) < (this.#arrival[other] as number);
  }

  /** From now on rows of the level are handed to this lane. */
  #mark(level: number): void {
    this.#lanesAt.add(level, this.#laneBit);
    this.#book.levels.mark(level);
  }

  /** Undoes `#mark`, unless we still have an order at the level or have used up size there. */
  #unmark(level: number): void {
    const side = (level & 1) as BookSide;
    if (this.#at(side, side === BID ? level >> 1 : -(level >> 1)) !== 0) return;
    if (this.#usedUp.size > 0 && this.#usedUp.has(level)) return;
    if (this.#lanesAt.remove(level, this.#laneBit)) this.#book.levels.unmark(level);
  }

  #bestLive(side: BookSide): number {
    let best = NO_ORDER;
    for (let mask = this.live[side] as number; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const x = this.x[side * SLOTS_PER_SIDE + i] as number;
      if (x > best) best = x;
    }
    return best;
  }
}

/** Slot in the book's arrays of the level at mirrored price `x`. */
function levelOf(side: BookSide, x: number): number {
  return side === BID ? 2 * x : -2 * x + 1;
}
