/** How much of each level of the public book is of our own orders, told where it changes. */

import type { OwnOrder } from '../orders/outbox.ts';
import type { Side } from '../orders/priceGrid.ts';

/** @param size base units; 0 where nothing of ours is there any more */
export type TellOwnSize = (side: Side, price: number, size: number) => void;

export class RestingSizes {
  readonly #grid: { readonly tickSize: number; readonly lotSize: number };
  /** Lots by level. */
  #lots = new Map<string, Level>();

  constructor(grid: { readonly tickSize: number; readonly lotSize: number }) {
    this.#grid = grid;
  }

  /** @param live orders that are or may be at the venue */
  update(live: readonly OwnOrder[], tell: TellOwnSize): void {
    const now = new Map<string, Level>();
    for (const order of live) {
      // One that the venue has not accepted is not in its book yet.
      if (order.venueId === null) continue;
      const { side, priceTicks } = order;
      const key = `${side} ${priceTicks}`;
      const lots = (now.get(key)?.lots ?? 0) + order.lots - order.filledLots;
      now.set(key, { side, priceTicks, lots });
    }
    for (const [key, level] of this.#lots) if (!now.has(key)) this.#tell({ ...level, lots: 0 }, tell);
    for (const [key, level] of now) if (this.#lots.get(key)?.lots !== level.lots) this.#tell(level, tell);
    this.#lots = now;
  }

  /** Everything, for a market that knows nothing of it. */
  tellAll(tell: TellOwnSize): void {
    for (const level of this.#lots.values()) this.#tell(level, tell);
  }

  #tell({ side, priceTicks, lots }: Level, tell: TellOwnSize): void {
    const { tickSize, lotSize } = this.#grid;
    tell(side, priceTicks * tickSize, lots * lotSize);
  }
}

interface Level {
  readonly side: Side;
  /** Of the venue. */
  readonly priceTicks: number;
  readonly lots: number;
}
