import type { Samples } from './samples.ts';

/** Change over the last `lookback` steps in bps of the older sample; 0 until there are enough samples. */
export function rateOfChangeBps(samples: Samples, lookback: number): number {
  if (samples.length <= lookback) return 0;
  return (samples.at(0) / samples.at(lookback) - 1) * 10_000;
}
