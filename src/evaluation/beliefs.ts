/**
 * What to believe of a change after it was measured: normal priors, normal noise, and priors learned from earlier
 * changes.
 *
 * A gain has parts that become known at different speeds. What fills are worth a minute later, and what swings cost,
 * show within hours. What positions earn after that minute depends on where the market goes. Nobody who quotes both
 * sides is known to foresee it, so nearly all of the noise of a profit is in that part, and hardly any of the true
 * difference between two versions, unless prices follow trends. So each part has a prior of its own.
 */

import { normalCdf } from './distributions.ts';
import { doubted, type Measured, type MeasuredGain } from './effect.ts';

export interface Posterior {
  readonly mean: number;
  readonly sd: number;
}

/**
 * δ ~ N(m, τ²) before, measured as `mean` with `standardError`: the two precisions add. All in one unit.
 *
 * @param priorSd τ, the size of effects to expect before anything is measured
 * @param priorMean m, what is expected
 */
export function posteriorOf(mean: number, standardError: number, priorSd: number, priorMean = 0): Posterior {
  const prior = priorSd ** 2;
  const error = standardError ** 2;
  return {
    mean: (mean * prior + priorMean * error) / (prior + error),
    sd: Math.sqrt((prior * error) / (prior + error)),
  };
}

/** P(δ > 0). */
export function probabilityBetter({ mean, sd }: Posterior): number {
  return normalCdf(mean / sd);
}

/** P(δ < −tolerance): worse by more than is tolerated. */
export function probabilityHarm({ mean, sd }: Posterior, tolerance: number): number {
  return normalCdf((-tolerance - mean) / sd);
}

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

/** Effects of holding are expected to be that share of those of markouts before anything is measured. */
export const HOLDING_SHARE = 0.5;
const NO_CHARGE: Measured = { mean: 0, standardError: 0 };

/** What to expect of a change before it is measured, per hour. The charge for risk is not drawn to anything. */
export interface GainPriors {
  readonly markout: Posterior;
  readonly holding: Posterior;
}

/**
 * As other changes turned out.
 *
 * @param expected size of effects to expect before any was measured, gain per hour in quote currency
 */
export function gainPriors(measured: readonly MeasuredGain[], expected: number): GainPriors {
  return {
    markout: effectPrior(
      measured.map(({ markout }) => markout),
      expected,
    ),
    holding: effectPrior(
      measured.map(({ holding }) => holding),
      expected * HOLDING_SHARE,
    ),
  };
}

/** The same without a leaning: what is tried may turn out either way. */
export function unbiased({ markout, holding }: GainPriors): GainPriors {
  return { markout: { ...markout, mean: 0 }, holding: { ...holding, mean: 0 } };
}

/** Gain per hour. @param measured null when nothing was */
export function believedGain(measured: MeasuredGain | null, priors: GainPriors): Posterior {
  const part = (name: 'markout' | 'holding'): Posterior => {
    const { mean, sd } = priors[name];
    return measured === null ? { mean, sd } : posteriorOf(measured[name].mean, measured[name].standardError, sd, mean);
  };
  const [markout, holding] = [part('markout'), part('holding')];
  const charge = measured === null ? NO_CHARGE : doubted(measured.riskCharge);
  return {
    mean: markout.mean + holding.mean - charge.mean,
    sd: Math.hypot(markout.sd, holding.sd, charge.standardError),
  };
}
