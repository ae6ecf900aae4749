/** Values that a model may answer with: those that one move may lead to, by the guardrails, and that do something else. */

import { valuesWithinReach } from '../../strategy/moves.ts';
import type { ParameterDeclaration, ParameterValue } from '../../strategy/parameters.ts';

/** Finer grids are thinned out evenly: a schema of thousands of values helps nobody. */
const MOST_VALUES = 81;

/** In rising order, without the present value. Empty for what is not open to tuning. @param reach as of a round */
export function reachableValues(declaration: ParameterDeclaration, from: ParameterValue, reach = 1): ParameterValue[] {
  if (!declaration.tunable) return [];
  if (declaration.kind === 'boolean') return [from !== true];
  const values = valuesWithinReach(declaration, Number(from), reach);
  const every = Math.ceil(values.length / MOST_VALUES);
  return values.filter((_, i) => i % every === 0 || i === values.length - 1);
}
