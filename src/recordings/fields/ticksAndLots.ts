import { MAX_LOTS } from '../../market/tape.ts';
import type { TapeGrid } from '../import/importResult.ts';
import { MalformedLineError, printable } from './malformedLine.ts';

/** How far from a whole tick a price may be, in ticks: far more than rounding, far less than a wrong tick size. */
const TICK_TOLERANCE = 1e-6;

/** Whole ticks of a decimal price. Throws a {@link MalformedLineError} off the grid. */
export function priceTicks(value: unknown, grid: TapeGrid): number {
  return ticksOf(decimal(value, 'price'), grid);
}

/** Whole ticks of a price. Throws a {@link MalformedLineError} off the grid. */
export function ticksOf(price: number, grid: TapeGrid): number {
  const exact = price / grid.tickSize;
  const ticks = Math.round(exact);
  if (!(price > 0)) throw new MalformedLineError(`price ${price} is not positive`);
  if (Math.abs(exact - ticks) > TICK_TOLERANCE) {
    throw new MalformedLineError(`price ${price} is not a multiple of the tick ${grid.tickSize}`);
  }
  if (ticks > MAX_LOTS) throw new MalformedLineError(`price ${price} is more than ${MAX_LOTS} ticks`);
  return ticks;
}

/** Whether a price above zero lies on the grid. */
export function isOnGrid(price: number, { tickSize }: TapeGrid): boolean {
  const exact = price / tickSize;
  return price > 0 && Math.abs(exact - Math.round(exact)) <= TICK_TOLERANCE;
}

/** Lots of a decimal size, rounded to the nearest. Throws a {@link MalformedLineError}. */
export function sizeLots(value: unknown, grid: TapeGrid): number {
  return lotsOf(decimal(value, 'size'), grid);
}

/** Lots of a size, rounded to the nearest. Counts the rounding in `grid.sizes`. Throws a {@link MalformedLineError}. */
export function lotsOf(size: number, grid: TapeGrid): number {
  const exact = size / grid.lotSize;
  const lots = Math.round(exact);
  if (!(size >= 0)) throw new MalformedLineError(`size ${size} is negative`);
  if (lots > MAX_LOTS) throw new MalformedLineError(`size ${size} is more than ${MAX_LOTS} lots of ${grid.lotSize}`);
  grid.sizes?.add(exact, lots);
  return lots;
}

/**
 * The tick nearest to a mark or index price. Venues compute these more finely than the prices of orders.
 * Throws a {@link MalformedLineError}.
 */
export function nearestTicks(value: unknown, grid: TapeGrid): number {
  const ticks = Math.round(decimal(value, 'price') / grid.tickSize);
  if (!(ticks > 0) || ticks > MAX_LOTS)
    throw new MalformedLineError(`price ${value} is not from 1 to ${MAX_LOTS} ticks`);
  return ticks;
}

/** A finite number written as text. Throws a {@link MalformedLineError} that calls it `what`. */
export function decimal(value: unknown, what: string): number {
  if (typeof value !== 'string' || value.trim() === '') throw new MalformedLineError(`${what} is missing`);
  const number = Number(value);
  if (!Number.isFinite(number)) throw new MalformedLineError(`${what} '${printable(value, 40)}' is not a number`);
  return number;
}
