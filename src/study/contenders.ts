/** The versions that may yet turn out best: they run beside every session, where evidence on them costs nothing. */

import type { Leaderboard } from './leaderboard.ts';

/** Whoever of them acts anyway included. More would hardly sharpen the choice and slow every session down. */
const MOST_CONTENDERS = 4;

/** Numbers, the most promising first: by what would be believed of them with one deviation of luck, so that the little known are not left out. */
export function contendersOf({ versions }: Pick<Leaderboard, 'versions'>): number[] {
  return versions
    .filter(({ comparison }) => comparison?.tradesEnough && comparison.signAgrees)
    .flatMap(({ version, guess, rolledBack }) =>
      guess === null || rolledBack ? [] : [{ number: version.number, high: guess.mean + guess.sd }],
    )
    .filter(({ high }) => high > 0)
    .sort((a, b) => b.high - a.high)
    .slice(0, MOST_CONTENDERS)
    .map(({ number }) => number);
}
