/**
 * Gaussian-process regression with known noise per observation (Rasmussen & Williams 2006, ch. 2 and 5): Matérn 5/2
 * kernel over normalised parameters, constant prior mean, one length-scale and one signal size, both chosen by marginal
 * likelihood on a coarse grid that is shrunk towards long scales – a handful of noisy versions cannot support more.
 */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';

export interface Observation {
  /** Normalised parameters, each 0…1. */
  readonly at: readonly number[];
  readonly value: number;
  /** Variance of the value's error. */
  readonly noise: number;
}

export interface Belief {
  readonly mean: number;
  readonly sd: number;
}

export interface JointBelief {
  readonly means: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** Length-scales per √dimension, with their log prior. */
const LENGTH_SCALES: readonly (readonly [number, number])[] = [
  [0.15, -1.5],
  [0.3, -0.5],
  [0.6, 0],
  [1.2, -0.3],
];
/** Signal size as a multiple of the observations' spread. */
const SIGNALS: readonly (readonly [number, number])[] = [
  [0.3, -0.5],
  [0.6, 0],
  [1, 0],
  [1.6, -0.5],
];

export class GaussianProcess {
  readonly #observations: readonly Observation[];
  readonly #lengthScale: number;
  readonly #signalVariance: number;
  readonly #cholesky: CholeskyDecomposition | undefined;
  readonly #weights: Matrix | undefined;
  readonly #mean: number;

  /**
   * @param scale size of effects to expect before anything was seen, in the observations' unit
   * @param mean what is believed far from everything that was seen
   */
  constructor(measured: readonly Observation[], dimensions: number, scale: number, mean = 0) {
    this.#mean = mean;
    const observations = measured.map((one): Observation => ({ ...one, value: one.value - mean }));
    this.#observations = observations;
    const spread = Math.max(scale, ...observations.map((o) => Math.abs(o.value)));
    let best = { score: Number.NEGATIVE_INFINITY, length: Math.sqrt(dimensions) * 0.6, signal: scale * scale };
    for (const [length, lengthPrior] of LENGTH_SCALES) {
      for (const [signal, signalPrior] of SIGNALS) {
        const candidate = { length: length * Math.sqrt(dimensions), signal: (signal * spread) ** 2 };
        const score = logLikelihood(observations, candidate.length, candidate.signal) + lengthPrior + signalPrior;
        if (score > best.score) best = { score, ...candidate };
      }
    }
    this.#lengthScale = best.length;
    this.#signalVariance = best.signal;
    if (observations.length === 0) return;
    this.#cholesky = new CholeskyDecomposition(covariance(observations, best.length, best.signal));
    this.#weights = this.#cholesky.solve(Matrix.columnVector(observations.map((o) => o.value)));
  }

  /** What is believed of f(a) − f(b): near points share their uncertainty, so it is less than that of either. */
  believeDifference(a: readonly number[], b: readonly number[]): Belief {
    const beliefA = this.believe(a);
    const beliefB = this.believe(b);
    const prior = matern52(distance(a, b), this.#lengthScale, this.#signalVariance);
    let explained = 0;
    if (this.#cholesky !== undefined) {
      explained = this.#covariances(a)
        .transpose()
        .mmul(this.#cholesky.solve(this.#covariances(b)))
        .get(0, 0);
    }
    const variance = beliefA.sd ** 2 + beliefB.sd ** 2 - 2 * (prior - explained);
    return { mean: beliefA.mean - beliefB.mean, sd: Math.sqrt(Math.max(1e-12, variance)) };
  }

  /** What is believed of several places at once: entry i, j of `covariance` is of places i and j. */
  believeTogether(places: readonly (readonly number[])[]): JointBelief {
    const beliefs = places.map((at) => this.believe(at));
    const known = places.map((at) => this.#covariances(at));
    const solved = known.map((k) => this.#cholesky?.solve(k));
    const covariance = places.map((a, i) =>
      places.map((b, j) => {
        if (i === j) return (beliefs[i] as Belief).sd ** 2;
        const prior = matern52(distance(a, b), this.#lengthScale, this.#signalVariance);
        const explained = solved[j];
        return explained === undefined ? prior : prior - (known[i] as Matrix).transpose().mmul(explained).get(0, 0);
      }),
    );
    return { means: beliefs.map((belief) => belief.mean), covariance };
  }

  #covariances(at: readonly number[]): Matrix {
    return Matrix.columnVector(
      this.#observations.map((o) => matern52(distance(o.at, at), this.#lengthScale, this.#signalVariance)),
    );
  }

  believe(at: readonly number[]): Belief {
    if (this.#cholesky === undefined || this.#weights === undefined)
      return { mean: this.#mean, sd: Math.sqrt(this.#signalVariance) };
    const k = this.#covariances(at);
    const mean = this.#mean + k.transpose().mmul(this.#weights).get(0, 0);
    const explained = k.transpose().mmul(this.#cholesky.solve(k)).get(0, 0);
    return { mean, sd: Math.sqrt(Math.max(1e-12, this.#signalVariance - explained)) };
  }
}

/** Matérn covariance with ν = 5/2 at a distance. */
export function matern52(distance: number, lengthScale: number, variance: number): number {
  const r = (Math.sqrt(5) * distance) / lengthScale;
  return variance * (1 + r + (r * r) / 3) * Math.exp(-r);
}

function covariance(observations: readonly Observation[], lengthScale: number, signal: number): Matrix {
  const n = observations.length;
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const a = observations[i] as Observation;
      const b = observations[j] as Observation;
      const own = i === j ? a.noise + 1e-9 * signal : 0;
      matrix.set(i, j, matern52(distance(a.at, b.at), lengthScale, signal) + own);
    }
  }
  return matrix;
}

function logLikelihood(observations: readonly Observation[], lengthScale: number, signal: number): number {
  if (observations.length === 0) return 0;
  const cholesky = new CholeskyDecomposition(covariance(observations, lengthScale, signal));
  if (!cholesky.isPositiveDefinite()) return Number.NEGATIVE_INFINITY;
  const y = Matrix.columnVector(observations.map((o) => o.value));
  const fit = y.transpose().mmul(cholesky.solve(y)).get(0, 0);
  const lower = cholesky.lowerTriangularMatrix;
  let logDeterminant = 0;
  for (let i = 0; i < observations.length; i++) logDeterminant += 2 * Math.log(lower.get(i, i));
  return -(fit + logDeterminant) / 2;
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}
