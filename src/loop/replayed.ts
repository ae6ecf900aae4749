/** Races as the surrogate takes them in: measurements whose error grows with what replays missed of sessions so far. */

import type { GainEstimates } from '../evaluation/comparison.ts';
import { effectOf, lessSure } from '../evaluation/effect.ts';
import type { Replayed } from '../proposer/proposer.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { RaceRecord } from '../study/records.ts';
import { LEAST_TRUST } from '../study/replayTrust.ts';

/**
 * A race as the surrogate takes it in; null when it says nothing, or replays are not to be trusted. The less replays
 * foretold sessions so far, the larger its error.
 */
export function replayedOf(
  parameters: Parameters,
  result: (GainEstimates & Pick<RaceRecord, 'volumePerHour'>) | undefined,
  trust: number,
): Replayed | null {
  const effect = result === undefined ? null : effectOf(result);
  if (result === undefined || effect === null || trust < LEAST_TRUST) return null;
  return {
    parameters,
    effect: lessSure(effect, 1 / trust),
    volumePerHour: result.volumePerHour,
  };
}
