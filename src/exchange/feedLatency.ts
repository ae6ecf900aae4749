/**
 * How late a trader sees the venue: three kinds of feed. A feed answers two questions:
 *
 * - Which moment of the venue is seen at a time of the trader's clock? Set `localUs`, call `see()`, read `seenUs`.
 * - When, by the trader's clock, is a moment of the venue seen? Set `venueUs`, call `show()`, read `shownUs`.
 *
 * Question and answer are fields, since a number that is handed to a call that is not inlined would be boxed. Each question is
 * only ever asked of later and later times, so that a feed need not search: it goes forward.
 *
 * The first answer may need delays of the tape beyond the moment it names: what is under way at `localUs` is known to the
 * recorded feed from rows that lie ahead. It can therefore not be used over a tape that still grows.
 */

import { type DelaySteps, receivedUs } from '../market/delaySteps.ts';
import { childSeed, createRng, type Rng } from '../market/rng.ts';
import { drawUs, type Latency } from './latency.ts';

export interface FeedLatency {
  /** The delay is always the same. */
  readonly steady: boolean;
  /** Question of `see`: a time of the trader's clock, µs; never set back. */
  localUs: number;
  /** Answer of `see`: the newest moment of the venue seen at `localUs`, µs. It never goes back; below 0 nothing has been seen. */
  seenUs: number;
  /** Question of `show`: a moment of the venue, µs; never set back. */
  venueUs: number;
  /** Answer of `show`: when what happened at `venueUs` is seen, by the trader's clock, µs. */
  shownUs: number;
  /** Sets `seenUs` to what is seen at `localUs`. */
  see(): void;
  /** Sets `shownUs` to when `venueUs` is seen. */
  show(): void;
}

/**
 * The feed of one listener; two listeners that are to draw other delays need other names.
 * @throws RangeError when the delays are to be the tape's own and it has none
 */
export function feedLatencyOf(
  latency: Latency,
  tape: { readonly delays: DelaySteps | undefined },
  listener: string,
): FeedLatency {
  if (latency.feed === 'recorded') {
    const { delays } = tape;
    if (delays === undefined) throw new RangeError('the tape does not say how late its feed was');
    return new RecordedFeed(delays);
  }
  const { feedUs, jitter } = latency;
  if (jitter === undefined) return new ConstantFeed(feedUs);
  return new VaryingFeed(feedUs, jitter.spread, createRng(childSeed(jitter.seed, 'feed', listener)));
}

class ConstantFeed implements FeedLatency {
  readonly steady = true;
  localUs = 0;
  seenUs = -1;
  venueUs = 0;
  shownUs = 0;
  readonly #delayUs: number;

  constructor(delayUs: number) {
    this.#delayUs = delayUs;
  }

  see(): void {
    this.seenUs = this.localUs - this.#delayUs;
  }

  show(): void {
    this.shownUs = this.venueUs + this.#delayUs;
  }
}

/** Draws a delay for every question. */
class VaryingFeed implements FeedLatency {
  readonly steady = false;
  localUs = 0;
  seenUs = -1;
  venueUs = 0;
  shownUs = 0;
  readonly #medianUs: number;
  readonly #spread: number;
  readonly #rng: Rng;

  constructor(medianUs: number, spread: number, rng: Rng) {
    this.#medianUs = medianUs;
    this.#spread = spread;
    this.#rng = rng;
  }

  see(): void {
    this.seenUs = Math.max(this.seenUs, this.localUs - drawUs(this.#medianUs, this.#spread, this.#rng));
  }

  show(): void {
    this.shownUs = this.venueUs + drawUs(this.#medianUs, this.#spread, this.#rng);
  }
}

/** As late as the feed was while the tape was recorded. */
class RecordedFeed implements FeedLatency {
  readonly steady = false;
  localUs = 0;
  seenUs = -1;
  venueUs = 0;
  shownUs = 0;
  readonly #steps: DelaySteps;
  /** The newest step that has arrived at `localUs`; −1 before the first. */
  #arrived = -1;
  /** The step in force at `venueUs`; the first also before it. */
  #inForce = 0;

  constructor(steps: DelaySteps) {
    this.#steps = steps;
  }

  see(): void {
    const { fromUs, delayUs, receiptUs } = this.#steps;
    const { localUs } = this;
    let k = this.#arrived;
    while ((receiptUs[k + 1] as number) <= localUs) k++;
    this.#arrived = k;
    // What belongs to the next step is still under way, whatever the present one's delay says.
    if (k >= 0) this.seenUs = Math.min(localUs - (delayUs[k] as number), (fromUs[k + 1] as number) - 1);
  }

  show(): void {
    const { fromUs } = this.#steps;
    const { venueUs } = this;
    let k = this.#inForce;
    while ((fromUs[k + 1] as number) <= venueUs) k++;
    this.#inForce = k;
    this.shownUs = receivedUs(this.#steps, k, venueUs);
  }
}
