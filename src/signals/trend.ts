import type { Samples } from './samples.ts';

/** Mean of the newest `half` samples against the mean of the `half` before, in bps; 0 until there are enough samples. */
export function trendBps(samples: Samples, half: number): number {
  if (samples.length < 2 * half) return 0;
  return (samples.mean(0, half) / samples.mean(half, half) - 1) * 10_000;
}
