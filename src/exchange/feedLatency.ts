/**
 * How late a trader sees the venue: four kinds of feed. A feed answers two questions:
 *
 * - Which moment of the venue is seen at a time of the trader's clock? Set `localUs`, call `see()`, read `seenUs`.
 * - When, by the trader's clock, is a moment of the venue seen? Set `venueUs`, call `show()`, read `shownUs`.
 *
 * Question and answer are fields, since a number that is handed to a call that is not inlined would be boxed. Each question is
 * only ever asked of later and later times, so that a feed need not search: it goes forward. An answer that is not `settled` is
 * asked for again.
 *
 * Of the two feeds that are as late as a tape was recorded, the one that looks ahead is that of campaigns with the oldest engine
 * (engine.ts): it ends its view before the next change of the delay, which nobody knows before that is received. So it cannot be
 * used over a tape that still grows. The other sees the newest frame that has been heard, and knows no more than a listener did.
 */

import type { CompiledTape } from '../market/compiledFormat.ts';
import { type DelaySteps, receivedUs } from '../market/delaySteps.ts';
import type { ReceivedFrames } from '../market/receivedFrames.ts';
import { childSeed, createRng, type Rng } from '../market/rng.ts';
import type { RecordedFeedKind } from './engine.ts';
import { drawUs, type Latency } from './latency.ts';

export interface FeedLatency {
  /** The delay is always the same. */
  readonly steady: boolean;
  /** Question of `see`: a time of the trader's clock, µs; never set back. */
  localUs: number;
  /** Answer of `see`: the newest moment of the venue seen at `localUs`, µs. It never goes back; below 0 nothing has been seen. */
  seenUs: number;
  /**
   * False where the tape is not known far enough to tell what is seen at `localUs`: then `seenUs` is the earliest that it can be.
   * Ask again when the venue has got there.
   */
  settled: boolean;
  /** Whether `settled` may ever be false. */
  readonly mayWait: boolean;
  /** Question of `show`: a moment of the venue, µs; never set back. */
  venueUs: number;
  /** Answer of `show`: when what happened at `venueUs` is seen, by the trader's clock, µs. */
  shownUs: number;
  /** Sets `seenUs` to what is seen at `localUs`. */
  see(): void;
  /** Sets `shownUs` to when `venueUs` is seen. */
  show(): void;
}

/** A tape, and how the delays that it holds are replayed. */
export interface RecordedTape {
  readonly tape: Pick<CompiledTape, 'delays' | 'frames' | 'knownUs' | 'length'>;
  readonly recordedFeed: RecordedFeedKind;
}

function noDelays(): RangeError {
  return new RangeError('the tape does not say how late its feed was');
}

/**
 * The feed of one listener; two listeners that are to draw other delays need other names.
 * @throws RangeError when the delays are to be the tape's own and it has none
 */
export function feedLatencyOf(latency: Latency, { tape, recordedFeed }: RecordedTape, listener: string): FeedLatency {
  if (latency.feed === 'recorded') {
    if (recordedFeed === 'heard') return new HeardFeed(tape);
    const { delays } = tape;
    if (delays === undefined) throw noDelays();
    return new LookingFeed(delays);
  }
  const { feedUs, jitter } = latency;
  if (jitter === undefined) return new ConstantFeed(feedUs);
  return new VaryingFeed(feedUs, jitter.spread, createRng(childSeed(jitter.seed, 'feed', listener)));
}

class ConstantFeed implements FeedLatency {
  readonly steady = true;
  readonly settled = true;
  readonly mayWait = false;
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
  readonly settled = true;
  readonly mayWait = false;
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

/** As late as the feed was while the tape was recorded, up to the next change of the delay. */
class LookingFeed implements FeedLatency {
  readonly steady = false;
  readonly settled = true;
  readonly mayWait = false;
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

const NO_FRAMES: ReceivedFrames = { length: 0, stampUs: new Float64Array(0), receiptUs: new Float64Array(0) };

/**
 * What is seen is the newest frame that has been received, at the time that it bears; a moment of the venue is seen when a frame
 * of that time or a later one has been received. After the last frame of a tape that has ended, time goes on as late as that frame was.
 * While the tape grows, what is seen after the newest known frame has been received cannot be told yet.
 */
class HeardFeed implements FeedLatency {
  readonly steady = false;
  readonly mayWait = true;
  settled = true;
  localUs = 0;
  seenUs = -1;
  venueUs = 0;
  shownUs = 0;
  readonly #tape: RecordedTape['tape'];
  #knownUs = Number.NaN;
  #frames = NO_FRAMES;
  /** The newest frame that had been received at the last `localUs`; −1 before the first. */
  #heard = -1;
  /** The first frame at or after the last `venueUs`. */
  #showing = 0;

  /** @throws RangeError for a tape that does not say how late its feed was */
  constructor(tape: RecordedTape['tape']) {
    this.#tape = tape;
    this.#learn();
  }

  see(): void {
    this.#learn();
    const { stampUs, receiptUs, length } = this.#frames;
    const { localUs } = this;
    let k = this.#heard;
    // An answer that was not settled is asked for again when later ones may have been asked for.
    while (k >= 0 && (receiptUs[k] as number) > localUs) k--;
    while (k + 1 < length && (receiptUs[k + 1] as number) <= localUs) k++;
    this.#heard = k;
    const stamp = k < 0 ? -1 : (stampUs[k] as number);
    const last = k + 1 === length;
    this.settled = !last || this.#hasEnded;
    if (!last) this.seenUs = stamp;
    else if (this.#hasEnded) this.seenUs = Math.max(stamp, localUs - this.#lastDelayUs);
    else this.seenUs = Math.max(stamp, 0);
  }

  show(): void {
    this.#learn();
    const { stampUs, receiptUs, length } = this.#frames;
    const { venueUs } = this;
    let k = this.#showing;
    while (k < length && (stampUs[k] as number) < venueUs) k++;
    this.#showing = k;
    if (k < length) this.shownUs = receiptUs[k] as number;
    else if (this.#hasEnded) this.shownUs = venueUs + this.#lastDelayUs;
    else throw new RangeError(`no frame of ${venueUs} µs or later is known yet`);
  }

  get #hasEnded(): boolean {
    return this.#knownUs === Number.POSITIVE_INFINITY;
  }

  get #lastDelayUs(): number {
    const { stampUs, receiptUs, length } = this.#frames;
    return length === 0 ? 0 : (receiptUs[length - 1] as number) - (stampUs[length - 1] as number);
  }

  /** Takes over the frames that have become known. */
  #learn(): void {
    const { knownUs } = this.#tape;
    if (knownUs === this.#knownUs) return;
    this.#knownUs = knownUs;
    const { frames } = this.#tape;
    if (frames === undefined && (this.#hasEnded || this.#tape.length > 0)) throw noDelays();
    this.#frames = frames ?? NO_FRAMES;
  }
}
