/** Whether to measure a known version again instead of a new one, by what one session of each is worth to the choice of the best. */

import { inCurrency } from '../market/money.ts';
import type { ProposalDraft } from '../study/records.ts';
import { encode } from './encode.ts';
import type { Predictor } from './gaussianProcess.ts';
import { knowledgeGradient } from './knowledgeGradient.ts';
import type { Round } from './proposer.ts';

/**
 * The knowledge gradient looks one session ahead, and a new version may be measured again later: a replication has to be
 * worth this many times as much. In simulated campaigns 1 slowed progress under strong noise, 2 and 4 did not.
 */
const PREFERENCE_FOR_NEW = 2;

/**
 * A draft of intent `replicate` when one more session of a version is worth at least twice as much, by the knowledge gradient,
 * as one of the candidate; null otherwise, and while no session's error is known.
 *
 * The base and the contenders need no session of their own: they run beside every other.
 *
 * @param candidate normalised parameters of the best new place
 */
export function replication(round: Round, effects: Predictor, candidate: readonly number[]): ProposalDraft | null {
  const { strategy, versions, base } = round;
  const alternatives = versions.filter(({ effect, rolledBack }) => effect !== null && !rolledBack);
  // The new version is assumed to be measured with the typical error.
  const usual = median(alternatives.flatMap((version) => sessionVariance(version) ?? []));
  if (usual === undefined) return null;
  const places = alternatives.map(({ parameters }) => encode(strategy.parameters, parameters));
  const prediction = effects.predictJointly([...places, candidate]);
  const worth = (alternative: number, noise: number): number => knowledgeGradient(prediction, alternative, noise);
  let best = PREFERENCE_FOR_NEW * worth(places.length, usual);
  let chosen: number | undefined;
  for (const [i, version] of alternatives.entries()) {
    const noise = sessionVariance(version);
    if (noise === undefined || version.runsAnyway || version.number === base) continue;
    const gain = worth(i, noise);
    if (gain <= best) continue;
    best = gain;
    chosen = version.number;
  }
  if (chosen === undefined) return null;
  return {
    proposer: 'surrogate',
    base: chosen,
    intent: 'replicate',
    changes: [],
    hypothesis: `One more session of v${chosen} is worth ${inCurrency(best.toPrecision(2), round.currency)} an hour to the choice of the best version, at least ${PREFERENCE_FOR_NEW} times as much as a first session of a new one.`,
    prediction: null,
  };
}

/** Variance of the effect that a single session measures. */
function sessionVariance({ effect, sessions }: Round['versions'][number]): number | undefined {
  return effect === null || sessions === 0 ? undefined : effect.standardError ** 2 * sessions;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
