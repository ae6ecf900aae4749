/**
 * How far the surrogate steps (after TuRBO, Eriksson et al. 2019, for single noisy trials): further after a success, less far
 * after failures in a row. It follows from the versions; nothing is stored.
 */

import type { KnownVersion } from './proposer.ts';

const FAILURES_TO_SHRINK = 8;
const LEAST_REACH = 0.25;

/**
 * Share of the guardrails' largest step, 0.25…1. A version that was measured better than all before it is a success and
 * doubles the reach. Where noise is as large as effects, good steps fail too: halving after four failures in a row slowed
 * progress in simulated campaigns, halving after eight did not.
 */
export function reachOf(versions: readonly KnownVersion[]): number {
  let best = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let reach = 1;
  for (const { effect } of versions.toSorted((a, b) => a.number - b.number)) {
    if (effect === null) continue;
    if (effect.mean > best) {
      best = effect.mean;
      failures = 0;
      reach = Math.min(1, reach * 2);
      continue;
    }
    failures++;
    if (failures === FAILURES_TO_SHRINK) {
      failures = 0;
      reach = Math.max(LEAST_REACH, reach / 2);
    }
  }
  return reach;
}
