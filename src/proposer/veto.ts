/** A second opinion on a candidate from elsewhere, say a model: what the measured versions say of its place. */

import { normalCdf } from '../evaluation/normal.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { encode } from './encode.ts';
import { baseOf, type Round } from './proposer.ts';
import { fittedModel, measuredVersions } from './surrogate.ts';

/** Measured versions without which the surrogate has no say. */
const LEAST_MEASURED = 4;
const HARM_PROBABILITY = 0.9;

export interface Veto {
  /** That the candidate is worse than the base by more than is tolerated. */
  readonly probabilityHarm: number;
  /** Expected gain per hour against the base, quote currency, and its uncertainty. */
  readonly mean: number;
  readonly sd: number;
  /** Versions that the belief rests on. */
  readonly measured: number;
}

/**
 * null when there is nothing to object: harm is not probable enough, or fewer than four versions were measured.
 *
 * @param parameters the candidate's complete set
 * @param scale as of `surrogateProposer`
 * @param tolerancePerHour loss that still counts as none, quote currency
 */
export function veto(
  round: Pick<Round, 'strategy' | 'base' | 'versions' | 'replayed' | 'fits'>,
  parameters: Parameters,
  { scale, tolerancePerHour }: { readonly scale: number; readonly tolerancePerHour: number },
): Veto | null {
  const { strategy } = round;
  const base = baseOf(round);
  const measured = measuredVersions(round.versions);
  if (measured < LEAST_MEASURED) return null;
  const { effects } = fittedModel(round, scale);
  const { mean, sd } = effects.predictDifference(
    encode(strategy.parameters, parameters),
    encode(strategy.parameters, base.parameters),
  );
  const probabilityHarm = normalCdf((-tolerancePerHour - mean) / sd);
  return probabilityHarm < HARM_PROBABILITY ? null : { probabilityHarm, mean, sd, measured };
}
