/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado &
 * Zhu, "The Probability of Backtest Overfitting", Journal of Computational Finance, 2017. For replay results only: it
 * needs many trials over the same minutes.
 */

/** Most groups: 16 make 12,870 splits. */
const MOST_GROUPS = 16;

export interface Overfitting {
  /** Share of the splits in which the trial that was best in one half is not above the median of the other half. */
  readonly probability: number;
  readonly splits: number;
}

/**
 * Cuts the blocks into `groups` consecutive groups and takes each half of the groups once to choose the trial with the
 * highest mean profit and the other half to see what the choice was worth.
 *
 * @param profits one row a trial, one column a block: all trials over the same blocks
 * @param groups even, at most 16 and at most as many as there are blocks
 * @throws RangeError otherwise, for fewer than two trials, or rows of different lengths
 */
export function overfitting(profits: readonly (readonly number[])[], groups: number): Overfitting {
  const blocks = profits[0]?.length ?? 0;
  if (profits.length < 2) throw new RangeError(`${profits.length} trials: overfitting needs at least 2 to choose from`);
  if (profits.some((row) => row.length !== blocks)) throw new RangeError('all trials must cover the same blocks');
  if (!(groups >= 2 && groups % 2 === 0 && groups <= Math.min(MOST_GROUPS, blocks))) {
    throw new RangeError(`groups is ${groups}; it must be even, from 2 to ${Math.min(MOST_GROUPS, blocks)}`);
  }
  const sums = profits.map((row) => groupSums(row, groups));
  const totals = sums.map((row) => row.reduce((sum, value) => sum + value, 0));
  const sizes = groupSums(Array(blocks).fill(1), groups);
  let splits = 0;
  let overfitted = 0;
  for (let mask = 0; mask < 2 ** groups; mask++) {
    const chosen = sizes.map((_, group) => (mask >> group) & 1);
    if (chosen.reduce((sum, bit) => sum + bit, 0) !== groups / 2) continue;
    const inside = sums.map((row) => row.reduce((sum, value, group) => sum + value * (chosen[group] as number), 0));
    const best = inside.indexOf(Math.max(...inside));
    const outside = totals.map((total, trial) => total - (inside[trial] as number));
    splits++;
    if (relativeRank(outside, best) <= 0.5) overfitted++;
  }
  return { probability: overfitted / splits, splits };
}

function groupSums(row: readonly number[], groups: number): number[] {
  const sums = Array<number>(groups).fill(0);
  row.forEach((value, block) => {
    const group = Math.floor((block * groups) / row.length);
    sums[group] = (sums[group] as number) + value;
  });
  return sums;
}

/** Rank over N + 1, the worst first; equal values share the mean of their ranks. */
function relativeRank(values: readonly number[], index: number): number {
  const own = values[index] as number;
  const below = values.filter((value) => value < own).length;
  const equal = values.filter((value) => value === own).length;
  return (below + (equal + 1) / 2) / (values.length + 1);
}
