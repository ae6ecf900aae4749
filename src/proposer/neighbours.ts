/** Random diffs around a base: a few tunable parameters, each moved by at most the step that guardrails allow. */

import { largestStep } from '../guardrails/diffRules.ts';
import type { Rng } from '../market/rng.ts';
import {
  type ParameterDeclaration,
  type ParameterDeclarations,
  type Parameters,
  type ParameterValue,
  quantise,
} from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';

const MOST_CHANGES = 3;

/** One to three changes, each by at most `reach` (0…1) of the largest step; empty when nothing is tunable. */
export function randomChanges(
  declarations: ParameterDeclarations,
  base: Parameters,
  reach: number,
  rng: Rng,
): ParameterChange[] {
  const tunable = Object.entries(declarations).filter(([, declaration]) => declaration.tunable);
  const count = Math.min(tunable.length, 1 + rng.integer(MOST_CHANGES));
  const changes: ParameterChange[] = [];
  for (let i = 0; i < count; i++) {
    const [picked] = tunable.splice(rng.integer(tunable.length), 1);
    if (picked === undefined) break;
    const [name, declaration] = picked;
    const from = base[name] as ParameterValue;
    const to = moved(declaration, from, reach, rng);
    if (to !== from) changes.push({ parameter: name, from, to, why: '' });
  }
  return changes;
}

function moved(declaration: ParameterDeclaration, from: ParameterValue, reach: number, rng: Rng): ParameterValue {
  if (declaration.kind === 'boolean') return from !== true;
  const step = Math.max(declaration.step, largestStep(declaration, Number(from)) * reach);
  // Towards zero the guardrail allows less than away from it, so a draw may be refused: the caller tries again.
  return quantise(declaration, Number(from) + (2 * rng.uniform() - 1) * step);
}
