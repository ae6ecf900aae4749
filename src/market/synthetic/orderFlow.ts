/** Market orders: when they come (Hawkes), which way (metaorders) and how large (heavy tails). */

import type { Rng } from '../rng.ts';
import type { FamilyParameters } from './families.ts';

/** Metaorders being executed at the same time. */
const METAORDERS = 4;
/**
 * Pareto exponent of metaorder lengths. Lillo, Mike & Farmer (2005): lengths with exponent α give signs whose
 * autocorrelation decays as lag^(1−α); 1.5 gives the −0.5 measured by Lillo & Farmer (2004).
 */
const METAORDER_TAIL = 1.5;
/** Longest metaorder, in orders. */
const LONGEST_METAORDER = 2_000;
/** Pareto exponent of large orders (Gopikrishnan, Plerou, Gabaix & Stanley 2000). */
const LARGE_ORDER_TAIL = 1.5;
/** Largest order in multiples of the smallest large one: a person or program would split more. */
const LARGEST_MULTIPLE = 60;
/**
 * Forecast of the next sign from a quick and a slow average of past signs. The slopes are below those of a regression
 * (0.49 and 0.27 for the metaorders above): what they leave predictable is what the decay of passing impact takes
 * back, so that prices stay uncorrelated (Bouchaud, Gefen, Potters & Wyart 2004; Lillo & Farmer 2004, §5).
 */
const QUICK_WEIGHT = 0.2;
const SLOW_WEIGHT = 0.02;
const QUICK_SLOPE = 0.36;
const SLOW_SLOPE = 0.26;

export class OrderFlow {
  readonly #rng: Rng;
  #parameters: FamilyParameters;
  readonly #metaorderSign: Int8Array = new Int8Array(METAORDERS);
  readonly #metaorderLeft: Int32Array = new Int32Array(METAORDERS);
  #fastPerSecond = 0;
  #slowPerSecond = 0;
  #provokedQuotesPerSecond = 0;
  #quickSign = 0;
  #slowSign = 0;

  constructor(rng: Rng, parameters: FamilyParameters) {
    this.#rng = rng;
    this.#parameters = parameters;
    this.#slowPerSecond = parameters.slowOffspring * parameters.ordersPerSecond;
    for (let i = 0; i < METAORDERS; i++) this.#renew(i, 0);
  }

  adopt(parameters: FamilyParameters): void {
    this.#parameters = parameters;
  }

  /** Excitation decays over one step. */
  step(): void {
    const { stepSeconds, fastClusterSeconds, slowClusterSeconds } = this.#parameters;
    this.#fastPerSecond *= 1 - stepSeconds / (fastClusterSeconds + 0.5 * stepSeconds);
    this.#slowPerSecond *= 1 - stepSeconds / (slowClusterSeconds + 0.5 * stepSeconds);
    this.#provokedQuotesPerSecond *= 1 - stepSeconds / (fastClusterSeconds + 0.5 * stepSeconds);
  }

  /** Uninformed orders per second now. `activity` scales those that no order caused. */
  ordersPerSecond(activity: number): number {
    const { ordersPerSecond, fastOffspring, slowOffspring } = this.#parameters;
    return ordersPerSecond * (1 - fastOffspring - slowOffspring) * activity + this.#fastPerSecond + this.#slowPerSecond;
  }

  /** Quote changes per second that recent orders provoke. */
  get provokedQuotesPerSecond(): number {
    return this.#provokedQuotesPerSecond;
  }

  /** Sign of the next uninformed order: the next child of one of the running metaorders. `trend` is its sign, or 0. */
  nextSign(trend: number): number {
    const i = this.#rng.integer(METAORDERS);
    const sign = this.#metaorderSign[i] as number;
    const left = (this.#metaorderLeft[i] as number) - 1;
    this.#metaorderLeft[i] = left;
    if (left <= 0) this.#renew(i, trend);
    return sign;
  }

  /** Size of an uninformed order in quote currency. */
  nextSizeQuote(): number {
    const { largeOrderShare, largeOrderQuote, orderSizeQuote, orderSizeSpread } = this.#parameters;
    if (this.#rng.uniform() >= largeOrderShare) return orderSizeQuote * Math.exp(orderSizeSpread * this.#rng.normal());
    const multiple = Math.exp(this.#rng.exponential() / LARGE_ORDER_TAIL);
    return largeOrderQuote * Math.min(multiple, LARGEST_MULTIPLE);
  }

  /** Size of an informed order in quote currency. */
  nextInformedSizeQuote(): number {
    return this.#parameters.informedSizeQuote * Math.exp(this.#rng.normal());
  }

  /**
   * An order of this sign has been executed. Returns by how much its sign was a surprise, −1.62 … 1.62: the long memory of
   * signs does not make prices predictable because expected orders move them less (Lillo & Farmer 2004, §5).
   */
  executed(sign: number): number {
    const { fastOffspring, fastClusterSeconds, slowOffspring, slowClusterSeconds, quotesPerOrder } = this.#parameters;
    this.#fastPerSecond += fastOffspring / fastClusterSeconds;
    this.#slowPerSecond += slowOffspring / slowClusterSeconds;
    this.#provokedQuotesPerSecond += quotesPerOrder / fastClusterSeconds;
    const surprise = sign - QUICK_SLOPE * this.#quickSign - SLOW_SLOPE * this.#slowSign;
    this.#quickSign += QUICK_WEIGHT * (sign - this.#quickSign);
    this.#slowSign += SLOW_WEIGHT * (sign - this.#slowSign);
    return surprise;
  }

  #renew(index: number, trend: number): void {
    const buys = 0.5 + this.#parameters.trendFollowing * trend;
    this.#metaorderSign[index] = this.#rng.uniform() < buys ? 1 : -1;
    const length = Math.exp(this.#rng.exponential() / METAORDER_TAIL);
    this.#metaorderLeft[index] = Math.min(Math.ceil(length), LONGEST_METAORDER);
  }
}
