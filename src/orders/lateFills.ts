/**
 * Fills of own orders while no session runs, as of an order that was filled while it was being cancelled. They are in the profit of no
 * session: the one whose version wanted them is sealed, and the next one begins with the position that they have made.
 */

import type { Fill } from './gateway.ts';
import type { PriceGrid } from './priceGrid.ts';
import type { Warnings } from './warnings.ts';

export class LateFills {
  readonly #warnings: Warnings;
  readonly #grid: PriceGrid;
  readonly #midTicks: () => number;
  #count = 0;
  #lots = 0;
  /** By the mid at which they became known, less fees; quote currency. */
  #profit = 0;
  /** Without a mid. */
  #unvalued = 0;

  /** @param midTicks middle of the market as last known, ticks; NaN where it is not */
  constructor(warnings: Warnings, grid: PriceGrid, midTicks: () => number) {
    this.#warnings = warnings;
    this.#grid = grid;
    this.#midTicks = midTicks;
  }

  told({ side, price, lots, fee }: Fill): void {
    this.#count++;
    this.#lots += lots;
    const mid = this.#midTicks() * this.#grid.tickSize;
    if (Number.isFinite(mid))
      this.#profit += (side === 'buy' ? mid - price : price - mid) * lots * this.#grid.lotSize - fee;
    else this.#unvalued++;
    // Each is on the tape, with the sum so far.
    this.#warnings.over('late-fills');
    this.#warnings.set('late-fills', this.#sentence());
  }

  #sentence(): string {
    const valued = this.#count - this.#unvalued;
    const worth = `by the middle of the market then, and less fees, ${valued === this.#count ? 'they' : `${valued} of them`} made ${this.#profit.toFixed(4)} in quote currency`;
    const came = `${this.#count} ${this.#count === 1 ? 'fill' : 'fills'}, ${this.#lots} ${this.#lots === 1 ? 'lot' : 'lots'} in all, came while no session ran and count in the profit of none`;
    return valued === 0 ? came : `${came}; ${worth}`;
  }
}
