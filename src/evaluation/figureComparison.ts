/** What two sets of parameters did on the same tapes, figure by figure: how a maker behaved, not only what it earned. */

import { hoursOfBlocks } from './blocks.ts';
import type { Estimate } from './comparison.ts';
import { intervalAround, uncertaintyOf } from './intervals.ts';
import type { Metrics } from './metrics.ts';
import type { MeasuredSet, SetResult } from './setSummary.ts';

const LEVEL = 0.9;

export const comparedFigures = [
  'pausedShare',
  'fillsPerHour',
  'meanPosition',
  'limitShare',
  'spreadCapturedBps',
  'markoutBps',
  'movesAgainst',
  'positionAgainst',
  'fundingPerHour',
  'requestsPerMinute',
  'rejectedPerHour',
  'fillRate',
  'profitPerHour',
  'profitPer10k',
] as const;
export type ComparedFigure = (typeof comparedFigures)[number];

/** A figure of two sets; null where there was nothing to measure it on. */
export interface FigurePair {
  readonly first: number | null;
  readonly second: number | null;
  /** second − first, 90 %; null with fewer than two tapes or, for profit, two blocks. */
  readonly difference: Estimate | null;
}

export interface ComparedRow {
  readonly figure: ComparedFigure;
  readonly pessimistic: FigurePair;
  readonly optimistic: FigurePair;
  /** In which direction the second differs under both fill models, each with its whole interval; null where that is open. */
  readonly clearly: 'more' | 'less' | null;
}

/** @param first, second one outcome a tape, in the same order. @throws RangeError without tapes, or for unequally many */
export function compareFigures(first: readonly MeasuredSet[], second: readonly MeasuredSet[]): ComparedRow[] {
  if (first.length === 0 || first.length !== second.length) {
    throw new RangeError(`${first.length} and ${second.length} outcomes cannot be compared tape by tape`);
  }
  return comparedFigures.map((figure) => {
    const under = (model: keyof MeasuredSet): FigurePair =>
      pairOf(
        first.map((outcome) => partsOf(figure, outcome[model])),
        second.map((outcome) => partsOf(figure, outcome[model])),
      );
    const [pessimistic, optimistic] = [under('pessimistic'), under('optimistic')];
    const sides = [pessimistic, optimistic].map(({ difference }) => sideOf(difference));
    const clearly = sides[0] === sides[1] ? (sides[0] ?? null) : null;
    return { figure, pessimistic, optimistic, clearly };
  });
}

/** A figure is a ratio of sums: of `above` over `below`. */
interface Part {
  readonly above: number;
  readonly below: number;
}

/** The parts of a figure on one tape: blocks of five minutes for profit, otherwise the whole tape. */
function partsOf(figure: ComparedFigure, { metrics, blocks }: SetResult<Metrics>): readonly Part[] {
  const hours = hoursOfBlocks(blocks);
  const blockHours = blocks.blockSeconds / 3600;
  const { requests } = metrics;
  const moves = (metrics.priceMoves?.rises.count ?? 0) + (metrics.priceMoves?.falls.count ?? 0);
  const one = (above: number, below: number): readonly Part[] => [{ above, below }];
  switch (figure) {
    case 'pausedShare':
      return one(gapShare(metrics, 'strategy-pause') * hours, hours);
    case 'limitShare':
      return one(gapShare(metrics, 'position-limit') * hours, hours);
    case 'fillsPerHour':
      return one(metrics.fills, hours);
    case 'meanPosition':
      return one(metrics.inventory.meanAbsolute * hours, hours);
    case 'spreadCapturedBps':
      return one(metrics.spreadProfit * 10_000, metrics.volume);
    case 'markoutBps': {
      const minute = metrics.markouts.find(({ horizonSeconds }) => horizonSeconds === 60);
      // Weighted with the volume of the tape: that of the fills that were old enough is not kept.
      return minute?.meanBps == null ? one(0, 0) : one(minute.meanBps * metrics.volume, metrics.volume);
    }
    case 'movesAgainst':
      return one((metrics.priceMoves?.rises.against ?? 0) + (metrics.priceMoves?.falls.against ?? 0), moves);
    case 'positionAgainst':
      return one(heldAgainst(metrics), moves);
    case 'fundingPerHour':
      return one(metrics.fundingPaid, hours);
    case 'requestsPerMinute':
      return one(requests.placed + requests.cancelled, hours * 60);
    case 'rejectedPerHour':
      return one(requests.rejected, hours);
    case 'fillRate':
      return one((metrics.fillRate ?? 0) * requests.placed, requests.placed);
    case 'profitPerHour':
      return blocks.profit.map((profit) => ({ above: profit, below: blockHours }));
    case 'profitPer10k':
      return blocks.profit.map((profit, i) => ({ above: profit * 10_000, below: blocks.volume[i] as number }));
  }
}

/** Mean of both sides, 0…1. */
function gapShare({ quoteGaps }: Metrics, cause: 'strategy-pause' | 'position-limit'): number {
  const { bids = 0, asks = 0 } = quoteGaps?.[cause] ?? {};
  return (bids + asks) / 2;
}

/** Sum over the ends of moves of the position that the move had made a loss on: short after a rise, long after a fall. */
function heldAgainst({ priceMoves }: Metrics): number {
  if (priceMoves === undefined) return 0;
  const { rises, falls } = priceMoves;
  return falls.count * (falls.meanPosition ?? 0) - rises.count * (rises.meanPosition ?? 0);
}

function pairOf(first: readonly (readonly Part[])[], second: readonly (readonly Part[])[]): FigurePair {
  const [a, b] = [sumOf(first), sumOf(second)];
  const [ratioA, ratioB] = [ratioOf(a), ratioOf(b)];
  if (ratioA === null || ratioB === null) return { first: ratioA, second: ratioB, difference: null };
  const influence = ({ above, below }: Part, ratio: number, whole: Part): number =>
    (above - ratio * below) / whole.below;
  // Tapes with one part each: two are needed to see how tapes differ. Profit has blocks, which show the noise of one tape.
  const uncertainty = uncertaintyOf(
    second.map((parts, tape) =>
      parts.map(
        (part, i) => influence(part, ratioB, b) - influence((first[tape] as readonly Part[])[i] as Part, ratioA, a),
      ),
    ),
  );
  const difference = uncertainty === null ? null : intervalAround(ratioB - ratioA, uncertainty, LEVEL);
  return { first: ratioA, second: ratioB, difference };
}

function sumOf(tapes: readonly (readonly Part[])[]): Part {
  return tapes.flat().reduce((sum, { above, below }) => ({ above: sum.above + above, below: sum.below + below }), {
    above: 0,
    below: 0,
  });
}

function ratioOf({ above, below }: Part): number | null {
  return below === 0 ? null : above / below;
}

function sideOf(difference: Estimate | null): 'more' | 'less' | null {
  if (difference === null) return null;
  if (difference.low > 0) return 'more';
  return difference.high < 0 ? 'less' : null;
}
