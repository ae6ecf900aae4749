/** Values that a model may answer with: the grid of a parameter within the largest step that guardrails let pass. */

import { largestStep } from '../../guardrails/diffRules.ts';
import { type ParameterDeclaration, type ParameterValue, quantise } from '../../strategy/parameters.ts';

/** Finer grids are thinned out evenly: a schema of thousands of values helps nobody. */
const MOST_VALUES = 81;

/** In rising order, without the present value. Empty for what is not open to tuning. */
export function reachableValues(declaration: ParameterDeclaration, from: ParameterValue): ParameterValue[] {
  if (!declaration.tunable) return [];
  if (declaration.kind === 'boolean') return [from !== true];
  const { min, max, step } = declaration;
  const base = Number(from);
  const largest = largestStep(declaration, base) * (1 + 1e-9);
  const first = Math.max(0, Math.ceil((base - largest - min) / step - 1e-9));
  const last = Math.min(Math.floor((max - min) / step + 1e-9), Math.floor((base + largest - min) / step + 1e-9));
  const every = Math.ceil((last - first + 1) / MOST_VALUES);
  const values = new Set<number>();
  for (let i = first; i <= last; i += every) values.add(quantise(declaration, min + i * step));
  values.add(quantise(declaration, min + last * step));
  return [...values].filter((value) => value !== base && Math.abs(value - base) <= largest);
}
