import type { Side } from './priceGrid.ts';

/** A quote that a strategy wants to have at the venue. */
export interface Quote {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
}

export function areSame(a: readonly Quote[], b: readonly Quote[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ side, priceTicks, lots }, i) => {
      const other = b[i];
      return other?.side === side && other.priceTicks === priceTicks && other.lots === lots;
    })
  );
}
