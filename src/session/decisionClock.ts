/**
 * The clock of a trader. It ticks at multiples of the interval between decisions, in the trader's own time (local time). At a
 * tick the trader sees the venue as it was some time ago, since the feed is late: `dueUs` is that moment of the venue.
 */

import type { FeedLatency } from '../exchange/feedLatency.ts';

export class DecisionClock {
  /** The trader's own time, µs: that of the newest tick or response. */
  localUs = 0;
  /** The trader's own time at the next tick, µs. */
  dueLocalUs = 0;
  /** The moment of the venue that the trader sees at the next tick, µs. */
  dueUs = 0;
  /** It is known beforehand what each tick sees: always one interval more. */
  readonly isSteady: boolean;

  readonly #intervalUs: number;
  readonly #feed: FeedLatency;

  constructor(intervalUs: number, feed: FeedLatency) {
    this.#intervalUs = intervalUs;
    this.#feed = feed;
    // Only with whole µs: sums and multiples of fractions may differ by rounding.
    this.isSteady = feed.steady && Number.isInteger(intervalUs);
    this.#findNext();
  }

  /**
   * At `dueUs`: whether the tick is due indeed. Where the tape grows, it may turn out only now that the tick sees a later moment;
   * then `dueUs` has moved on.
   */
  isDue(): boolean {
    if (this.#feed.settled) return true;
    const { dueUs } = this;
    this.#find();
    if (this.dueUs > dueUs) return false;
    if (!this.#feed.settled) throw new RangeError(`what is seen after ${dueUs} µs is not known yet`);
    return true;
  }

  /** Moves on to the next tick, and finds the one after it. */
  tick(): void {
    this.reach(this.dueLocalUs);
    this.#findNext();
  }

  /** The trader's own time is at least this. Where delays vary, news may come with an earlier time: the clock does not go back. */
  reach(localUs: number): void {
    if (localUs > this.localUs) this.localUs = localUs;
  }

  /** How often a steady clock ticks before it sees a moment of the venue. */
  ticksBefore(venueUs: number): number {
    return Math.max(0, Math.ceil((venueUs - this.dueUs) / this.#intervalUs));
  }

  /** The moment of the venue that a steady clock sees when it has ticked that many times more: `dueUs` after 0 ticks. */
  dueUsAfter(ticks: number): number {
    return this.dueUs + ticks * this.#intervalUs;
  }

  /** Lets a steady clock tick that many times. */
  skip(ticks: number): void {
    if (ticks === 0) return;
    this.dueLocalUs += (ticks - 1) * this.#intervalUs;
    this.tick();
  }

  /** Time since the newest row of the venue reached the trader: when the feed stops, this grows. */
  ageUs(lastRowUs: number): number {
    const feed = this.#feed;
    feed.venueUs = lastRowUs;
    feed.show();
    return Math.max(0, this.localUs - feed.shownUs);
  }

  #findNext(): void {
    this.dueLocalUs += this.#intervalUs;
    this.#find();
  }

  /** Finds out what the tick sees; moves on to one at which anything has arrived: before that there is nothing to decide on. */
  #find(): void {
    const feed = this.#feed;
    for (;;) {
      feed.localUs = this.dueLocalUs;
      feed.see();
      if (feed.seenUs >= 0) break;
      this.dueLocalUs += this.#intervalUs;
    }
    this.dueUs = feed.seenUs;
  }
}
