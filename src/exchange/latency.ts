/**
 * How old things are. The replay runs in *exchange time*: a decision is placed at the moment of the book that it saw,
 * `feedUs` before the trader's own clock, so that one book serves all lanes.
 */

import { createRng, type Rng } from '../market/rng.ts';

export interface Latency {
  /** Venue event → strategy; the median where delays vary. */
  readonly feedUs: number;
  /** Order or cancel sent → arrived at the venue. */
  readonly orderUs: number;
  /** Fill or acknowledgement at the venue → known to the strategy. */
  readonly responseUs: number;
  /** Left out, every delay is constant. */
  readonly jitter?: LatencyJitter;
}

/** Delays drawn from a log-normal distribution around their medians: never negative, with the long tail that networks have. */
export interface LatencyJitter {
  /** Standard deviation of the logarithm; 0.5 makes one delay in forty 2.7 times the median. */
  readonly spread: number;
  readonly seed: string;
}

/** The delays of one lane, drawn as they are needed; whole µs. Lanes with one seed draw the same sequence. */
export class Delays {
  readonly #latency: Latency;
  readonly #rng: Rng | undefined;

  constructor(latency: Latency) {
    this.#latency = latency;
    this.#rng = latency.jitter === undefined ? undefined : createRng(latency.jitter.seed);
  }

  feedUs(): number {
    return this.#rng === undefined ? this.#latency.feedUs : this.#draw(this.#latency.feedUs);
  }

  /** µs from the book that a decision saw to the arrival of its orders. */
  decisionToArrivalUs(): number {
    return this.#draw(this.#latency.feedUs) + this.#draw(this.#latency.orderUs);
  }

  /**
   * µs, in exchange time, from a fill to the first decision that knows of it; news never outrun the feed that shows the
   * same moment.
   */
  fillToKnowledgeUs(): number {
    return Math.max(0, this.#draw(this.#latency.responseUs) - this.#draw(this.#latency.feedUs));
  }

  #draw(medianUs: number): number {
    const { jitter } = this.#latency;
    if (this.#rng === undefined || jitter === undefined) return medianUs;
    return Math.round(medianUs * Math.exp(jitter.spread * this.#rng.normal()));
  }
}
