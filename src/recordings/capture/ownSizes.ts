/** Own orders that rest at a venue are in its public book. Here is how much of each level is ours, beside the book as it is shown. */

import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { StoredBook } from '../rows/storedBook.ts';

/** How much of a level is ours. */
export interface OwnSize {
  readonly side: BookSide;
  readonly priceTicks: number;
  /** 0 where nothing of ours is there any more. */
  readonly lots: number;
}

export class OwnSizes {
  /** The public book. */
  readonly shown: StoredBook = new StoredBook();
  readonly #lots: Readonly<Record<BookSide, Map<number, number>>> = { [BID]: new Map(), [ASK]: new Map() };

  set({ side, priceTicks, lots }: OwnSize): void {
    if (lots > 0) this.#lots[side].set(priceTicks, lots);
    else this.#lots[side].delete(priceTicks);
  }

  lots(side: BookSide, priceTicks: number): number {
    return this.#lots[side].get(priceTicks) ?? 0;
  }

  /** What others have at a price that is shown with so many lots. An order may be told of before the book shows it. */
  withoutOwn(side: BookSide, priceTicks: number, shownLots: number): number {
    return Math.max(0, shownLots - this.lots(side, priceTicks));
  }

  get all(): readonly OwnSize[] {
    return ([BID, ASK] as const).flatMap((side) =>
      [...this.#lots[side]].map(([priceTicks, lots]) => ({ side, priceTicks, lots })),
    );
  }
}
