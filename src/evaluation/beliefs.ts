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
import { type Measured, type MeasuredGain, withMarketUncertainty } from './effect.ts';

export interface Posterior {
  readonly mean: number;
  readonly sd: number;
}

/**
 * The belief in an effect δ after a measurement of known error.
 *
 * δ ~ N(m, τ²) before it was measured as `mean` with `standardError`; the two precisions add. All values have one unit.
 *
 * @param priorSd τ, the size of effects to expect before a measurement
 * @param priorMean m, the effect to expect
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

/** P(δ < −tolerance): the probability of a loss beyond the tolerated one. */
export function probabilityHarm({ mean, sd }: Posterior, tolerance: number): number {
  return normalCdf((-tolerance - mean) / sd);
}

/** Weight of the expected size, counted in effects that are known without error. */
const PRIOR_COUNT = 8;
/** After these the fit is within a few per cent of its limit, which is enough for a prior. */
const STEPS = 30;

/**
 * What to expect of one more change, learned from all changes that were measured: empirical Bayes for normal means
 * (Efron & Morris 1975), fitted by expectation–maximisation. The best of many changes looks better than it is; a prior
 * fitted to all of them corrects that.
 *
 * @param expected size of effects to expect before any was measured; against eight effects measured without noise it
 *   has half of the weight, against noisy ones more
 * @returns mean and deviation of true effects; the mean is never above zero, since past gains do not promise further
 * ones
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

/** Expected size of effects on holding before any was measured, as a share of the size of effects on markouts. */
export const HOLDING_SHARE = 0.5;
const NO_CHARGE: Measured = { mean: 0, standardError: 0 };

/** What to expect of a change before it is measured, per hour. The charge for risk has no prior. */
export interface GainPriors {
  readonly markout: Posterior;
  readonly holding: Posterior;
}

/**
 * Priors learned from the changes that were measured.
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

/** The same priors around zero: a new change may help or harm. */
export function withoutPriorMean({ markout, holding }: GainPriors): GainPriors {
  return { markout: { ...markout, mean: 0 }, holding: { ...holding, mean: 0 } };
}

/** The posterior of a gain per hour. @param measured null when nothing was measured */
export function posteriorGain(measured: MeasuredGain | null, priors: GainPriors): Posterior {
  const part = (name: 'markout' | 'holding'): Posterior => {
    const { mean, sd } = priors[name];
    return measured === null ? { mean, sd } : posteriorOf(measured[name].mean, measured[name].standardError, sd, mean);
  };
  const [markout, holding] = [part('markout'), part('holding')];
  const charge = measured === null ? NO_CHARGE : withMarketUncertainty(measured.riskCharge);
  return {
    mean: markout.mean + holding.mean - charge.mean,
    sd: Math.hypot(markout.sd, holding.sd, charge.standardError),
  };
}
