/** Delays between the venue and a trader, each way. */

import { childSeed, createRng, type Rng } from '../market/rng.ts';
import type { LatencyEnd } from './outcomes.ts';

export interface Latency {
  /** Venue event → strategy; the median where delays vary. */
  readonly feedUs: number;
  /** Order or cancel sent → arrived at the venue. */
  readonly orderUs: number;
  /** Fill or acknowledgement at the venue → known to the strategy. */
  readonly responseUs: number;
  /** Event of the hedge reference → strategy; it never varies. Left out, `feedUs`. */
  readonly referenceUs?: number;
  /** The feed is as late as the tape says that it was, event by event, instead of `feedUs`. */
  readonly feed?: 'recorded';
  /**
   * How far off the delays may be, a factor from 1 up: the slow end of what could have happened multiplies them by it, the fast
   * end divides them. Left out, 1. Delays of a recorded feed stay as recorded.
   */
  readonly range?: number;
  /** Left out, every delay is constant. A recorded feed does not vary beyond what was recorded. */
  readonly jitter?: LatencyJitter;
}

/** Delays drawn from a log-normal distribution around their medians: never negative, with the long tail that networks have. */
export interface LatencyJitter {
  /** Standard deviation of the logarithm; 0.5 makes one delay in forty 2.7 times the median. */
  readonly spread: number;
  readonly seed: string;
}

/** The delays at one end of their range, whole µs. */
export function latencyAt(latency: Latency, end: LatencyEnd): Latency {
  const { range = 1 } = latency;
  if (end === 'as-set' || range === 1) return latency;
  const times = end === 'slow' ? range : 1 / range;
  const scaled = (us: number): number => Math.round(us * times);
  return {
    ...latency,
    feedUs: scaled(latency.feedUs),
    ...(latency.referenceUs === undefined ? {} : { referenceUs: scaled(latency.referenceUs) }),
    orderUs: scaled(latency.orderUs),
    responseUs: scaled(latency.responseUs),
  };
}

/** The delays of one lane's orders and responses, drawn as they are needed; whole µs. Lanes with one seed draw the same. */
export class OrderDelays {
  readonly #latency: Latency;
  readonly #rng: Rng | undefined;

  constructor(latency: Latency) {
    this.#latency = latency;
    this.#rng = latency.jitter === undefined ? undefined : createRng(childSeed(latency.jitter.seed, 'orders'));
  }

  orderUs(): number {
    return this.#draw(this.#latency.orderUs);
  }

  responseUs(): number {
    return this.#draw(this.#latency.responseUs);
  }

  #draw(medianUs: number): number {
    const { jitter } = this.#latency;
    if (this.#rng === undefined || jitter === undefined) return medianUs;
    return drawUs(medianUs, jitter.spread, this.#rng);
  }
}

/** A delay from a log-normal distribution, whole µs. */
export function drawUs(medianUs: number, spread: number, rng: Rng): number {
  return Math.round(medianUs * Math.exp(spread * rng.normal()));
}
