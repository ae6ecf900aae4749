import type { Side } from './priceGrid.ts';

/** A quote that a strategy wants to have at the venue. */
export interface Quote {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
}
