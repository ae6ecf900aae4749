/** Points of a parameter search: every combination of listed values, or a low-discrepancy sample of their ranges. */

import type { Rng } from '../market/rng.ts';
import { type NumberDeclaration, type Parameters, type ParameterValue, quantise } from './parameters.ts';

/** A numeric parameter and the part of its range that is searched. */
export interface SearchRange {
  readonly parameter: string;
  readonly declaration: NumberDeclaration;
  readonly from: number;
  readonly to: number;
  /** Distance between the values of a grid search. */
  readonly step: number;
}

/** A parameter that is tried at each of these values. */
export interface SearchList {
  readonly parameter: string;
  readonly values: readonly ParameterValue[];
}

/** The values of a range from its lowest in equal steps, each on the parameter's own grid, without repetition. */
export function valuesOf({ declaration, from, to, step }: SearchRange): number[] {
  const values = new Set<number>();
  // Half a step of tolerance: 1 + 6 × 0.5 must reach 4 whatever binary makes of it.
  for (let i = 0; from + i * step <= to + step * 1e-6; i++) values.add(quantise(declaration, from + i * step));
  return [...values];
}

/** Every combination, the last parameter changing fastest. */
export function combinations(base: Parameters, lists: readonly SearchList[]): Parameters[] {
  let points: Parameters[] = [base];
  for (const { parameter, values } of lists) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [parameter]: value })));
  }
  return points;
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as const;

/**
 * `count` points that fill the ranges evenly: a Halton sequence (Halton 1960) with a random shift (Cranley & Patterson
 * 1976), rounded to the parameters' grids, on a log scale where the parameter has one. Repeated points are left out.
 * @throws RangeError for more ranges than the sequence serves well
 */
export function quasiRandom(base: Parameters, ranges: readonly SearchRange[], count: number, rng: Rng): Parameters[] {
  if (ranges.length > PRIMES.length)
    throw new RangeError(`a sample takes at most ${PRIMES.length} parameters, not ${ranges.length}`);
  const shifts = ranges.map(() => rng.uniform());
  const points = new Map<string, Parameters>();
  for (let i = 1; i <= count; i++) {
    const drawn = ranges.map((range, k) => {
      const u = (radicalInverse(i, PRIMES[k] as number) + (shifts[k] as number)) % 1;
      return [range.parameter, valueAt(range, u)] as const;
    });
    points.set(JSON.stringify(drawn), { ...base, ...Object.fromEntries(drawn) });
  }
  return [...points.values()];
}

function valueAt({ declaration, from, to }: SearchRange, u: number): number {
  const value = declaration.scale === 'log' ? from * (to / from) ** u : from + u * (to - from);
  return quantise(declaration, value);
}

/** Digits of i in a base, mirrored at the point: 6 = 110₂ → 0.011₂. */
function radicalInverse(i: number, base: number): number {
  let result = 0;
  let share = 1 / base;
  for (let rest = i; rest > 0; rest = Math.floor(rest / base)) {
    result += (rest % base) * share;
    share /= base;
  }
  return result;
}
