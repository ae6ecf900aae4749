import type { Samples } from './samples.ts';

/** Mean absolute change from one sample to the next over up to `window` steps, in bps; 0 with fewer than two samples. */
export function meanAbsoluteReturnBps(samples: Samples, window: number): number {
  const steps = Math.min(window, samples.length - 1);
  if (steps < 1) return 0;
  let sum = 0;
  for (let age = 0; age < steps; age++) sum += Math.abs(samples.at(age) / samples.at(age + 1) - 1);
  return (sum / steps) * 10_000;
}
