/** Targets of the measurements. They are shown but not enforced, because a busy machine is slow. */

import { type Spread, show } from './median.ts';

export const targets = {
  /** Speed of one lane as a share of C's. */
  shareOfC: 0.3,
  /** Thirty-two lanes in one pass against as many passes. */
  lanesInOnePass: 5,
  twoWorkers: 1.85,
  /** Time of a tape with resets against the same without them. */
  resets: 1.5,
  /** Time over a wide window of prices against a narrow one, and MB of its book. */
  wideWindow: 1.3,
  bookMb: 2,
  /** Speed of a lane of tiered or regime as a share of that of grid, and 32 of its lanes in one pass against as many passes. */
  strategyOfGrid: 0.5,
  strategyLanesInOnePass: 4,
  /** MB of peak resident set from a tape file to a result. */
  peakMb: 220,
  /** MB of peak resident set of `tune sweep`, whatever the hours and the lanes. */
  sweepPeakMb: 300,
  /** Against hftbacktest: one set of parameters, and thirty-two in one pass against as many runs. */
  peerOneLane: 10,
  peerManyLanes: 150,
} as const;

export function atLeast(spread: Spread, target: number): string {
  return `${show(spread, 2)}${spread.median >= target ? '' : ' ✗'}`;
}

export function atMost(spread: Spread, target: number, decimals: number): string {
  return `${show(spread, decimals)}${spread.median <= target ? '' : ' ✗'}`;
}
