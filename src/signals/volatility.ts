import type { Samples } from './samples.ts';

/** Mean absolute change from one sample to the next over up to `window` steps, in bps; 0 with fewer than two samples. */
export function meanAbsoluteReturnBps(samples: Samples, window: number): number {
  const steps = Math.min(window, samples.length - 1);
  if (steps < 1) return 0;
  let sum = 0;
  let newer = samples.at(0);
  for (let age = 1; age <= steps; age++) {
    const older = samples.at(age);
    sum += Math.abs(newer / older - 1);
    newer = older;
  }
  return (sum / steps) * 10_000;
}
