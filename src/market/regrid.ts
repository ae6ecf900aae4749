import type { Tape, TapeHead } from './tape.ts';
import { DELAY, FUNDING, MAX_LOTS } from './tape.ts';

/** The grid of prices and sizes that a tape is wanted on. */
export interface Grid {
  readonly tickSize: number;
  readonly lotSize: number;
}

/**
 * The same tape counted in finer ticks and lots: exact, or not at all. Returns the tape itself when the grids agree.
 * @throws RangeError when the tape's steps are not whole multiples of the wanted ones, or a size no longer fits.
 */
export function regrid(tape: Tape, grid: Grid): Tape {
  const { ticks, lots } = ratios(tape, grid);
  if (ticks === 1 && lots === 1) return tape;
  const scaled = (value: number, factor: number, row: number): number => {
    if (Math.abs(value * factor) <= MAX_LOTS) return value * factor;
    throw new RangeError(
      `row ${row} of the tape of ${tape.symbol} holds ${value} steps, too many once they are ${factor} times finer`,
    );
  };
  return {
    ...tape,
    ...regridHead(tape, grid),
    priceTicks: tape.priceTicks.map((value, row) => scaled(value, ticks, row)),
    size: tape.size.map((value, row) => (isSizeless(tape.kind[row]) ? value : scaled(value, lots, row))),
  };
}

/** The head of that tape; a window of prices is counted in the finer ticks. @throws RangeError as {@link regrid} does */
export function regridHead({ symbol, startUs, window, quoteLevel, ...steps }: TapeHead, grid: Grid): TapeHead {
  const { ticks } = ratios(steps, grid);
  return {
    symbol,
    startUs,
    tickSize: grid.tickSize,
    lotSize: grid.lotSize,
    ...(window === undefined ? {} : { window: { low: window.low * ticks, high: window.high * ticks } }),
    ...(quoteLevel === undefined ? {} : { quoteLevel }),
  };
}

function ratios({ tickSize, lotSize }: Grid, grid: Grid): { readonly ticks: number; readonly lots: number } {
  return {
    ticks: wholeRatio(tickSize, grid.tickSize, 'tick'),
    lots: wholeRatio(lotSize, grid.lotSize, 'lot'),
  };
}

/** The size of a funding row is a rate, that of a delay row a time: no grid changes them. */
function isSizeless(kind: number | undefined): boolean {
  return kind === FUNDING || kind === DELAY;
}

function wholeRatio(tapeStep: number, wantedStep: number, what: string): number {
  const ratio = tapeStep / wantedStep;
  const whole = Math.round(ratio);
  if (whole < 1 || Math.abs(ratio - whole) > 1e-6 * whole) {
    throw new RangeError(
      `the tape's ${what} size of ${tapeStep} is no whole multiple of the instrument's ${wantedStep}`,
    );
  }
  return whole;
}
