/** Test support: the order book of docs/fills.md, rules 4 to 6, in two maps. It is simple and slow on purpose. */

import type { BookKind } from '../../src/market/book.ts';
import type { MarketRow, Side } from './marketRow.ts';

export class PlainBook {
  readonly bids: Map<number, number> = new Map();
  readonly asks: Map<number, number> = new Map();
  bestBid: number | undefined;
  bestAsk: number | undefined;
  /** Whether crossed levels show again when the crossing level is gone, and whether a locked book is valid. */
  readonly #displayed: boolean;
  /** The newest mid of a moment at which both sides were there. */
  lastMid: number = Number.NaN;

  constructor(kind: BookKind = 'newest') {
    this.#displayed = kind === 'displayed';
  }

  lots(side: Side, ticks: number): number {
    return this.#levels(side).get(ticks) ?? 0;
  }

  /** Replaces the size of one level and updates the best prices. */
  depth(side: Side, ticks: number, lots: number): void {
    const levels = this.#levels(side);
    if (lots === 0) levels.delete(ticks);
    else levels.set(ticks, lots);
    if (this.#displayed) this.#showBest(side, ticks, lots);
    else if (side === 'buy') this.#bidMoved(ticks, lots);
    else this.#askMoved(ticks, lots);
    this.#rememberMid();
  }

  reset(): void {
    this.bids.clear();
    this.asks.clear();
    this.bestBid = undefined;
    this.bestAsk = undefined;
  }

  /** The depth rows that a `best` row stands for: better levels of its side are gone, then the level itself. */
  expand(row: Extract<MarketRow, { what: 'depth' | 'best' }>): { ticks: number; lots: number }[] {
    if (row.what === 'depth') return [row];
    const better = [...this.#levels(row.book).keys()].filter((t) =>
      row.book === 'buy' ? t > row.ticks : t < row.ticks,
    );
    better.sort((a, b) => (row.book === 'buy' ? b - a : a - b));
    return [...better.map((ticks) => ({ ticks, lots: 0 })), row];
  }

  /** Applies a tape row. */
  apply(row: MarketRow): void {
    if (row.what === 'reset') this.reset();
    if (row.what !== 'depth' && row.what !== 'best') return;
    for (const { ticks, lots } of this.expand(row)) this.depth(row.book, ticks, lots);
  }

  /**
   * In a crossed book the newer row is valid. The best of a side is its best level that is not strictly beyond the best of the
   * other side. A row that improves the best of its side is kept, and the best of the other side moves back.
   */
  #showBest(side: Side, ticks: number, lots: number): void {
    const best = side === 'buy' ? this.bestBid : this.bestAsk;
    const betters = best === undefined || (side === 'buy' ? ticks > best : ticks < best);
    if (lots === 0 ? ticks !== best : !betters) return;
    if (side === 'buy') {
      this.bestBid = lots > 0 ? ticks : highestBelow(this.bids, ticks);
      this.bestAsk = lowestAbove(this.asks, (this.bestBid ?? -Infinity) - 1);
      this.bestBid = highestBelow(this.bids, (this.bestAsk ?? Infinity) + 1);
    } else {
      this.bestAsk = lots > 0 ? ticks : lowestAbove(this.asks, ticks);
      this.bestBid = highestBelow(this.bids, (this.bestAsk ?? Infinity) + 1);
      this.bestAsk = lowestAbove(this.asks, (this.bestBid ?? -Infinity) - 1);
    }
  }

  #bidMoved(ticks: number, lots: number): void {
    if (lots === 0) {
      if (ticks === this.bestBid) this.bestBid = highestBelow(this.bids, ticks);
      return;
    }
    if (this.bestBid !== undefined && ticks <= this.bestBid) return;
    this.bestBid = ticks;
    if (this.bestAsk !== undefined && ticks >= this.bestAsk) this.bestAsk = lowestAbove(this.asks, ticks);
  }

  #askMoved(ticks: number, lots: number): void {
    if (lots === 0) {
      if (ticks === this.bestAsk) this.bestAsk = lowestAbove(this.asks, ticks);
      return;
    }
    if (this.bestAsk !== undefined && ticks >= this.bestAsk) return;
    this.bestAsk = ticks;
    if (this.bestBid !== undefined && ticks <= this.bestBid) this.bestBid = highestBelow(this.bids, ticks);
  }

  #rememberMid(): void {
    if (this.bestBid !== undefined && this.bestAsk !== undefined) this.lastMid = (this.bestBid + this.bestAsk) / 2;
  }

  #levels(side: Side): Map<number, number> {
    return side === 'buy' ? this.bids : this.asks;
  }
}

export function highestBelow(levels: ReadonlyMap<number, number>, ticks: number): number | undefined {
  const below = [...levels.keys()].filter((t) => t < ticks);
  return below.length === 0 ? undefined : Math.max(...below);
}

export function lowestAbove(levels: ReadonlyMap<number, number>, ticks: number): number | undefined {
  const above = [...levels.keys()].filter((t) => t > ticks);
  return above.length === 0 ? undefined : Math.min(...above);
}
