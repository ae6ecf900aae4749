/** User time of the processor: other programs on the machine disturb it less than they disturb wall time. */

import { ROUNDS } from './median.ts';

/** User time of this process that `work` takes, in ms. */
export function userMs(work: () => void, times = 1): number {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) work();
  return process.cpuUsage(before).user / 1000;
}

export interface Pair {
  readonly firstMs: number;
  readonly secondMs: number;
}

/** Readings of two pieces of work in turns, after warm-up. Each reading repeats the work until it takes about `readingMs`. */
export function inTurns(first: () => void, second: () => void, readingMs: number): Pair[] {
  for (const work of [first, second, first, second]) work();
  const repeats = Math.max(1, Math.ceil(readingMs / Math.min(userMs(first), userMs(second))));
  return Array.from({ length: ROUNDS }, (_, round) => {
    // Who begins changes: what runs second finds other things in the caches.
    const second1st = round % 2 === 1 ? userMs(second, repeats) : undefined;
    const firstMs = userMs(first, repeats) / repeats;
    return { firstMs, secondMs: (second1st ?? userMs(second, repeats)) / repeats };
  });
}
