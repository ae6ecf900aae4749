/** The hedge reference as one lane sees it: its rows in order, each once it has been received, and none before. */

import { type FeedLatency, feedLatencyOf } from '../exchange/feedLatency.ts';
import type { Latency } from '../exchange/latency.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import type { ReferenceLens } from '../strategy/lenses.ts';
import type { DecisionClock } from './decisionClock.ts';

export class ReferenceReader implements ReferenceLens {
  count = 0;
  /** Rows are copied: what is not known yet is in no column that a strategy can reach. */
  timeUs: Float64Array = new Float64Array(64);
  midTicks: Float64Array = new Float64Array(64);
  seenUs: number = Number.NEGATIVE_INFINITY;

  readonly #mids: ReferenceMids;
  readonly #feed: FeedLatency;
  /** Rows that have been shown. */
  #shown = 0;

  /**
   * The delay is that of the reference: as recorded where the own feed is, otherwise always the same. A delay that is drawn anew for each
   * question would depend on how often a lane asks.
   * @throws RangeError where delays are to be as recorded and the reference has none
   */
  constructor(mids: ReferenceMids, latency: Latency) {
    const { feed, feedUs, referenceUs = feedUs, orderUs, responseUs } = latency;
    const own = { feedUs: referenceUs, orderUs, responseUs, ...(feed === undefined ? {} : { feed }) };
    const { frames, length } = mids;
    const tape = { delays: undefined, frames, knownUs: Number.POSITIVE_INFINITY, length };
    this.#mids = mids;
    this.#feed = feedLatencyOf(own, { tape, recordedFeed: 'heard' }, 'reference');
  }

  /** Moves on to what has been received by the trader's own time. */
  look({ localUs }: DecisionClock): void {
    const feed = this.#feed;
    feed.localUs = localUs;
    feed.see();
    this.seenUs = feed.seenUs;
    const { timeUs, midTicks, length } = this.#mids;
    const from = this.#shown;
    let to = from;
    // Before the session's first moment is seen, nothing is, also where rows from before it are kept.
    if (feed.seenUs >= 0) while (to < length && (timeUs[to] as number) <= feed.seenUs) to++;
    this.count = to - from;
    if (this.count > this.timeUs.length) this.#widen(this.count);
    for (let i = from; i < to; i++) {
      this.timeUs[i - from] = timeUs[i] as number;
      this.midTicks[i - from] = midTicks[i] as number;
    }
    this.#shown = to;
  }

  #widen(rows: number): void {
    this.timeUs = new Float64Array(2 * rows);
    this.midTicks = new Float64Array(2 * rows);
  }
}
