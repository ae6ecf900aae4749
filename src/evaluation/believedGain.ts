/**
 * What a measured gain makes one believe, part by part.
 *
 * What fills are worth a minute later and what swings cost show within hours. What positions make after that is the market's course,
 * which nobody who quotes both sides is known to foresee: nearly all of the noise of a profit is there, and hardly any of what sets two
 * versions apart, unless prices follow trends. So each part is drawn to what was to be expected of it, and how much to expect of
 * holding is learned from what was measured like anything else.
 */

import { doubted, type Measured, type MeasuredGain } from './effect.ts';
import { effectPrior } from './effectPrior.ts';
import { type Posterior, posteriorOf } from './posterior.ts';

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
