/** A chance as odds that a person pictures: `of six such results, one would mislead you`. */

const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const;

/** Shares of wrong results that are easy to picture, as [wrong, of]. */
const ODDS: readonly (readonly [number, number])[] = [
  [2, 5],
  [1, 3],
  ...[4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50, 100, 200].map((of) => [1, of] as const),
];

/** Closer to a half than this is a coin toss. */
const COIN_TOSS = 0.05;

/** Of the chance that something is better, 0…1. The nearest easy odds are taken. */
export function plainChance(better: number): string {
  if (Math.abs(better - 0.5) < COIN_TOSS) return 'about a coin toss';
  const wrong = Math.min(better, 1 - better);
  const [count, of] = ODDS.reduce((a, b) => (Math.abs(b[0] / b[1] - wrong) < Math.abs(a[0] / a[1] - wrong) ? b : a));
  const such = `of ${NUMBERS[of] ?? of} such results, ${NUMBERS[count] ?? count}`;
  return better > 0.5 ? `${such} would mislead you` : `more likely worse: ${such} would be better after all`;
}
