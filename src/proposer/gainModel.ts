/** Predicts gains part by part: the worth of fills and the cost of swings are measured much sooner than the worth of holding. */

import { HOLDING_SHARE } from '../evaluation/beliefs.ts';
import { type Measured, type MeasuredGain, withMarketUncertainty } from '../evaluation/effect.ts';
import {
  Correlations,
  GaussianProcess,
  type JointPrediction,
  matern52,
  type PointPrediction,
  type Predictor,
  type Shape,
} from './gaussianProcess.ts';

/** Keeps a width above zero, which is divided by. */
const LEAST_SCALE = 1e-6;
/** What effects have of their own, beyond anything smooth, in the size of effects to expect; over what length, per √dimension. */
const ROUGHNESS = 0.5;
const ROUGH_LENGTH = 0.15;

export interface ObservedGain {
  /** Normalised parameters. */
  readonly at: readonly number[];
  readonly gain: MeasuredGain;
}

/** Shapes of the three processes. A missing one is fitted. */
export type GainShapes = Partial<Readonly<Record<'markout' | 'holding' | 'riskCharge', Shape>>>;

/** Markout plus holding minus charge, as three independent processes. */
export class GainModel implements Predictor {
  readonly #markouts: GaussianProcess;
  readonly #holdings: GaussianProcess;
  readonly #riskCharges: GaussianProcess;
  readonly #all: readonly GaussianProcess[];
  readonly #roughness: number;

  /**
   * @param scale expected size of effects on markouts; for the other two parts it is the largest value that was observed
   * @param meanMarkout expected markout of an untried point; of the other two parts it is 0
   */
  constructor(
    observed: readonly ObservedGain[],
    dimensions: number,
    scale: number,
    meanMarkout: number,
    shapes: GainShapes = {},
  ) {
    const correlations = new Correlations(observed.map(({ at }) => at));
    const process = (
      partOf: (gain: MeasuredGain) => Measured,
      width: number,
      mean: number,
      shape: Shape | undefined,
    ): GaussianProcess => {
      const observations = observed.map(({ at, gain }) => {
        const { mean: value, standardError } = partOf(gain);
        return { at, value, noise: standardError ** 2 };
      });
      return new GaussianProcess(observations, dimensions, width, mean, correlations, shape);
    };
    const seen = (partOf: (gain: MeasuredGain) => Measured): number =>
      Math.max(LEAST_SCALE, ...observed.map(({ gain }) => Math.abs(partOf(gain).mean)));
    const charge = (gain: MeasuredGain): Measured => withMarketUncertainty(gain.riskCharge);
    const holding = (gain: MeasuredGain): Measured => gain.holding;
    this.#markouts = process(({ markout }) => markout, scale, meanMarkout, shapes.markout);
    this.#holdings = process(holding, seen(holding), 0, shapes.holding);
    this.#riskCharges = process(charge, seen(charge), 0, shapes.riskCharge);
    this.#all = [this.#markouts, this.#holdings, this.#riskCharges];
    this.#roughness = ROUGHNESS * scale;
  }

  get shapes(): GainShapes {
    return { markout: this.#markouts.shape, holding: this.#holdings.shape, riskCharge: this.#riskCharges.shape };
  }

  predict(at: readonly number[]): PointPrediction {
    return together(this.#all.map((part) => part.predict(at)));
  }

  /** The difference between two places: the smooth processes' prediction, plus the variance of what is not smooth. */
  predictDifference(a: readonly number[], b: readonly number[]): PointPrediction {
    const { mean, sd } = together(this.#all.map((part) => part.predictDifference(a, b)));
    const apart = Math.hypot(...a.map((value, i) => value - (b[i] as number)));
    const alike = matern52(apart, ROUGH_LENGTH * Math.sqrt(a.length), 1);
    return { mean, sd: Math.hypot(sd, this.#roughness * Math.sqrt(1 - alike)) };
  }

  /**
   * Predicted mean of a point after a measurement of its own. The smooth processes predict the value of similar points; how far
   * the measurement moves the prediction depends on its error and on how far one point may differ from similar ones.
   *
   * @param measured null when it was not
   * @param deviation as large as effects are expected to be
   */
  meanAfter(at: readonly number[], measured: MeasuredGain | null, deviation: number): number {
    const after = (process: GaussianProcess, own: Measured | undefined, share = 1): number => {
      const { mean } = process.predict(at);
      if (own === undefined) return mean;
      const prior = (share * deviation) ** 2;
      return mean + (prior / (prior + own.standardError ** 2)) * (own.mean - mean);
    };
    return gainOf([
      after(this.#markouts, measured?.markout),
      after(this.#holdings, measured?.holding, HOLDING_SHARE),
      after(this.#riskCharges, measured === null ? undefined : withMarketUncertainty(measured.riskCharge)),
    ]);
  }

  predictJointly(places: readonly (readonly number[])[]): JointPrediction {
    const parts = this.#all.map((part) => part.predictJointly(places));
    return {
      means: places.map((_, i) => gainOf(parts.map(({ means }) => means[i] as number))),
      covariance: places.map((_, i) =>
        places.map((_, j) => parts.reduce((sum, { covariance }) => sum + (covariance[i]?.[j] as number), 0)),
      ),
    };
  }

  covariances(at: readonly number[], places: readonly (readonly number[])[]): Float64Array {
    const parts = this.#all.map((part) => part.covariances(at, places));
    return Float64Array.from(places, (_, i) => parts.reduce((sum, part) => sum + (part[i] as number), 0));
  }
}

/** Of the three parts in their order. */
function gainOf([markout, holding, charge]: readonly number[]): number {
  return (markout as number) + (holding as number) - (charge as number);
}

function together(parts: readonly PointPrediction[]): PointPrediction {
  return { mean: gainOf(parts.map(({ mean }) => mean)), sd: Math.hypot(...parts.map(({ sd }) => sd)) };
}
