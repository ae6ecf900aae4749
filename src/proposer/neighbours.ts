/** Random diffs around a base: a few parameters that have an effect, each moved by at most the step that guardrails allow. */

import { applied } from '../guardrails/judge.ts';
import type { Rng } from '../market/rng.ts';
import { largestMove, moveHasEffect, placeOf, valueAt } from '../strategy/moves.ts';
import {
  hasEffect,
  type ParameterDeclaration,
  type ParameterDeclarations,
  type Parameters,
  type ParameterValue,
} from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';

const MOST_CHANGES = 3;

/**
 * Up to three changes, each by at most `reach` of the largest move, and each with an effect in what they lead to.
 * Empty when nothing is tunable or nothing that was drawn has an effect.
 */
export function randomChanges(
  declarations: ParameterDeclarations,
  base: Parameters,
  reach: number,
  rng: Rng,
): ParameterChange[] {
  const tunable = new Map(Object.entries(declarations).filter(([, declaration]) => declaration.tunable));
  const count = 1 + rng.integer(MOST_CHANGES);
  const changes: ParameterChange[] = [];
  for (let i = 0; i < count; i++) {
    // A change before this one may have switched a parameter on.
    const soFar = applied(base, changes);
    const open = [...tunable].filter(([, declaration]) => hasEffect(declaration, soFar));
    const picked = open[rng.integer(open.length)];
    if (picked === undefined) break;
    const [name, declaration] = picked;
    tunable.delete(name);
    const from = base[name] as ParameterValue;
    const to = moved(declaration, from, reach, rng);
    if (to !== from) changes.push({ parameter: name, from, to, why: '' });
  }
  return withEffect(declarations, base, changes);
}

/** Without the changes that do nothing in what they lead to. */
export function withEffect(
  declarations: ParameterDeclarations,
  base: Parameters,
  changes: readonly ParameterChange[],
): ParameterChange[] {
  const after = applied(base, changes);
  return changes.filter(({ parameter, from, to }) => {
    const declaration = declarations[parameter];
    return declaration !== undefined && moveHasEffect(declaration, from, to, after);
  });
}

function moved(declaration: ParameterDeclaration, from: ParameterValue, reach: number, rng: Rng): ParameterValue {
  if (declaration.kind === 'boolean') return from !== true;
  const step = Math.max(declaration.step, largestMove(declaration, Number(from), reach));
  // Rounding to the grid may step over the limit by half a step, so a draw may be refused: the caller tries again.
  return valueAt(declaration, placeOf(declaration, Number(from)) + (2 * rng.uniform() - 1) * step);
}
