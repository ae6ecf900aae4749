/** Two versions over the same sessions: difference per hour and per $10k, under both fill models. */

import type { Blocks, Estimate } from '../../src/evaluation/comparison.ts';
import { normalCdf, normalQuantile } from '../../src/evaluation/distributions.ts';
import { effectPerHour, gainPartsOf, intervalOf, unknownIfSame } from '../../src/evaluation/effect.ts';
import { type Pair, pairBlocks, profitDifference } from '../../src/evaluation/pairing.ts';
import { ratioDifference } from '../../src/evaluation/ratio.ts';
import type { FillModel } from '../../src/session/result.ts';
import type { SessionOutcomes } from './work.ts';

/** Level of the intervals that the page shows. */
export const SHOWN_LEVEL = 0.9;

export interface VersionDifference {
  /** USD; null with fewer than two blocks. */
  readonly perHour: Estimate | null;
  /** USD for $10,000 of volume, a difference of ratios of sums; null also where a side does not trade. */
  readonly per10k: Estimate | null;
  /** Probability that with is better than without by profit per hour, from a normal distribution with this interval. */
  readonly probabilityBetter: number | null;
}

export type BothModels = Readonly<Record<FillModel, VersionDifference>>;

/** `level`: coverage of the intervals. */
export function versionDifference(
  sessions: readonly SessionOutcomes[],
  withSet: number,
  withoutSet: number,
  level: number,
): BothModels {
  const under = (model: FillModel): VersionDifference => {
    const blocksOf = (outcomes: SessionOutcomes, set: number): Blocks => {
      const outcome = outcomes[set];
      if (outcome === undefined) throw new RangeError(`a session lacks the outcome of version ${set + 1}`);
      return outcome[model].blocks;
    };
    const pairs: Pair[][] = sessions.map((one) => pairBlocks(blocksOf(one, withSet), blocksOf(one, withoutSet)));
    // Profit without the charge for risk, because the claims of the seeds are about profit.
    const pieces = gainPartsOf(pairs);
    const effect = unknownIfSame(effectPerHour(pieces, profitDifference), pieces);
    const perHour = intervalOf(effect, level);
    return { perHour, per10k: ratioDifference(pairs, level), probabilityBetter: chanceOf(perHour) };
  };
  return { pessimistic: under('pessimistic'), optimistic: under('optimistic') };
}

/** Probability above zero of a normal distribution with this mean and interval. */
function chanceOf(estimate: Estimate | null): number | null {
  if (estimate === null) return null;
  const { mean, low, high, level } = estimate;
  return normalCdf((mean * 2 * normalQuantile(0.5 + level / 2)) / (high - low));
}
