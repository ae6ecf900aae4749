/** Where a set of parameters lies for the surrogate. */

import { normalise } from '../guardrails/distance.ts';
import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';

/**
 * A switch counts like a good step of a number. As wide as a whole range it would always be the least known of all steps,
 * and the search would do nothing but flip switches.
 */
const SWITCH_WIDTH = 0.25;

/** As normalised, 0…1, with switches drawn together. */
export function encode(declarations: ParameterDeclarations, parameters: Parameters): number[] {
  const kinds = Object.values(declarations);
  return normalise(declarations, parameters).map((value, i) =>
    kinds[i]?.kind === 'boolean' ? value * SWITCH_WIDTH : value,
  );
}
