import type { CcxtBook } from './ccxtStreams.ts';

/** Price and size; a size of 0 removes the level. */
export type Level = readonly [price: number, size: number];

export interface BookDifference {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** The book as it was last shown, and what has changed since: ccxt hands out whole books alone. */
export class ShownBook {
  readonly #sides = [new Map<number, number>(), new Map<number, number>()] as const;

  /** All levels with a size that is worth something. */
  whole({ bids, asks }: CcxtBook): BookDifference {
    for (const side of this.#sides) side.clear();
    return this.difference({ bids, asks });
  }

  difference({ bids, asks }: CcxtBook): BookDifference {
    return { bids: changed(this.#sides[0], bids), asks: changed(this.#sides[1], asks) };
  }
}

/** Brings `shown` up to `levels`. */
function changed(shown: Map<number, number>, levels: CcxtBook['bids']): Level[] {
  const changes: Level[] = [];
  const listed = new Set<number>();
  for (const [price, size] of levels) {
    if (!(size > 0)) continue;
    listed.add(price);
    if (shown.get(price) === size) continue;
    shown.set(price, size);
    changes.push([price, size]);
  }
  for (const price of shown.keys()) {
    if (listed.has(price)) continue;
    shown.delete(price);
    changes.push([price, 0]);
  }
  return changes;
}
