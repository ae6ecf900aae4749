/** Profit per $10,000 of volume, a ratio of sums, with its interval. */

import type { Blocks, Estimate } from './comparison.ts';
import { intervalAround, uncertaintyOf } from './intervals.ts';
import { type Pair, sumOf } from './pairing.ts';

const PER_VOLUME = 10_000;

/**
 * Σ profit / Σ volume × 10,000 of one version over all its sessions. The ratio is linearised by the delta method: a
 * block contributes its profit minus the ratio times its volume (Cochran, Sampling Techniques, ch. 6).
 *
 * @param sessions the blocks of each
 * @returns null without volume, and with fewer than two blocks with volume, since one shows no differences
 * @throws RangeError for a level outside (0, 1), or unequal columns
 */
export function ratioInterval(sessions: readonly Blocks[], { level }: { readonly level: number }): Estimate | null {
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}; it must lie between 0 and 1, e.g. 0.9`);
  for (const [i, { profit, volume }] of sessions.entries()) {
    if (profit.length === volume.length) continue;
    throw new RangeError(
      `blocks ${i} have ${profit.length} profits and ${volume.length} volumes; they must be equally many`,
    );
  }
  const volumes = sessions.flatMap(({ volume }) => volume);
  if (volumes.filter((volume) => volume > 0).length < 2) return null;
  const whole = { profit: sum(sessions.flatMap(({ profit }) => profit)), volume: sum(volumes) };
  const uncertainty = uncertaintyOf(
    sessions.map(({ profit, volume }) => profit.map((value, i) => influence(value, volume[i] as number, whole))),
  );
  if (uncertainty === null) return null;
  return intervalAround((whole.profit / whole.volume) * PER_VOLUME, uncertainty, level);
}

/**
 * Challenger's ratio minus the champion's, over the same blocks.
 *
 * @param sessions the blocks of each
 * @returns null when a side has no volume, and with fewer than two blocks
 * @throws RangeError without sessions
 */
export function ratioDifference(sessions: readonly (readonly Pair[])[], level: number): Estimate | null {
  if (sessions.length === 0) throw new RangeError('no sessions to compare');
  const whole = sumOf(sessions.flat());
  const challenger = { profit: whole.challengerProfit, volume: whole.challengerVolume };
  const champion = { profit: whole.championProfit, volume: whole.championVolume };
  if (challenger.volume === 0 || champion.volume === 0) return null;
  const uncertainty = uncertaintyOf(
    sessions.map((blocks) =>
      blocks.map(
        (pair) =>
          influence(pair.challengerProfit, pair.challengerVolume, challenger) -
          influence(pair.championProfit, pair.championVolume, champion),
      ),
    ),
  );
  if (uncertainty === null) return null;
  const mean = (challenger.profit / challenger.volume - champion.profit / champion.volume) * PER_VOLUME;
  return intervalAround(mean, uncertainty, level);
}

/** Contribution of a block to the ratio beyond its share. */
function influence(
  profit: number,
  volume: number,
  whole: { readonly profit: number; readonly volume: number },
): number {
  return ((profit - (whole.profit / whole.volume) * volume) / whole.volume) * PER_VOLUME;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
