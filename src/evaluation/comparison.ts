/** What a paired comparison says, as plain data. */

/** A number with its interval; `level` is its coverage, e.g. 0.9. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * A version's profit and volume in equal, consecutive pieces of market time (5 minutes by default): the unit that is
 * resampled. Two lanes of one session have blocks of the same times.
 */
export interface Blocks {
  readonly blockSeconds: number;
  readonly profit: readonly number[];
  readonly volume: readonly number[];
}

export type Verdict = 'promote' | 'keep-testing' | 'inconclusive' | 'roll-back';

/** Challenger against champion over the same feed and minutes. */
export interface Comparison {
  readonly challenger: number;
  readonly champion: number;
  readonly sessions: number;
  readonly blocks: number;
  /** Market time that the two ran side by side. */
  readonly hours: number;
  /** Difference of profit per hour, quote currency; null while there are fewer than two blocks. */
  readonly profitPerHour: Estimate | null;
  /** Difference of profit per $10k of volume (ratio of sums); null when a side has no volume. */
  readonly profitPer10k: Estimate | null;
  readonly probabilityBetter: number;
  /** Volume per hour of the challenger, quote currency. */
  readonly volumePerHour: number;
  /** Whether that is what the study asks for at least. */
  readonly tradesEnough: boolean;
  /** Whether the sign of the difference is the same under the optimistic fill model. */
  readonly signAgrees: boolean;
  readonly verdict: Verdict;
  /** One sentence with the figures behind the verdict. */
  readonly reason: string;
}
