import { ASK, BEST, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';

/**
 * All levels that a tape has set and not removed, for any range of prices. Unlike the book of the simulated exchange it can be
 * crossed.
 */
export class StoredBook {
  readonly #bids = new StoredSide(1);
  readonly #asks = new StoredSide(-1);

  /** Applies a row of a tape; rows of other kinds change nothing. */
  apply(kind: number, side: number, priceTicks: number, lots: number): void {
    if (kind === RESET) {
      this.#bids.clear();
      this.#asks.clear();
    } else if (kind === DEPTH) {
      this.#side(side).set(priceTicks, lots);
    } else if (kind === BEST) {
      this.#side(side).dropBetterThan(priceTicks);
      this.#side(side).set(priceTicks, lots);
    }
  }

  /** Best price in ticks, undefined for an empty side. */
  best(side: number): number | undefined {
    return this.#side(side).best();
  }

  /** Lots at a price; 0 without a level. */
  lots(side: number, priceTicks: number): number {
    return this.#side(side).at(priceTicks);
  }

  /** `locked`: best bid equal to best ask, which some venues allow. `crossed`: best bid above best ask. */
  get state(): 'no sides' | 'one side' | 'two sides' | 'locked' | 'crossed' {
    const bid = this.#bids.best();
    const ask = this.#asks.best();
    if (bid === undefined || ask === undefined) return bid === ask ? 'no sides' : 'one side';
    if (bid < ask) return 'two sides';
    return bid === ask ? 'locked' : 'crossed';
  }

  /** Drops the levels of `side` at `priceTicks` and better. */
  dropThrough(side: BookSide, priceTicks: number): void {
    this.#side(side).dropBetterThan(priceTicks);
    this.#side(side).set(priceTicks, 0);
  }

  /** Levels of a side, best first: [price in ticks, lots]. */
  levels(side: BookSide): [number, number][] {
    return this.#side(side).sorted();
  }

  #side(side: number): StoredSide {
    return side === ASK ? this.#asks : this.#bids;
  }
}

export function otherSide(side: number): BookSide {
  return side === BID ? ASK : BID;
}

/** One side: lots by mirrored price (larger is better), and a heap that finds the best one. */
class StoredSide {
  readonly #sign: 1 | -1;
  readonly #lots = new Map<number, number>();
  /** Max-heap of mirrored prices. Removed levels stay in it until they reach the top. */
  #heap: number[] = [];

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  clear(): void {
    this.#lots.clear();
    this.#heap = [];
  }

  set(priceTicks: number, lots: number): void {
    const x = priceTicks * this.#sign;
    if (lots === 0) {
      this.#lots.delete(x);
      return;
    }
    if (!this.#lots.has(x)) this.#push(x);
    this.#lots.set(x, lots);
  }

  at(priceTicks: number): number {
    return this.#lots.get(priceTicks * this.#sign) ?? 0;
  }

  best(): number | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return undefined;
      if (this.#lots.has(top)) return top * this.#sign;
      this.#pop();
    }
  }

  dropBetterThan(priceTicks: number): void {
    const limit = priceTicks * this.#sign;
    for (;;) {
      const best = this.best();
      if (best === undefined || best * this.#sign <= limit) return;
      this.#lots.delete(best * this.#sign);
    }
  }

  sorted(): [number, number][] {
    const levels = [...this.#lots].sort(([a], [b]) => b - a);
    return levels.map(([x, lots]) => [x * this.#sign, lots]);
  }

  #push(x: number): void {
    if (this.#heap.length > 1024 + 4 * this.#lots.size) {
      // A descending list is a heap. Rebuilding it drops the removed levels.
      this.#heap = [...this.#lots.keys()].sort((a, b) => b - a);
    }
    const heap = this.#heap;
    let i = heap.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((heap[parent] as number) >= x) break;
      heap[i] = heap[parent] as number;
      i = parent;
    }
    heap[i] = x;
  }

  #pop(): void {
    const heap = this.#heap;
    const x = heap.pop();
    if (x === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) > (heap[child] as number)) child++;
      if ((heap[child] as number) <= x) break;
      heap[i] = heap[child] as number;
      i = child;
    }
    heap[i] = x;
  }
}
