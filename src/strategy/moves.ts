/**
 * Moves of a parameter, as proposers make them and guardrails judge them. Values that all do the same count as one step:
 * from 0, the smallest value with an effect is the next one.
 */

import {
  behavesLike,
  hasEffect,
  type NumberDeclaration,
  type ParameterDeclaration,
  type ParameterDeclarations,
  type Parameters,
  type ParameterValue,
  quantise,
} from './parameters.ts';

const MAX_RELATIVE_CHANGE = 0.5;
/** A step of this share of the range is always allowed: ratios alone are wrong near zero. */
const FREE_RANGE_SHARE = 0.1;

/** Where a value stands among those that differ: all values without an effect stand one step below the smallest with one. */
export function placeOf({ effectFrom, step }: NumberDeclaration, value: number): number {
  return effectFrom !== undefined && value < effectFrom ? effectFrom - step : value;
}

/** The value nearest to a place: on the grid, inside the bounds, and `min` for all that are without an effect. */
export function valueAt(declaration: NumberDeclaration, place: number): number {
  return Number(behavesLike(declaration, quantise(declaration, place)));
}

/** Distance of two values, in the parameter's unit. */
function moveSize(declaration: NumberDeclaration, from: number, to: number): number {
  return Math.abs(placeOf(declaration, to) - placeOf(declaration, from));
}

/** How much further a candidate on trial may move: it sends no orders, and what a far move is worth shows within a session. */
export const TRIAL_REACH = 3;

/**
 * Largest single move of a parameter from a value: half of it, a tenth of the range or one step, whichever is most.
 *
 * @param reach the first two are times this
 */
export function largestMove(declaration: NumberDeclaration, from: number, reach = 1): number {
  const { min, max, step } = declaration;
  const relative = Math.abs(placeOf(declaration, from)) * MAX_RELATIVE_CHANGE;
  return Math.max(relative * reach, (max - min) * FREE_RANGE_SHARE * reach, step);
}

/** Whether a move is no larger than the largest. A small tolerance: 0.3 − 0.2 is a little more than 0.1 in binary. */
export function isWithinReach(declaration: NumberDeclaration, from: number, to: number, reach = 1): boolean {
  return moveSize(declaration, from, to) <= largestMove(declaration, from, reach) * (1 + 1e-9);
}

/** Finer grids are listed evenly: some have a hundred million values. */
const MOST_LISTED = 10_000;

/**
 * The values that one move may lead to and that behave differently, in rising order: all of them, of finer grids about
 * {@link MOST_LISTED} with both ends.
 */
export function valuesWithinReach(declaration: NumberDeclaration, from: number, reach = 1): number[] {
  const { min, max, step } = declaration;
  const place = placeOf(declaration, from);
  const largest = largestMove(declaration, from, reach) * (1 + 1e-9);
  const first = Math.max(0, Math.ceil((place - largest - min) / step - 1e-9));
  const last = Math.min(Math.floor((max - min) / step + 1e-9), Math.floor((place + largest - min) / step + 1e-9));
  const values = new Set<number>();
  const every = Math.max(1, Math.ceil((last - first) / MOST_LISTED));
  for (let i = first; i <= last; i += every) values.add(valueAt(declaration, min + i * step));
  values.add(valueAt(declaration, min + last * step));
  return [...values].filter(
    (value) => isWithinReach(declaration, from, value, reach) && moveSize(declaration, from, value) > 0,
  );
}

/** Whether a move of a parameter changes what a version does; `after` is the assignment that the whole diff leads to. */
export function moveHasEffect(
  declaration: ParameterDeclaration,
  from: ParameterValue,
  to: ParameterValue,
  after: Parameters,
): boolean {
  return hasEffect(declaration, after) && behavesLike(declaration, from) !== behavesLike(declaration, to);
}

/** Whether a diff to an assignment can give a parameter an effect: each switch that it depends on is on or may be switched on. */
export function canHaveEffect(
  declaration: ParameterDeclaration,
  declarations: ParameterDeclarations,
  parameters: Parameters,
): boolean {
  return (declaration.onlyWith ?? []).every(
    (name) => parameters[name] === true || declarations[name]?.tunable === true,
  );
}
