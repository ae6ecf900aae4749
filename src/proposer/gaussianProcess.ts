/**
 * Gaussian-process regression with known noise per observation (Rasmussen & Williams 2006, ch. 2 and 5): Matérn 5/2
 * kernel over normalised parameters, constant prior mean, one length-scale and one signal size, both chosen by marginal
 * likelihood on a coarse grid that is shrunk towards long scales – a handful of noisy versions cannot support more.
 */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';

export interface ObservedPoint {
  /** Normalised parameters, each 0…1. */
  readonly at: readonly number[];
  readonly value: number;
  /** Variance of the value's error. */
  readonly noise: number;
}

export interface PointPrediction {
  readonly mean: number;
  readonly sd: number;
}

export interface JointPrediction {
  readonly means: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** Predictions of a function of places: jointly normal. */
export interface Predictor {
  predict(at: readonly number[]): PointPrediction;
  /** Of f(a) − f(b). Near points share their uncertainty, so that of the difference is smaller. */
  predictDifference(a: readonly number[], b: readonly number[]): PointPrediction;
  /** Of several places at once: entry i, j of `covariance` is of places i and j. */
  predictJointly(places: readonly (readonly number[])[]): JointPrediction;
  /** Covariances of the prediction at `at` with those at `places`. */
  covariances(at: readonly number[], places: readonly (readonly number[])[]): Float64Array;
}

/** How smooth and how large the function is taken to be. */
export interface Shape {
  readonly lengthScale: number;
  readonly signalVariance: number;
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
  // The largest of many noisy values is mostly noise.
  [0.15, -0.7],
  [0.3, -0.5],
  [0.6, 0],
  [1, 0],
  [1.6, -0.5],
];

/** Keeps a small variance from becoming zero by rounding. */
const LEAST_VARIANCE = 1e-12;

export class GaussianProcess implements Predictor {
  /** As fitted, or as given. */
  readonly shape: Shape;
  /** Of the observations' covariance. */
  readonly #factor: Factor;
  /** The observed values, whitened. */
  readonly #values: Float64Array;
  readonly #mean: number;
  readonly #correlations: Correlations;
  /** Whitened covariances by place: a choice among many places asks about each of them many times. */
  readonly #asked = new WeakMap<readonly number[], Float64Array>();

  /**
   * @param scale size of effects to expect before the first observation, in the observations' unit
   * @param mean the prediction far from all observations
   * @param correlations of the places of `measured` in their order, where several processes share them
   * @param shape of a process that was fitted to nearly the same observations; fitted to these when there is none
   */
  constructor(
    measured: readonly ObservedPoint[],
    dimensions: number,
    scale: number,
    mean = 0,
    correlations: Correlations = new Correlations(measured.map(({ at }) => at)),
    shape?: Shape,
  ) {
    this.#mean = mean;
    this.#correlations = correlations;
    const observations = measured.map((one): ObservedPoint => ({ ...one, value: one.value - mean }));
    this.shape = shape ?? fittedShape(observations, dimensions, scale, correlations);
    const { lengthScale, signalVariance } = this.shape;
    const factor = factorOf(covariance(observations, correlations.over(lengthScale), signalVariance));
    if (factor === null) throw new Error('the covariance of the observations is not positive definite');
    this.#factor = factor;
    this.#values = whitened(factor, valuesOf(observations));
  }

  predictDifference(a: readonly number[], b: readonly number[]): PointPrediction {
    const { means, covariance } = this.predictJointly([a, b]);
    const [[varianceA, shared], [, varianceB]] = covariance as [[number, number], [number, number]];
    const [meanA, meanB] = means as [number, number];
    return { mean: meanA - meanB, sd: Math.sqrt(Math.max(LEAST_VARIANCE, varianceA + varianceB - 2 * shared)) };
  }

  predictJointly(places: readonly (readonly number[])[]): JointPrediction {
    const covariance = places.map((a, i) =>
      places.map((b, j) => {
        const left = this.#left(a, b);
        return i === j ? Math.max(LEAST_VARIANCE, left) : left;
      }),
    );
    return { means: places.map((at) => this.#meanAt(at)), covariance };
  }

  covariances(at: readonly number[], places: readonly (readonly number[])[]): Float64Array {
    return Float64Array.from(places, (place) => this.#left(at, place));
  }

  predict(at: readonly number[]): PointPrediction {
    return { mean: this.#meanAt(at), sd: Math.sqrt(Math.max(LEAST_VARIANCE, this.#left(at, at))) };
  }

  #meanAt(at: readonly number[]): number {
    return this.#mean + dot(this.#known(at), this.#values);
  }

  /** Covariance of two places after the observations. */
  #left(a: readonly number[], b: readonly number[]): number {
    return this.#prior(a, b) - dot(this.#known(a), this.#known(b));
  }

  #prior(a: readonly number[], b: readonly number[]): number {
    return matern52(distance(a, b), this.shape.lengthScale, this.shape.signalVariance);
  }

  /** Covariances of a place with each observation, whitened. */
  #known(at: readonly number[]): Float64Array {
    const known = this.#asked.get(at);
    if (known !== undefined) return known;
    const { lengthScale, signalVariance } = this.shape;
    const distances = this.#correlations.distancesTo(at);
    const found = whitened(
      this.#factor,
      distances.map((apart) => matern52(apart, lengthScale, signalVariance)),
    );
    this.#asked.set(at, found);
    return found;
  }
}

/** Rows of the lower triangle L of a matrix L·Lᵀ. */
type Factor = readonly Float64Array[];

/** null for a matrix that is not positive definite. */
function factorOf(matrix: Matrix): Factor | null {
  const cholesky = new CholeskyDecomposition(matrix);
  if (!cholesky.isPositiveDefinite()) return null;
  const lower = cholesky.lowerTriangularMatrix;
  return Array.from({ length: lower.rows }, (_, i) => {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) row[j] = lower.get(i, j);
    return row;
  });
}

