/** What the surrogate predicts along each parameter alone, for reports and prompts. */

import { isWithinReach, largestMove, moveHasEffect, placeOf, valueAt } from '../strategy/moves.ts';
import type { ParameterDeclaration, Parameters, ParameterValue } from '../strategy/parameters.ts';
import { encode } from './encode.ts';
import { baseOf, type Round } from './proposer.ts';
import { fittedModel } from './surrogate.ts';

/** Points on either side of the base. */
const POINTS = 4;

export interface ProfilePoint {
  readonly value: ParameterValue;
  /** Gain per hour against the base, quote currency, and its uncertainty. */
  readonly mean: number;
  readonly sd: number;
}

export interface ParameterProfile {
  readonly parameter: string;
  readonly from: ParameterValue;
  /** Other values that the step limit allows and that have an effect, ascending: up to four on either side, evenly spread on the grid. */
  readonly points: readonly ProfilePoint[];
}

/**
 * Per tunable parameter that can move with an effect: what is expected of moving it and nothing else. `scale` as of
 * `surrogateProposer`.
 */
export function profileOf(
  round: Pick<Round, 'strategy' | 'base' | 'versions' | 'replayed' | 'fits' | 'reach'>,
  scale: number,
): ParameterProfile[] {
  const { strategy } = round;
  const base = baseOf(round);
  const { effects } = fittedModel(round, scale);
  const origin = encode(strategy.parameters, base.parameters);
  return Object.entries(strategy.parameters).flatMap(([parameter, declaration]) => {
    const from = base.parameters[parameter];
    if (from === undefined || !declaration.tunable) return [];
    const points = valuesAround(declaration, from, base.parameters, round.reach).map((value): ProfilePoint => {
      const place = encode(strategy.parameters, { ...base.parameters, [parameter]: value });
      const { mean, sd } = effects.predictDifference(place, origin);
      return { value, mean, sd };
    });
    return points.length === 0 ? [] : [{ parameter, from, points }];
  });
}

function valuesAround(
  declaration: ParameterDeclaration,
  from: ParameterValue,
  parameters: Parameters,
  reach: number,
): ParameterValue[] {
  const moves = (value: ParameterValue): boolean => moveHasEffect(declaration, from, value, parameters);
  if (declaration.kind === 'boolean') return [from !== true].filter(moves);
  const place = placeOf(declaration, Number(from));
  const step = largestMove(declaration, Number(from), reach);
  const values = Array.from({ length: 2 * POINTS + 1 }, (_, i) =>
    valueAt(declaration, place + ((i - POINTS) / POINTS) * step),
  );
  // Rounding to the grid may step over the limit by half a step.
  const allowed = values.filter((value) => moves(value) && isWithinReach(declaration, Number(from), value, reach));
  return [...new Set(allowed)];
}
