/** Results of the default grid over an hour, with the real engine, pessimistic fills and the terms of a new study. */

import { blocksOf } from '../../src/evaluation/blocks.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { type LaneResult, MARKOUT_SECONDS } from '../../src/session/result.ts';
import { Session } from '../../src/session/session.ts';
import { strategyNamed } from '../../src/strategy/catalog.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { estimate, type Figure, mean } from './estimate.ts';

const grid = strategyNamed('grid');
/** Quote currency. */
const CAPITAL = 1_000;

/** Profit, the part of it from positions older than a minute, and volume of blocks of five minutes; quote currency. */
export interface GridBlocks {
  readonly profit: readonly number[];
  readonly holding: readonly number[];
  readonly volume: readonly number[];
}

export interface GridHour extends GridBlocks {
  /** Of the passive fills that have a mid at the horizon, by horizon of {@link MARKOUT_SECONDS}: lots, and lots × markout in bps. */
  readonly markouts: readonly { readonly lots: number; readonly lotsBps: number }[];
}

/** Runs v1 with `changes` over the first `seconds` seconds of a tape. */
export function gridHour(
  tape: CompiledTape,
  instrument: Instrument,
  seconds: number,
  changes: Parameters = {},
): GridHour {
  const parameters = { ...defaultParameters(grid.parameters), ...changes };
  const session = new Session(tape, [{ version: 1, parameters, role: 'acting', fillModel: 'pessimistic' }], {
    instrument,
    strategy: grid,
    capital: CAPITAL,
    limits: defaultLimits,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 1_000_000,
    durationUs: seconds * 1e6,
  });
  session.advance(seconds);
  const lane = session.result().lanes[0] as LaneResult;
  return { ...blocksOf(lane.samples), markouts: markoutsOf(lane) };
}

function markoutsOf({ fills, markoutMidTicks }: LaneResult): GridHour['markouts'] {
  return MARKOUT_SECONDS.map((_, h) => {
    let lots = 0;
    let lotsBps = 0;
    for (let i = 0; i < fills.length; i++) {
      const after = markoutMidTicks[i * MARKOUT_SECONDS.length + h] as number;
      if (fills.maker[i] !== 1 || Number.isNaN(after)) continue;
      const before = fills.midTicks[i] as number;
      const signedLots = (fills.side[i] === 0 ? 1 : -1) * (fills.lots[i] as number);
      lots += Math.abs(signedLots);
      lotsBps += (1e4 * signedLots * (after - before)) / before;
    }
    return { lots, lotsBps };
  });
}

/** Mean markout over all fills of all hours, bps, weighted by lots. */
export function gridMarkout(hours: readonly GridHour[], seconds: number, resamples: number): Figure {
  const h = MARKOUT_SECONDS.indexOf(seconds);
  return estimate(
    hours,
    (drawn) => {
      const parts = drawn.map(({ markouts }) => markouts[h] as GridHour['markouts'][number]);
      return mean(parts.map(({ lotsBps }) => lotsBps)) / mean(parts.map(({ lots }) => lots));
    },
    resamples,
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const profits = (hours: readonly GridBlocks[]): number[] => hours.flatMap(({ profit }) => profit);
const volumes = (hours: readonly GridBlocks[]): number[] => hours.flatMap(({ volume }) => volume);

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function skewness(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 3)) / deviation(values) ** 3;
}

/** By name; names contain the units. */
const statistics: readonly (readonly [name: string, statistic: (hours: readonly GridBlocks[]) => number])[] = [
  ['profit per $10k', (hours) => (1e4 * sum(profits(hours))) / sum(volumes(hours))],
  [
    'of it within a minute of the fill',
    (hours) => (1e4 * (sum(profits(hours)) - sum(hours.flatMap(({ holding }) => holding)))) / sum(volumes(hours)),
  ],
  ['volume an hour, USD', (hours) => sum(volumes(hours)) / hours.length],
  ['its deviation from hour to hour, USD', (hours) => deviation(hours.map(({ volume }) => sum(volume)))],
  ['deviation of profit, block to block, USD', (hours) => deviation(profits(hours))],
  ['skewness of blocks', (hours) => skewness(profits(hours))],
  ['deviation of profit, hour to hour, USD', (hours) => deviation(hours.map(({ profit }) => sum(profit)))],
  ['blocks that lose, %', (hours) => 100 * mean(profits(hours).map((profit) => (profit < 0 ? 1 : 0)))],
  ['blocks without volume, %', (hours) => 100 * mean(volumes(hours).map((volume) => (volume === 0 ? 1 : 0)))],
  ['hours that lose, %', (hours) => 100 * mean(hours.map(({ profit }) => (sum(profit) < 0 ? 1 : 0)))],
];

export function gridFacts(hours: readonly GridBlocks[], resamples: number): Map<string, Figure> {
  return new Map(statistics.map(([name, statistic]) => [name, estimate(hours, statistic, resamples)]));
}
