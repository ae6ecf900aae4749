/** The result of a paired comparison, as plain data. */

/** A number with its interval; `level` is its coverage, e.g. 0.9. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * Profit, volume and swings of a version in equal, consecutive pieces of market time (about 5 minutes). Two lanes of
 * one session have blocks of the same times.
 */
export interface Blocks {
  readonly blockSeconds: number;
  readonly profit: readonly number[];
  readonly volume: readonly number[];
  /**
   * Sum of squared changes of profit over about a minute each, (quote currency)²: estimates the variance of the
   * block's profit.
   */
  readonly swings: readonly number[];
  /** The part of the profit that positions earned after their first minute (LaneSamples). */
  readonly holding: readonly number[];
}

/**
 * `explore`: undecided, but the best guess of all versions, so proposals start from it. `keep-testing`: undecided.
 * `inconclusive`: enough was measured and no difference was found; the champion stays.
 */
export type Verdict = 'explore' | 'keep-testing' | 'promote' | 'roll-back' | 'inconclusive';

/** The gain in a comparison or a race, with its parts. */
export type GainEstimates = Pick<
  Comparison,
  'gainPerHour' | 'profitPerHour' | 'markoutPerHour' | 'holdingPerHour' | 'riskChargePerHour'
>;

/** Challenger against champion over the same feed and minutes. */
export interface Comparison {
  readonly challenger: number;
  readonly champion: number;
  readonly sessions: number;
  /** Labels of the regimes that the sessions covered, in alphabetical order. */
  readonly regimes: readonly string[];
  readonly blocks: number;
  /** Market time for which the two ran side by side. */
  readonly hours: number;
  /**
   * What the verdict rests on: the difference of profit per hour after the charge for risk, quote currency. null with
   * fewer than two blocks, or while the two never differed. The four parts below are null with it.
   */
  readonly gainPerHour: Estimate | null;
  /** Difference of profit per hour before the charge for risk: the sum of the next two. */
  readonly profitPerHour: Estimate | null;
  /** Difference of what fills were worth a minute later, fees and funding included. */
  readonly markoutPerHour: Estimate | null;
  /**
   * Difference of what positions earned after their first minute, from where the market went: most of the noise is
   * here.
   */
  readonly holdingPerHour: Estimate | null;
  /** Difference of the charge for risk per hour (blocks.ts): negative for the calmer side. */
  readonly riskChargePerHour: Estimate | null;
  /**
   * The gain with an interval that stays valid however often one looks; null before the tenth session, and where
   * skewness leaves no bound.
   */
  readonly alwaysValid: Estimate | null;
  /** Difference of profit per $10k of volume (ratio of sums); null when a side has no volume. */
  readonly profitPer10k: Estimate | null;
  readonly probabilityBetter: number;
  /** Probability that the challenger is worse by more than the tolerated loss. */
  readonly probabilityHarm: number;
  /**
   * Further paired sessions until a promotion or roll-back with a probability of 80 %, if the effect is as measured; 0
   * when they have been run. null when it is not known, no number is enough, or something is missing that sessions do
   * not bring.
   */
  readonly sessionsNeeded: number | null;
  /**
   * Gain per hour that would have been found by now with a probability of 80 %; null while the noise is unknown, and
   * before the tenth session.
   */
  readonly minimumDetectableEffect: number | null;
  /** Volume per hour of the challenger, quote currency. */
  readonly volumePerHour: number;
  /** Whether that reaches the minimum of the study. */
  readonly tradesEnough: boolean;
  /** Gain per hour under the optimistic fill model, quote currency; null in records from before it was stored. */
  readonly optimisticGainPerHour: number | null;
  /** Whether the sign of the gain is the same under the optimistic fill model. */
  readonly signAgrees: boolean;
  readonly verdict: Verdict;
  /** One sentence with the figures behind the verdict. */
  readonly reason: string;
}
