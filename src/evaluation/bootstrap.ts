/** The interval of a ratio of sums: block bootstrap, so that fills minutes apart from each other are not taken as independent. */

import { createRng } from '../market/rng.ts';
import type { Blocks, Estimate } from './comparison.ts';

export interface BootstrapOptions {
  /** Coverage of the interval, e.g. 0.9. */
  readonly level: number;
  /** Number of resamples; 1,000 steadies a 90 % interval to about a tenth of its width. */
  readonly resamples: number;
  /** Same blocks and same seed give the same interval. */
  readonly seed: string;
}

/**
 * Profit per $10k of volume (Σ profit / Σ volume × 10,000) of all blocks of all sessions, with its percentile interval
 * (Efron & Tibshirani, An Introduction to the Bootstrap, ch. 13). The blocks are the unit that is drawn, with
 * replacement and pooled over sessions. Draws without any volume have no ratio and are drawn again.
 *
 * null without volume, and with fewer than two blocks of volume: one block cannot show how much blocks differ.
 * @throws RangeError for a level outside (0, 1), fewer than 1 resample, or unequal columns.
 */
export function ratioInterval(blocks: readonly Blocks[], options: BootstrapOptions): Estimate | null {
  const { level, resamples, seed } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}; it must lie between 0 and 1, e.g. 0.9`);
  if (!(Number.isInteger(resamples) && resamples >= 1)) {
    throw new RangeError(`resamples is ${resamples}; it must be a whole number of at least 1, e.g. 1000`);
  }
  const { profit, volume } = pooled(blocks);
  const count = profit.length;
  if (volume.filter((value) => value > 0).length < 2) return null;

  const rng = createRng(seed);
  const ratios = new Float64Array(resamples);
  for (let drawn = 0; drawn < resamples; ) {
    let profitSum = 0;
    let volumeSum = 0;
    for (let i = 0; i < count; i++) {
      const picked = rng.integer(count);
      profitSum += profit[picked] as number;
      volumeSum += volume[picked] as number;
    }
    if (volumeSum > 0) ratios[drawn++] = (profitSum / volumeSum) * 10_000;
  }
  ratios.sort();
  return {
    mean: per10k(profit, volume),
    low: quantile(ratios, (1 - level) / 2),
    high: quantile(ratios, (1 + level) / 2),
    level,
  };
}

function pooled(blocks: readonly Blocks[]): { profit: number[]; volume: number[] } {
  const profit: number[] = [];
  const volume: number[] = [];
  for (const [session, piece] of blocks.entries()) {
    if (piece.profit.length !== piece.volume.length) {
      throw new RangeError(
        `blocks ${session} have ${piece.profit.length} profits and ${piece.volume.length} volumes; they must be equally many`,
      );
    }
    profit.push(...piece.profit);
    volume.push(...piece.volume);
  }
  return { profit, volume };
}

function per10k(profit: readonly number[], volume: readonly number[]): number {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return (sum(profit) / sum(volume)) * 10_000;
}

/** Linear interpolation between order statistics (type 7 of Hyndman & Fan, 1996). */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}
