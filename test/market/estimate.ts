/** A figure with its standard error from a block bootstrap: whole pieces of a market are resampled, because data within a piece depend on each other. */

import { createRng } from '../../src/market/rng.ts';

export interface Figure {
  readonly value: number;
  /** One standard error; NaN from a single piece and without resamples. */
  readonly error: number;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Block bootstrap. @param statistic must not depend on the order of the pieces */
export function estimate<Piece>(
  pieces: readonly Piece[],
  statistic: (pieces: readonly Piece[]) => number,
  resamples: number,
): Figure {
  const rng = createRng('estimate');
  const drawn = Array.from({ length: resamples }, () =>
    statistic(pieces.map(() => pieces[rng.integer(pieces.length)] as Piece)),
  );
  const centre = mean(drawn);
  // The spread of draws from few pieces is too small by √((n − 1) / n).
  const few = Math.sqrt(pieces.length / (pieces.length - 1));
  return { value: statistic(pieces), error: few * Math.sqrt(mean(drawn.map((value) => (value - centre) ** 2))) };
}
