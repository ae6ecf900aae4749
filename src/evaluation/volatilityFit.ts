/**
 * Forecasts of volatility, fitted and tested: HAR-RV (Corsi 2009) by least squares, exponential weights by their half-life. The
 * test walks forward (West 2006, "Forecast evaluation"): each hour is forecast by a fit on the hours before it alone.
 */

import { type HarWeights, harForecast } from '../signals/harVolatility.ts';
import type { Estimate } from './comparison.ts';
import { intervalAround, uncertaintyOf } from './intervals.ts';
import { boundedLeastSquares } from './leastSquares.ts';
import { HALF_LIVES, type VolatilityHour, type VolatilityMinute } from './volatilityHours.ts';

/** Hours on which the first forecast is fitted, and hours that are forecast at least. */
export const LEAST_HOURS = { fitted: 2, tested: 4 } as const;
const BLOCK_MINUTES = 5;
const LEVEL = 0.9;

export type ForecastName = 'har' | 'ewma' | 'lastMinute' | 'present';

export interface ForecastError {
  readonly forecast: ForecastName;
  /** Root of the mean squared error of the next minute's volatility, bps per square root of a second. */
  readonly rootMeanSquare: number;
  /** Mean of forecast minus what came, same unit. */
  readonly bias: number;
  /** By what share the squared errors are smaller than those of `present`, which has none; 90 %. null where `present` never errs. */
  readonly gain: Estimate | null;
}

export interface VolatilityFit {
  readonly hours: number;
  readonly testedHours: number;
  readonly testedMinutes: number;
  /** Fitted on all hours. */
  readonly har: HarWeights;
  readonly ewmaHalfLifeSeconds: number;
  readonly errors: readonly ForecastError[];
  /** The forecast to accept: of those whose gain is above zero with its whole interval, the one that gains most. null for none. */
  readonly better: 'har' | 'ewma' | null;
}

/** Bounds and grid of the weights, so that what is tested is what can be accepted. */
export interface WeightGrid {
  readonly most: HarWeights;
  readonly round: (weights: HarWeights) => HarWeights;
}

/** @param hours in the order of time, at least {@link LEAST_HOURS} of them. @throws RangeError for fewer */
export function fitVolatility(hours: readonly VolatilityHour[], grid: WeightGrid): VolatilityFit {
  if (hours.length < LEAST_HOURS.fitted + LEAST_HOURS.tested) {
    throw new RangeError(`${hours.length} hours are fewer than ${LEAST_HOURS.fitted + LEAST_HOURS.tested}`);
  }
  const tested = hours.slice(LEAST_HOURS.fitted).map((hour, i) => {
    const before = hours.slice(0, LEAST_HOURS.fitted + i).flat();
    const weights = harWeights(before, grid);
    const halfLife = HALF_LIVES.indexOf(bestHalfLife(before));
    return hour.map((minute) => ({
      next: minute.next,
      har: harOf(weights, minute),
      ewma: minute.ewma[halfLife] as number,
      lastMinute: minute.minute,
      present: minute.present,
    }));
  });
  const errors = (['present', 'lastMinute', 'ewma', 'har'] as const).map((forecast) => errorOf(forecast, tested));
  const gainOf = (name: ForecastName): Estimate | null =>
    errors.find(({ forecast }) => forecast === name)?.gain ?? null;
  const better = (['ewma', 'har'] as const)
    .filter((name) => (gainOf(name)?.low ?? 0) > 0)
    .sort((a, b) => (gainOf(b)?.mean ?? 0) - (gainOf(a)?.mean ?? 0))[0];
  return {
    hours: hours.length,
    testedHours: tested.length,
    testedMinutes: tested.flat().length,
    har: harWeights(hours.flat(), grid),
    ewmaHalfLifeSeconds: bestHalfLife(hours.flat()),
    errors,
    better: better ?? null,
  };
}

type Forecasts = Readonly<Record<ForecastName | 'next', number>>;

function errorOf(forecast: ForecastName, hours: readonly (readonly Forecasts[])[]): ForecastError {
  const minutes = hours.flat();
  const mean = (of: (minute: Forecasts) => number): number =>
    minutes.reduce((sum, minute) => sum + of(minute), 0) / minutes.length;
  return {
    forecast,
    rootMeanSquare: Math.sqrt(mean((minute) => squared(minute, forecast))),
    bias: mean((minute) => minute[forecast] - minute.next),
    gain: forecast === 'present' ? null : gainOver(forecast, hours),
  };
}

/** A ratio of sums, linearised by the delta method: hours are independent, blocks of five minutes show the noise inside. */
function gainOver(forecast: ForecastName, hours: readonly (readonly Forecasts[])[]): Estimate | null {
  const blocks = hours.map((hour) =>
    Array.from({ length: Math.ceil(hour.length / BLOCK_MINUTES) }, (_, i) => {
      const minutes = hour.slice(i * BLOCK_MINUTES, (i + 1) * BLOCK_MINUTES);
      const present = minutes.reduce((sum, minute) => sum + squared(minute, 'present'), 0);
      return { present, less: present - minutes.reduce((sum, minute) => sum + squared(minute, forecast), 0) };
    }),
  );
  const present = blocks.flat().reduce((sum, block) => sum + block.present, 0);
  if (present === 0) return null;
  const gain = blocks.flat().reduce((sum, block) => sum + block.less, 0) / present;
  const uncertainty = uncertaintyOf(
    blocks.map((hour) => hour.map((block) => (block.less - gain * block.present) / present)),
  );
  return uncertainty === null ? null : intervalAround(gain, uncertainty, LEVEL);
}

function squared(minute: Forecasts, forecast: ForecastName): number {
  return (minute[forecast] - minute.next) ** 2;
}

function harWeights(minutes: readonly VolatilityMinute[], { most, round }: WeightGrid): HarWeights {
  const [constant = 0, minute = 0, fiveMinutes = 0, quarterHour = 0] = boundedLeastSquares(
    minutes.map((one) => [1, one.minute, one.fiveMinutes, one.quarterHour]),
    minutes.map(({ next }) => next),
    [most.constant, most.minute, most.fiveMinutes, most.quarterHour],
  );
  return round({ constant, minute, fiveMinutes, quarterHour });
}

function harOf(weights: HarWeights, { minute, fiveMinutes, quarterHour }: VolatilityMinute): number {
  return harForecast(weights, minute, fiveMinutes, quarterHour);
}

function bestHalfLife(minutes: readonly VolatilityMinute[]): number {
  const errors = HALF_LIVES.map((_, i) =>
    minutes.reduce((sum, minute) => sum + ((minute.ewma[i] as number) - minute.next) ** 2, 0),
  );
  return HALF_LIVES[errors.indexOf(Math.min(...errors))] as number;
}
