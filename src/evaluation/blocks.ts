import type { LaneSamples } from '../session/result.ts';
import type { Blocks } from './comparison.ts';

const BLOCK_SECONDS = 300;

/** Profit and volume in equal pieces of about five minutes (the whole of a shorter session is one piece). */
export function blocksOf(samples: LaneSamples): Blocks {
  const seconds = (samples.length * samples.stepUs) / 1e6;
  const n = Math.max(1, Math.floor(seconds / BLOCK_SECONDS));
  const profit: number[] = [];
  const volume: number[] = [];
  for (let i = 0; i < n; i++) {
    const from = Math.floor((i * samples.length) / n);
    const to = Math.floor(((i + 1) * samples.length) / n);
    profit.push(at(samples.profit, to) - at(samples.profit, from));
    volume.push(at(samples.volume, to) - at(samples.volume, from));
  }
  return { blockSeconds: seconds / n, profit, volume };
}

/** Value after `count` samples; zero before the first. */
function at(series: Float64Array, count: number): number {
  return count === 0 ? 0 : (series[count - 1] as number);
}
