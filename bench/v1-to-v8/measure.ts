/** Two versions over the same sessions: difference per hour and per $10k, under both fill models. */

import type { Blocks, Estimate } from '../../src/evaluation/comparison.ts';
import { effectPerHour, intervalOf, piecesOf, unknownIfSame } from '../../src/evaluation/effect.ts';
import { normalCdf } from '../../src/evaluation/normal.ts';
import { pairedRatioInterval } from '../../src/evaluation/pairedBootstrap.ts';
import { type Pair, pairBlocks, profitDifference } from '../../src/evaluation/pairing.ts';
import { childSeed } from '../../src/market/rng.ts';
import type { FillModel } from '../../src/session/result.ts';
import type { SessionOutcomes } from './work.ts';

const RESAMPLES = 1000;
/** What is shown. */
export const LEVEL = 0.9;

export interface Difference {
  /** USD; null with fewer than two blocks. */
  readonly perHour: Estimate | null;
  /** USD for $10,000 of volume, a difference of ratios of sums; null also where a side does not trade. */
  readonly per10k: Estimate | null;
  /** That with is better than without by profit per hour, the interval taken as normal. */
  readonly probabilityBetter: number | null;
}

export type BothModels = Readonly<Record<FillModel, Difference>>;

/** `level`: coverage of the intervals. */
export function difference(
  sessions: readonly SessionOutcomes[],
  withSet: number,
  withoutSet: number,
  level: number,
): BothModels {
  const under = (model: FillModel): Difference => {
    const blocksOf = (outcomes: SessionOutcomes, set: number): Blocks => {
      const outcome = outcomes[set];
      if (outcome === undefined) throw new RangeError(`a session lacks the outcome of version ${set + 1}`);
      return outcome[model].blocks;
    };
    const pairs: Pair[][] = sessions.map((one) => pairBlocks(blocksOf(one, withSet), blocksOf(one, withoutSet)));
    // Of profit as it is: the seeds' claims know no charge for risk.
    const pieces = piecesOf(pairs);
    const effect = unknownIfSame(effectPerHour(pieces, profitDifference), pieces);
    const known = Number.isFinite(effect.standardError);
    return {
      perHour: intervalOf(effect, level),
      per10k: pairedRatioInterval(pairs, {
        level,
        resamples: RESAMPLES,
        seed: childSeed('v1-to-v8', withSet, withoutSet, model),
      }),
      probabilityBetter: known ? normalCdf(effect.mean / effect.standardError) : null,
    };
  };
  return { pessimistic: under('pessimistic'), optimistic: under('optimistic') };
}
