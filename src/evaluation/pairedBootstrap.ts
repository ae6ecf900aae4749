/** The interval of a difference of two ratios of sums, from resampled pairs: both sides of the same minutes are drawn together. */

import { createRng, type Rng } from '../market/rng.ts';
import { type BootstrapOptions, quantile } from './bootstrap.ts';
import type { Estimate } from './comparison.ts';
import { ENOUGH_SESSIONS } from './decisionRules.ts';
import { type Pair, sumOf } from './pairing.ts';

/**
 * Challenger's profit per $10k of volume minus the champion's. `sessions` holds the blocks of each session.
 *
 * Blocks are drawn with replacement; from the fifth session on whole sessions are drawn as well, and the wider interval counts.
 * Neighbouring blocks of the simulated markets are hardly linked (correlation 0 to 0.12), yet sessions differed by up to
 * 1.7 times the variance that their blocks announce: longer blocks would not have caught that, whole sessions do.
 *
 * null when a side has no volume, and with fewer than two blocks. @throws RangeError for no sessions.
 */
export function pairedRatioInterval(
  sessions: readonly (readonly Pair[])[],
  options: BootstrapOptions,
): Estimate | null {
  if (sessions.length === 0) throw new RangeError('no sessions to draw from');
  const blocks = sessions.flat();
  const mean = ratioGap(sumOf(blocks));
  if (mean === null || blocks.length < 2) return null;
  const rng = createRng(options.seed);
  const byBlocks = percentiles(blocks, rng, options);
  const bySessions = sessions.length < ENOUGH_SESSIONS ? undefined : percentiles(sessions.map(sumOf), rng, options);
  const [low, high] = wider(byBlocks, bySessions) ?? [];
  return low === undefined || high === undefined ? null : { mean, low, high, level: options.level };
}

type Range = readonly [low: number, high: number];

function wider(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a[1] - a[0] >= b[1] - b[0] ? a : b;
}

/** undefined when most draws have no volume on one side. */
function percentiles(pieces: readonly Pair[], rng: Rng, { level, resamples }: BootstrapOptions): Range | undefined {
  const gaps: number[] = [];
  const columns = columnsOf(pieces);
  for (let i = 0; i < resamples; i++) {
    const gap = ratioGap(drawn(columns, rng));
    if (gap !== null) gaps.push(gap);
  }
  if (gaps.length < resamples / 2) return undefined;
  const sorted = Float64Array.from(gaps).sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

type Sums = Pick<Pair, 'challengerProfit' | 'challengerVolume' | 'championProfit' | 'championVolume'>;

/** The same by column: pieces are drawn by the ten thousand. */
type Columns = Readonly<Record<keyof Sums, Float64Array>>;

function columnsOf(pieces: readonly Pair[]): Columns {
  return {
    challengerProfit: Float64Array.from(pieces, (piece) => piece.challengerProfit),
    challengerVolume: Float64Array.from(pieces, (piece) => piece.challengerVolume),
    championProfit: Float64Array.from(pieces, (piece) => piece.championProfit),
    championVolume: Float64Array.from(pieces, (piece) => piece.championVolume),
  };
}

/** Sums of as many pieces as there are, drawn with replacement. */
function drawn(columns: Columns, rng: Rng): Sums {
  const [challengerProfits, challengerVolumes] = [columns.challengerProfit, columns.challengerVolume];
  const [championProfits, championVolumes] = [columns.championProfit, columns.championVolume];
  const { length } = challengerProfits;
  let challengerProfit = 0;
  let challengerVolume = 0;
  let championProfit = 0;
  let championVolume = 0;
  for (let i = 0; i < length; i++) {
    const picked = rng.integer(length);
    challengerProfit += challengerProfits[picked] as number;
    challengerVolume += challengerVolumes[picked] as number;
    championProfit += championProfits[picked] as number;
    championVolume += championVolumes[picked] as number;
  }
  return { challengerProfit, challengerVolume, championProfit, championVolume };
}

function ratioGap(sums: Sums): number | null {
  const { challengerProfit, challengerVolume, championProfit, championVolume } = sums;
  if (challengerVolume === 0 || championVolume === 0) return null;
  return (challengerProfit / challengerVolume - championProfit / championVolume) * 10_000;
}
