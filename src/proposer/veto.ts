/** The surrogate's second opinion on another proposer's candidate. */

import { normalCdf } from '../evaluation/distributions.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { encode } from './encode.ts';
import { baseOf, type Round } from './proposer.ts';
import { fittedModel, measuredVersions } from './surrogate.ts';

/** With fewer measured versions there is no second opinion. */
const LEAST_MEASURED = 4;
const HARM_PROBABILITY = 0.9;

export interface Veto {
  /** Probability that the candidate is worse than the base by more than is tolerated. */
  readonly probabilityHarm: number;
  /** Expected gain per hour against the base, quote currency, and its uncertainty. */
  readonly mean: number;
  readonly sd: number;
  /** Versions that the prediction rests on. */
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
