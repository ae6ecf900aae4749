/** A desk's own clock: it strikes at multiples of the interval between decisions, and shows the venue as late as the feed is. */

import type { FeedLatency } from '../exchange/feedLatency.ts';

export class DecisionClock {
  /** The desk's own time at its newest moment, µs. */
  localUs = 0;
  /** The desk's own time at the next strike, µs. */
  dueLocalUs = 0;
  /** The moment of the venue that the desk sees at the next strike, µs. */
  dueUs = 0;
  /** What strikes will see is known beforehand: always one interval more. */
  readonly isSteady: boolean;

  readonly #intervalUs: number;
  readonly #feed: FeedLatency;

  constructor(intervalUs: number, feed: FeedLatency) {
    this.#intervalUs = intervalUs;
    this.#feed = feed;
    // Whole µs: sums and multiples of others may differ by rounding.
    this.isSteady = feed.steady && Number.isInteger(intervalUs);
    this.#wind();
  }

  /** The desk's own time is that of the strike; the next is found. */
  tick(): void {
    this.reach(this.dueLocalUs);
    this.#wind();
  }

  /** Where delays vary, what is seen first may have been seen later: the clock does not go back for that. */
  reach(localUs: number): void {
    if (localUs > this.localUs) this.localUs = localUs;
  }

  /** How often a steady clock strikes before it sees a moment of the venue. */
  ticksBefore(venueUs: number): number {
    return Math.max(0, Math.ceil((venueUs - this.dueUs) / this.#intervalUs));
  }

  /** What a steady clock sees at the strike after so many. */
  dueUsAfter(strikes: number): number {
    return this.dueUs + strikes * this.#intervalUs;
  }

  /** Lets a steady clock strike so often. */
  skip(strikes: number): void {
    if (strikes === 0) return;
    this.dueLocalUs += (strikes - 1) * this.#intervalUs;
    this.tick();
  }

  /** Time since the newest row of the venue reached the desk: a feed that stands still shows as data that grows old. */
  ageUs(lastRowUs: number): number {
    const feed = this.#feed;
    feed.venueUs = lastRowUs;
    feed.show();
    return Math.max(0, this.localUs - feed.shownUs);
  }

  /** What the desk sees at a strike is as old as the feed's delay. While nothing has arrived yet there is nothing to see. */
  #wind(): void {
    const feed = this.#feed;
    do {
      this.dueLocalUs += this.#intervalUs;
      feed.localUs = this.dueLocalUs;
      feed.see();
    } while (feed.seenUs < 0);
    this.dueUs = feed.seenUs;
  }
}
