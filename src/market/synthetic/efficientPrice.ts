/** What the asset is worth: a price with stochastic volatility, trends and jumps that the book only follows. */

import type { Rng } from '../rng.ts';
import type { FamilyParameters } from './families.ts';

/** Volatility and trend change slowly: they are renewed once in this number of steps. */
const STEPS_PER_RENEWAL = 10;
/** No jump is larger, bps: beyond it the book would be a halted market, which no family is about. */
const LARGEST_JUMP_BPS = 40;

/** Lowest and highest price that a quote may have. */
export interface PriceBounds {
  readonly lowestTicks: number;
  readonly highestTicks: number;
}

export class EfficientPrice {
  readonly #rng: Rng;
  readonly #bounds: PriceBounds;
  #parameters: FamilyParameters;
  /** The price in ticks, fractional. */
  ticks: number;
  /** Volatility relative to the family's mean: 1 is ordinary. */
  relativeVolatility = 1;
  /** The current trend, bps per second, positive upwards. */
  trendBpsPerSecond = 0;
  #slow: number;
  #fast: number;
  #steps = 0;
  #trendEndsInSeconds = 0;
  #causedJumpsPerSecond = 0;

  constructor(rng: Rng, parameters: FamilyParameters, startTicks: number, bounds: PriceBounds) {
    this.#rng = rng;
    this.#parameters = parameters;
    this.#bounds = bounds;
    this.ticks = startTicks;
    this.#slow = rng.normal();
    this.#fast = rng.normal();
    this.#renew();
  }

  /** The market changes its character; price and mood of volatility go on. */
  adopt(parameters: FamilyParameters): void {
    this.#parameters = parameters;
    this.#trendEndsInSeconds = 0;
    this.trendBpsPerSecond = 0;
    this.#renew();
  }

  /** One step of `stepSeconds`. */
  step(): void {
    const parameters = this.#parameters;
    if (++this.#steps === STEPS_PER_RENEWAL) this.#renew();
    const seconds = parameters.stepSeconds;
    const diffusionBps = parameters.volatilityBpsPerRootHour * Math.sqrt(seconds / 3600) * this.relativeVolatility;
    let moveBps = diffusionBps * this.#rng.normal() + this.trendBpsPerSecond * seconds;
    if (parameters.jumpsPerHour > 0) moveBps += this.#jump(seconds);
    this.move(moveBps);
  }

  /** Moves the price by a number of bps, within the prices that can be quoted. */
  move(bps: number): void {
    const moved = this.ticks * (1 + bps * 1e-4);
    // One tick inside the bounds, so that both sides can be quoted around it.
    this.ticks = Math.min(Math.max(moved, this.#bounds.lowestTicks + 1), this.#bounds.highestTicks - 1);
  }

  #jump(seconds: number): number {
    const parameters = this.#parameters;
    const { jumpsFollowVolatility } = parameters;
    const activity = jumpsFollowVolatility > 0 ? this.relativeVolatility ** jumpsFollowVolatility : 1;
    const perSecond = (parameters.jumpsPerHour / 3600) * activity + this.#causedJumpsPerSecond;
    this.#causedJumpsPerSecond *= 1 - seconds / parameters.jumpOffspringSeconds;
    if (this.#rng.uniform() >= perSecond * seconds) return 0;
    this.#causedJumpsPerSecond += parameters.jumpOffspring / parameters.jumpOffspringSeconds;
    const size = parameters.jumpMinBps * Math.exp(this.#rng.exponential() / parameters.jumpTailExponent);
    return Math.min(size, LARGEST_JUMP_BPS) * (this.#rng.uniform() < 0.5 ? 1 : -1);
  }

  #renew(): void {
    this.#steps = 0;
    const parameters = this.#parameters;
    const seconds = parameters.stepSeconds * STEPS_PER_RENEWAL;
    this.#slow = this.#mood(this.#slow, seconds / parameters.slowVolatilitySeconds);
    this.#fast = this.#mood(this.#fast, seconds / parameters.fastVolatilitySeconds);
    const slow = parameters.slowVolatilitySpread;
    const fast = parameters.fastVolatilitySpread;
    // Less the variances: the mean of the squared relative volatility is then 1.
    this.relativeVolatility = Math.exp(slow * this.#slow + fast * this.#fast - slow * slow - fast * fast);
    if (parameters.trendBpsPerSecond > 0) this.#followTrend(seconds);
  }

  /** A standard Ornstein–Uhlenbeck process after `elapsed` correlation times. */
  #mood(mood: number, elapsed: number): number {
    const kept = Math.exp(-elapsed);
    return kept * mood + Math.sqrt(1 - kept * kept) * this.#rng.normal();
  }

  #followTrend(seconds: number): void {
    const parameters = this.#parameters;
    this.#trendEndsInSeconds -= seconds;
    if (this.#trendEndsInSeconds > 0) return;
    const wasFlat = this.trendBpsPerSecond === 0;
    if (wasFlat) {
      const speed = parameters.trendBpsPerSecond * (0.5 + this.#rng.uniform());
      this.trendBpsPerSecond = this.#rng.uniform() < 0.5 ? speed : -speed;
      this.#trendEndsInSeconds = parameters.trendSeconds * this.#rng.exponential();
    } else {
      this.trendBpsPerSecond = 0;
      this.#trendEndsInSeconds = parameters.flatSeconds * this.#rng.exponential();
    }
  }
}
