/**
 * What to expect of one more change, learned from all changes that were measured: empirical Bayes for normal means (Efron &
 * Morris 1975), fitted by expectation–maximisation. The best of many looks better than it is; a prior that knows how
 * the many turned out takes that back.
 */

import type { Measured } from './effect.ts';
import type { Posterior } from './posterior.ts';

/** Weight of what is expected, in effects known without error. */
const PRIOR_COUNT = 8;
/** It has come within a few per cent of where it is going; a prior needs no more. */
const STEPS = 30;

/**
 * Mean and deviation of true effects. Never a mean above zero: that changes helped so far is no promise for the next.
 *
 * @param expected size of effects to expect before anything is measured; against eight effects that were measured without noise it counts half, against noisy ones more
 */
export function effectPrior(measured: readonly Measured[], expected: number): Posterior {
  let mean = 0;
  let variance = expected ** 2;
  for (let step = 0; step < STEPS; step++) {
    let weights = 0;
    let weighted = 0;
    for (const one of measured) {
      const weight = 1 / (one.standardError ** 2 + variance);
      weights += weight;
      weighted += weight * one.mean;
    }
    const shrunk = weights === 0 ? 0 : (weighted / weights) * (measured.length / (measured.length + PRIOR_COUNT));
    mean = Math.min(0, shrunk);
    let squares = PRIOR_COUNT * expected ** 2;
    for (const one of measured) {
      const kept = variance / (variance + one.standardError ** 2);
      squares += (kept * (one.mean - mean)) ** 2 + variance * (1 - kept);
    }
    variance = squares / (measured.length + PRIOR_COUNT);
  }
  return { mean, sd: Math.sqrt(variance) };
}
