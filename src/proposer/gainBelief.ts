/** What is believed of gains: of profit and of the charge for risk each on its own, since the charge is known much sooner. */

import { doubted, type MeasuredGain } from '../evaluation/effect.ts';
import { type Belief, type Beliefs, GaussianProcess, type JointBelief, type Observation } from './gaussianProcess.ts';

/** A width of zero would divide by itself. */
const LEAST_CHARGE = 1e-6;

export interface ObservedGain {
  /** Normalised parameters. */
  readonly at: readonly number[];
  readonly gain: MeasuredGain;
}

/** Profit minus charge, as two processes that know nothing of each other. */
export class GainBelief implements Beliefs {
  readonly profits: GaussianProcess;
  readonly riskCharges: GaussianProcess;

  /** @param scale as of the process of profits; charges are expected to be as large as those that were seen, and no larger than that */
  constructor(observed: readonly ObservedGain[], dimensions: number, scale: number, meanProfit: number) {
    const observations = (part: 'profit' | 'riskCharge'): Observation[] =>
      observed.map(({ at, gain }) => {
        const { mean, standardError } = part === 'profit' ? gain.profit : doubted(gain.riskCharge);
        return { at, value: mean, noise: standardError ** 2 };
      });
    this.profits = new GaussianProcess(observations('profit'), dimensions, scale, meanProfit);
    // As wide as charges were seen to be: a study that charges nothing has nothing to learn here.
    const charges = observations('riskCharge');
    const largest = Math.max(LEAST_CHARGE, ...charges.map(({ value }) => Math.abs(value)));
    this.riskCharges = new GaussianProcess(charges, dimensions, Math.min(scale, largest));
  }

  believe(at: readonly number[]): Belief {
    return difference(this.profits.believe(at), this.riskCharges.believe(at));
  }

  believeDifference(a: readonly number[], b: readonly number[]): Belief {
    return difference(this.profits.believeDifference(a, b), this.riskCharges.believeDifference(a, b));
  }

  believeTogether(places: readonly (readonly number[])[]): JointBelief {
    const [profits, charges] = [this.profits.believeTogether(places), this.riskCharges.believeTogether(places)];
    return {
      means: profits.means.map((mean, i) => mean - (charges.means[i] as number)),
      covariance: profits.covariance.map((row, i) =>
        row.map((value, j) => value + (charges.covariance[i]?.[j] as number)),
      ),
    };
  }

  covariances(at: readonly number[], places: readonly (readonly number[])[]): Float64Array {
    const charges = this.riskCharges.covariances(at, places);
    return this.profits.covariances(at, places).map((value, i) => value + (charges[i] as number));
  }
}

function difference(profit: Belief, charge: Belief): Belief {
  return { mean: profit.mean - charge.mean, sd: Math.hypot(profit.sd, charge.sd) };
}
