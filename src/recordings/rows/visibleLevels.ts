import { ASK, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { otherSide, StoredBook } from './storedBook.ts';

/** One side of a snapshot of the best levels, best level first: price in ticks, lots, price, lots … */
export type VisibleSide = readonly number[];

/** Takes a change of a level; 0 lots remove it. */
export type TakeLevel = (side: BookSide, priceTicks: number, lots: number) => void;

/**
 * Turns snapshots of the best levels of a book into changes of levels.
 *
 * A snapshot shows a limited number of levels. A level that is better than the last one shown and is not shown is gone. A level
 * beyond the last one shown is only not visible: it keeps its size until a snapshot shows it again. Removing it would put every
 * order that rests there at the front of its queue.
 */
export class VisibleLevels {
  readonly #depth: number;
  readonly #sides = [new SeenSide(BID), new SeenSide(ASK)] as const;

  /** `depth` is the number of levels of a side that a snapshot can show. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Removals first, so that the changes themselves never cross the book. */
  show(bids: VisibleSide, asks: VisibleSide, change: TakeLevel): void {
    requireOrder(bids, BID);
    requireOrder(asks, ASK);
    this.#sides[BID].remove(bids, this.#depth, change);
    this.#sides[ASK].remove(asks, this.#depth, change);
    this.#sides[BID].set(bids, change);
    this.#sides[ASK].set(asks, change);
  }

  /** Sets the best level of a side and removes every better one. 0 lots remove this level as well. */
  best(side: BookSide, priceTicks: number, lots: number, change: TakeLevel): void {
    this.#sides[side].best(priceTicks, lots, change);
  }

  /** The next snapshot starts from an empty book. */
  forget(): void {
    for (const side of this.#sides) side.forget();
  }
}

class SeenSide {
  readonly #side: BookSide;
  /** Lots of all levels, including those that are not visible. */
  readonly #lots = new Map<number, number>();
  readonly #outOfSight = new StoredBook();
  #shown: number[] = [];

  constructor(side: BookSide) {
    this.#side = side;
  }

  forget(): void {
    this.#lots.clear();
    this.#outOfSight.apply(RESET, this.#side, 0, 0);
    this.#shown = [];
  }

  remove(levels: VisibleSide, depth: number, change: TakeLevel): void {
    const shown = prices(levels);
    const isFull = shown.length === depth;
    const lastPrice = shown.at(-1) ?? 0;
    const isInSight = (price: number): boolean =>
      !isFull || (this.#side === BID ? price >= lastPrice : price <= lastPrice);
    const listed = new Set(shown);
    const gone = (price: number): void => {
      this.#lots.delete(price);
      change(this.#side, price, 0);
    };
    for (;;) {
      const price = this.#outOfSight.best(this.#side);
      if (price === undefined || !isInSight(price)) break;
      this.#outOfSight.dropThrough(this.#side, price);
      if (!listed.has(price)) gone(price);
    }
    for (const price of this.#shown) {
      if (listed.has(price)) continue;
      if (isInSight(price)) gone(price);
      else this.#outOfSight.apply(DEPTH, this.#side, price, this.#lots.get(price) ?? 0);
    }
    this.#shown = shown;
  }

  best(priceTicks: number, lots: number, change: TakeLevel): void {
    const isBetter = (price: number): boolean => (this.#side === BID ? price > priceTicks : price < priceTicks);
    const gone = (price: number): void => {
      this.#lots.delete(price);
      change(this.#side, price, 0);
    };
    for (const price of this.#shown) if (isBetter(price)) gone(price);
    this.#shown = [priceTicks, ...this.#shown.filter((price) => price !== priceTicks && !isBetter(price))];
    for (;;) {
      const price = this.#outOfSight.best(this.#side);
      if (price === undefined || (price !== priceTicks && !isBetter(price))) break;
      this.#outOfSight.dropThrough(this.#side, price);
      if (price !== priceTicks) gone(price);
    }
    this.set([priceTicks, lots], change);
  }

  set(levels: VisibleSide, change: TakeLevel): void {
    for (let i = 0; i < levels.length; i += 2) {
      const price = levels[i] as number;
      const lots = levels[i + 1] as number;
      if (this.#lots.get(price) === lots) continue;
      this.#lots.set(price, lots);
      change(this.#side, price, lots);
    }
  }
}

function prices(levels: VisibleSide): number[] {
  return levels.filter((_, i) => i % 2 === 0);
}

function requireOrder(levels: VisibleSide, side: BookSide): void {
  for (let i = 2; i < levels.length; i += 2) {
    const better = levels[i - 2] as number;
    const price = levels[i] as number;
    if (side === BID ? price < better : price > better) continue;
    throw new MalformedLineError(
      `level ${i / 2} of the ${otherSide(side) === ASK ? 'bids' : 'asks'} is not behind the one before`,
    );
  }
}
