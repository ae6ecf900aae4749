import type { FeedDelay } from './importResult.ts';

/** Collects feed delays in whole µs: exact, in memory that grows with the number of different delays only. */
export class DelayStatistics {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(delayUs: number): void {
    this.#counts.set(delayUs, (this.#counts.get(delayUs) ?? 0) + 1);
    this.#total++;
  }

  /** Undefined without samples. Percentiles are those of the nearest rank. */
  summary(): FeedDelay | undefined {
    if (this.#total === 0) return undefined;
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    const atRank = (rank: number): number => {
      let seen = 0;
      for (const [delayUs, count] of sorted) {
        seen += count;
        if (seen >= rank) return delayUs;
      }
      return sorted.at(-1)?.[0] ?? 0;
    };
    return { median: atRank(Math.ceil(this.#total * 0.5)), p99: atRank(Math.ceil(this.#total * 0.99)) };
  }
}