/** L⁻¹ times a vector: what is correlated as the matrix says becomes independent, of unit variance. Changes the vector. */
function whitened(factor: Factor, vector: Float64Array): Float64Array {
  for (let i = 0; i < vector.length; i++) {
    const row = factor[i] as Float64Array;
    let left = vector[i] as number;
    for (let j = 0; j < i; j++) left -= (row[j] as number) * (vector[j] as number);
    vector[i] = left / (row[i] as number);
  }
  return vector;
}

function valuesOf(observations: readonly ObservedPoint[]): Float64Array {
  return Float64Array.from(observations, ({ value }) => value);
}

/** The point of the coarse grid with the largest marginal likelihood. */
function fittedShape(
  observations: readonly ObservedPoint[],
  dimensions: number,
  scale: number,
  correlations: Correlations,
): Shape {
  const spread = Math.max(scale, ...observations.map((o) => Math.abs(o.value)));
  let most = Number.NEGATIVE_INFINITY;
  let best: Shape = { lengthScale: Math.sqrt(dimensions) * 0.6, signalVariance: scale * scale };
  for (const [length, lengthPrior] of LENGTH_SCALES) {
    for (const [signal, signalPrior] of SIGNALS) {
      const shape: Shape = { lengthScale: length * Math.sqrt(dimensions), signalVariance: (signal * spread) ** 2 };
      const likelihood = logLikelihood(observations, correlations.over(shape.lengthScale), shape.signalVariance);
      const score = likelihood + lengthPrior + signalPrior;
      if (score > most) [most, best] = [score, shape];
    }
  }
  return best;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Matérn covariance with ν = 5/2 at a distance. */
export function matern52(distance: number, lengthScale: number, variance: number): number {
  const r = (Math.sqrt(5) * distance) / lengthScale;
  return variance * (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Distances and correlations of places. They cost more than what is done with them, so they are computed once. */
export class Correlations {
  readonly #places: readonly (readonly number[])[];
  readonly #distances: readonly Float64Array[];
  /** By the place asked about: processes that share the places are asked about the same ones. */
  readonly #distancesTo = new WeakMap<readonly number[], Float64Array>();
  readonly #byLengthScale = new Map<number, readonly Float64Array[]>();

  constructor(places: readonly (readonly number[])[]) {
    this.#places = places;
    this.#distances = places.map((a, i) => Float64Array.from({ length: i }, (_, j) => distance(a, places[j] ?? a)));
  }

  /** Distances from each of the places. */
  distancesTo(at: readonly number[]): Float64Array {
    const known = this.#distancesTo.get(at);
    if (known !== undefined) return known;
    const found = Float64Array.from(this.#places, (place) => distance(place, at));
    this.#distancesTo.set(at, found);
    return found;
  }

  /** Correlations of the places: row i holds place i with those before it. */
  over(lengthScale: number): readonly Float64Array[] {
    const known = this.#byLengthScale.get(lengthScale);
    if (known !== undefined) return known;
    const rows = this.#distances.map((row) => row.map((apart) => matern52(apart, lengthScale, 1)));
    this.#byLengthScale.set(lengthScale, rows);
    return rows;
  }
}

function covariance(
  observations: readonly ObservedPoint[],
  correlations: readonly Float64Array[],
  signal: number,
): Matrix {
  const n = observations.length;
  const matrix = new Matrix(n, n);
  for (const [i, { noise }] of observations.entries()) {
    matrix.set(i, i, signal + noise + 1e-9 * signal);
    const row = correlations[i] as Float64Array;
    for (let j = 0; j < i; j++) {
      const shared = signal * (row[j] as number);
      matrix.set(i, j, shared);
      matrix.set(j, i, shared);
    }
  }
  return matrix;
}

function logLikelihood(
  observations: readonly ObservedPoint[],
  correlations: readonly Float64Array[],
  signal: number,
): number {
  if (observations.length === 0) return 0;
  const factor = factorOf(covariance(observations, correlations, signal));
  if (factor === null) return Number.NEGATIVE_INFINITY;
  const values = whitened(factor, valuesOf(observations));
  let logDeterminant = 0;
  for (const [i, row] of factor.entries()) logDeterminant += 2 * Math.log(row[i] as number);
  return -(dot(values, values) + logDeterminant) / 2;
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}
