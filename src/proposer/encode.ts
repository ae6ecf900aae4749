/** Parameters as the surrogate's coordinates. */

import { normalise } from '../guardrails/distance.ts';
import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';

/**
 * How far apart on and off are: about one large step of a number. With the width of a whole range, switches would always be
 * the least certain step, and the search would only flip switches.
 */
const SWITCH_WIDTH = 0.25;

/** As normalised, 0…1, with on and off of a switch nearer to each other. */
export function encode(declarations: ParameterDeclarations, parameters: Parameters): number[] {
  const kinds = Object.values(declarations);
  return normalise(declarations, parameters).map((value, i) =>
    kinds[i]?.kind === 'boolean' ? value * SWITCH_WIDTH : value,
  );
}
