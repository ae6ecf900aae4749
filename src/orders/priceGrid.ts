/** The prices and sizes that a venue takes for an instrument, as whole ticks and lots. */

export type Side = 'buy' | 'sell';

export interface PriceGrid {
  /** Quote currency per base unit; prices are multiples of it. */
  readonly tickSize: number;
  /** Base units; sizes are multiples of it. */
  readonly lotSize: number;
  /** Most significant digits of a price that is no whole number, as on Hyperliquid (5); null where the tick alone counts. */
  readonly significantDigits: number | null;
}

/** A price that is a multiple up to this share of a tick is that multiple: it came out of binary arithmetic. */
const TOLERANCE = 1e-6;

/** The tick at or beside a price, away from the market: below it for a buy, above it for a sell. */
export function ticksOf(grid: PriceGrid, side: Side, price: number): number {
  if (!Number.isFinite(price) || price <= 0) throw new RangeError(`a price is a positive number, not ${price}`);
  return placeableTicks(grid, side, side === 'buy' ? floor(price / grid.tickSize) : -floor(-price / grid.tickSize));
}

/** The tick that the venue takes at or beside `ticks`, away from the market: coarser where digits are limited. */
export function placeableTicks({ tickSize, significantDigits }: PriceGrid, side: Side, ticks: number): number {
  if (significantDigits === null) return ticks;
  const price = ticks * tickSize;
  // A whole price may have any number of digits.
  const step = Math.min(1, 10 ** (exponentOf(price) + 1 - significantDigits));
  if (step <= tickSize * (1 + TOLERANCE)) return ticks;
  const steps = side === 'buy' ? floor(price / step) : -floor(-price / step);
  return Math.round((steps * step) / tickSize);
}

/** A price as the wire carries it, without trailing zeros. */
export function priceText({ tickSize }: PriceGrid, ticks: number): string {
  return plain(ticks * tickSize, decimalsOf(tickSize));
}

export function sizeText({ lotSize }: PriceGrid, lots: number): string {
  return plain(lots * lotSize, decimalsOf(lotSize));
}

/** Whole lots of a size of the venue. @throws RangeError where it is no multiple of the lot: the instrument is not the one that was set up */
export function lotsOf({ lotSize }: PriceGrid, size: number): number {
  const lots = Math.round(size / lotSize);
  if (Math.abs(lots * lotSize - size) > lotSize * 1e-3)
    throw new RangeError(`${size} is no multiple of the lot ${lotSize}`);
  return lots;
}

/** Whole ticks of a price of the venue. @throws RangeError where it is no multiple of the tick */
export function exactTicks({ tickSize }: Pick<PriceGrid, 'tickSize'>, price: number): number {
  const ticks = Math.round(price / tickSize);
  if (Math.abs(ticks * tickSize - price) > tickSize * 1e-3) {
    throw new RangeError(`${price} is no multiple of the tick ${tickSize}`);
  }
  return ticks;
}

function floor(steps: number): number {
  const nearest = Math.round(steps);
  return Math.abs(nearest - steps) < TOLERANCE ? nearest : Math.floor(steps);
}

/** The power of ten of the first digit. Twelve digits: the product of ticks and tick size has binary dust behind them. */
function exponentOf(price: number): number {
  return Number(price.toExponential(11).split('e')[1]);
}

function decimalsOf(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step) - TOLERANCE));
}

function plain(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
