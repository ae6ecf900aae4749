import { MAX_LOTS } from '../../market/tape.ts';
import type { FeedDelay } from './importResult.ts';

/** Collects feed delays in whole µs and gives exact percentiles. Memory grows with the number of different delays only. */
export class DelayStatistics {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(delayUs: number): void {
    this.#counts.set(delayUs, (this.#counts.get(delayUs) ?? 0) + 1);
    this.#total++;
  }

  /** Undefined without samples. */
  summary(): FeedDelay | undefined {
    const [median, p99] = this.percentiles([0.5, 0.99]);
    return median === undefined || p99 === undefined ? undefined : { median, p99 };
  }

  /** By the nearest-rank method, one for each share from 0 to 1; none without samples. */
  percentiles(shares: readonly number[]): number[] {
    if (this.#total === 0) return [];
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    return shares.map((share) => {
      const rank = Math.max(1, Math.ceil(this.#total * share));
      let seen = 0;
      for (const [delayUs, count] of sorted) {
        seen += count;
        if (seen >= rank) return delayUs;
      }
      return Number.NaN;
    });
  }
}

/** Collects the delay of each row and judges whether the delays can be replayed. Times are whole µs. */
export class RowDelays {
  #rows = 0;
  /** Rows without a time of receipt, and rows received before they happened. */
  #unknown = 0;
  #early = 0;
  #leastUs = Number.POSITIVE_INFINITY;
  #mostUs = Number.NEGATIVE_INFINITY;

  /** `delayUs` is NaN where the time of receipt is not known. */
  add(delayUs: number): void {
    this.#rows++;
    if (Number.isNaN(delayUs)) this.#unknown++;
    if (delayUs < 0) this.#early++;
    if (delayUs < this.#leastUs) this.#leastUs = delayUs;
    if (delayUs > this.#mostUs) this.#mostUs = delayUs;
  }

  addAll(other: RowDelays): void {
    this.#rows += other.#rows;
    this.#unknown += other.#unknown;
    this.#early += other.#early;
    this.#leastUs = Math.min(this.#leastUs, other.#leastUs);
    this.#mostUs = Math.max(this.#mostUs, other.#mostUs);
  }

  /** Whether any row has a time of receipt. */
  get any(): boolean {
    return this.#unknown < this.#rows;
  }

  /**
   * Why the delays cannot be written to the tape; undefined if they can. They are not shifted or cut to make them fit: a clock that
   * was wrong for one message was also wrong for its neighbours, by an unknown amount.
   */
  get fault(): string | undefined {
    const rows = this.#rows;
    if (this.#early > 0) {
      const byMs = (-this.#leastUs / 1000).toFixed(1);
      return `${this.#early} of ${rows} rows were received before they happened, by up to ${byMs} ms: the recorder's clock was behind`;
    }
    if (this.#unknown > 0) return `${this.#unknown} of ${rows} rows have no time of receipt`;
    if (this.#mostUs === 0) return 'every row has the same time of exchange and of receipt';
    if (this.#mostUs > MAX_LOTS) {
      return `a row was received ${Math.round(this.#mostUs / 1e6)} s after it happened; a tape holds delays up to ${Math.floor(MAX_LOTS / 1e6)} s`;
    }
    return undefined;
  }
}
