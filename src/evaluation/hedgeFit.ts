/**
 * Beta of a hedge by least squares: the own move that comes against the move of the reference that is seen. The test walks forward
 * (West 2006, "Forecast evaluation"): each hour is forecast by a fit on the hours before it alone, beside the forecast of a beta of 0,
 * which is that nothing will move.
 */

import type { Estimate } from './comparison.ts';
import { HEDGE_HALF_LIVES, type HedgeHour, type HedgeSecond } from './hedgeSamples.ts';
import { intervalAround, uncertaintyOf } from './intervals.ts';

/** Hours on which the first beta is fitted, and hours that are forecast at least. */
export const LEAST_HEDGE_HOURS = { fitted: 1, tested: 3 } as const;
const BLOCK_SECONDS = 300;
const LEVEL = 0.9;

export interface HedgeForecast {
  readonly beta: number;
  readonly halfLifeSeconds: number;
}

export interface HedgeFit extends HedgeForecast {
  readonly hours: number;
  readonly testedHours: number;
  readonly testedSeconds: number;
  /** Root of the mean squared error on the tested hours, bps: of the forecast, and of a beta of 0. */
  readonly errorBps: number;
  readonly errorWithoutBps: number;
  /** R² out of sample against a beta of 0: by what share squared errors are smaller; 90 %. null where the market never moved. */
  readonly gain: Estimate | null;
  /** What each tested hour was forecast by. */
  readonly walked: readonly HedgeForecast[];
  /** The whole interval of the gain is above zero. */
  readonly isBetter: boolean;
}

/** Bounds and grid of beta and shift, so that what is tested is what can be accepted. */
export interface HedgeGrid {
  /** The nearest beta that a version may have. */
  readonly round: (beta: number) => number;
  /** Largest shift, bps. */
  readonly mostBps: number;
}

/** @param hours in the order of time, at least those of {@link LEAST_HEDGE_HOURS}. @throws RangeError for fewer */
export function fitHedge(hours: readonly HedgeHour[], grid: HedgeGrid): HedgeFit {
  const { fitted, tested } = LEAST_HEDGE_HOURS;
  if (hours.length < fitted + tested) throw new RangeError(`${hours.length} hours are fewer than ${fitted + tested}`);
  const walked = hours.slice(fitted).map((_, i) => bestOn(hours.slice(0, fitted + i).flat(), grid));
  const errors = hours
    .slice(fitted)
    .map((hour, i) => hour.map((one) => errorsOf(one, walked[i] as HedgeForecast, grid)));
  const all = errors.flat();
  const root = (of: (one: SquaredErrors) => number): number =>
    Math.sqrt(all.reduce((sum, one) => sum + of(one), 0) / all.length);
  const gain = gainOf(errors);
  return {
    ...bestOn(hours.flat(), grid),
    hours: hours.length,
    testedHours: walked.length,
    testedSeconds: all.length,
    errorBps: root((one) => one.forecast),
    errorWithoutBps: root((one) => one.without),
    gain,
    walked,
    isBetter: (gain?.low ?? 0) > 0,
  };
}

interface SquaredErrors {
  readonly forecast: number;
  readonly without: number;
}

function errorsOf(
  { next, moves }: HedgeSecond,
  { beta, halfLifeSeconds }: HedgeForecast,
  { mostBps }: HedgeGrid,
): SquaredErrors {
  const move = moves[HEDGE_HALF_LIVES.indexOf(halfLifeSeconds)] as number;
  const shift = Math.max(-mostBps, Math.min(mostBps, beta * move));
  return { forecast: (next - shift) ** 2, without: next ** 2 };
}

/** The half-life whose beta, on the grid, has the least squared error. */
function bestOn(seconds: readonly HedgeSecond[], grid: HedgeGrid): HedgeForecast {
  let best: HedgeForecast = { beta: 0, halfLifeSeconds: HEDGE_HALF_LIVES[0] as number };
  let least = Number.POSITIVE_INFINITY;
  for (const [i, halfLifeSeconds] of HEDGE_HALF_LIVES.entries()) {
    let products = 0;
    let squares = 0;
    for (const { next, moves } of seconds) {
      const move = moves[i] as number;
      products += move * next;
      squares += move * move;
    }
    const forecast = { beta: grid.round(squares === 0 ? 0 : products / squares), halfLifeSeconds };
    const error = seconds.reduce((sum, one) => sum + errorsOf(one, forecast, grid).forecast, 0);
    if (error < least) [best, least] = [forecast, error];
  }
  return best;
}

/** A ratio of sums, linearised by the delta method: hours are independent, blocks of five minutes show the noise inside. */
function gainOf(hours: readonly (readonly SquaredErrors[])[]): Estimate | null {
  const blocks = hours.map((hour) =>
    Array.from({ length: Math.ceil(hour.length / BLOCK_SECONDS) }, (_, i) => {
      const seconds = hour.slice(i * BLOCK_SECONDS, (i + 1) * BLOCK_SECONDS);
      const without = seconds.reduce((sum, one) => sum + one.without, 0);
      return { without, less: without - seconds.reduce((sum, one) => sum + one.forecast, 0) };
    }),
  );
  const without = blocks.flat().reduce((sum, block) => sum + block.without, 0);
  if (without === 0) return null;
  const gain = blocks.flat().reduce((sum, block) => sum + block.less, 0) / without;
  const uncertainty = uncertaintyOf(
    blocks.map((hour) => hour.map((block) => (block.less - gain * block.without) / without)),
  );
  return uncertainty === null ? null : intervalAround(gain, uncertainty, LEVEL);
}
