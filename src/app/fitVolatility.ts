/** Fits forecasts of volatility for `tiered` on tapes, and measures them against what it reads now. Writes nothing. */

import type { Config } from '../config/config.ts';
import { fitVolatility, LEAST_HOURS, type VolatilityFit } from '../evaluation/volatilityFit.ts';
import { type VolatilityHour, volatilityHours, warmUpSeconds } from '../evaluation/volatilityHours.ts';
import { isOutOfRange } from '../market/memoryError.ts';
import { openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { counted } from '../report/figures.ts';
import { Session } from '../session/session.ts';
import type { HarWeights } from '../signals/harVolatility.ts';
import { defaultParameters, type NumberDeclaration, type Parameters, quantise } from '../strategy/parameters.ts';
import { readTieredParameters, type TieredParameters, tieredParameters } from '../strategy/tiered/parameters.ts';
import { tiered } from '../strategy/tiered/tiered.ts';
import { refuseOverlap, requireTapes } from './distinctTapes.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

export interface VolatilityFitted extends VolatilityFit {
  readonly symbol: string;
  readonly tapes: number;
  /** Window of the volatility that `tiered` reads now. */
  readonly presentSeconds: number;
  /** Lines of [parameters] that accept the better forecast; empty where none is better. */
  readonly parameters: Parameters;
}

/** @throws UsageError without tapes, for tapes of two markets or that hold the same time, and for too few hours; TapeFileError, ConfigError */
export async function fitVolatilityOn(files: readonly string[], ports: UseCasePorts): Promise<VolatilityFitted> {
  requireTapes(files);
  const { config } = ports.settings();
  const presentSeconds = presentWindow(config);
  const markets: Mids[] = [];
  for (const file of files) markets.push(await midsOf(file, config, ports));
  const [first] = markets as [Mids];
  const other = markets.find(({ symbol }) => symbol !== first.symbol);
  if (other !== undefined) {
    throw new UsageError(
      `the tapes are of two markets, ${first.symbol} and ${other.symbol}: a forecast is fitted on one market`,
    );
  }
  refuseOverlap(markets);
  const hours = markets
    .toSorted((a, b) => a.startUs - b.startUs)
    .flatMap(({ mids }) => volatilityHours(mids, presentSeconds));
  requireHours(hours, markets, presentSeconds);
  const fit = fitVolatility(hours, { most: mostWeights, round: roundedWeights });
  return { ...fit, symbol: first.symbol, tapes: files.length, presentSeconds, parameters: linesOf(fit) };
}

interface Mids {
  readonly symbol: string;
  readonly file: string;
  /** µs since 1970. */
  readonly startUs: number;
  readonly endUs: number;
  /** Ticks, one a second; NaN without a two-sided book. */
  readonly mids: Float64Array;
}

async function midsOf(file: string, config: Config, { workspace }: UseCasePorts): Promise<Mids> {
  const { instrument, study, limits, latency, session } = config;
  const { tickSize, lotSize } = instrument;
  const tape = await openCompiled(file, { tickSize, lotSize }, { elsewhere: workspace.compiledFolder }).catch(
    (error: unknown) => {
      throw isOutOfRange(error) ? new UsageError(error.message) : error;
    },
  );
  try {
    // A session without lanes: the mids are those that a strategy would see.
    const empty = new Session(tape, [], {
      instrument,
      strategy: tiered,
      capital: study.capital,
      limits,
      latency,
      decisionUs: session.decisionMs * 1000,
      durationUs: tape.endUs,
    });
    empty.advance(Number.POSITIVE_INFINITY);
    const { symbol, startUs, endUs } = tape;
    return { file, symbol, startUs, endUs: startUs + endUs, mids: empty.result().midTicks };
  } finally {
    tape.close();
  }
}

function requireHours(hours: readonly VolatilityHour[], markets: readonly Mids[], presentSeconds: number): void {
  const warmUpMinutes = Math.ceil(warmUpSeconds(presentSeconds) / 60);
  const needed = LEAST_HOURS.fitted + LEAST_HOURS.tested;
  if (hours.length >= needed) return;
  const recorded = markets.reduce((sum, { mids }) => sum + mids.length, 0) / 3600;
  throw new UsageError(
    `the tapes give ${counted(hours.length, 'hour')} to fit and test on, of ${recorded.toFixed(1)} h recorded; ${needed} are needed: ` +
      `${LEAST_HOURS.fitted} for the first fit and ${LEAST_HOURS.tested} that are forecast. The first ${warmUpMinutes} minutes of a tape ` +
      `and a rest under half an hour do not count; one tape of ${needed} h and ${warmUpMinutes + 1} minutes is enough`,
  );
}

function presentWindow({ study, parameters }: Config): number {
  if (study.strategy === tiered.name) return readTieredParameters(parameters).volatilitySeconds;
  return readTieredParameters(defaultParameters(tieredParameters)).volatilitySeconds;
}

const weightNames = {
  constant: 'harConstantBps',
  minute: 'harMinute',
  fiveMinutes: 'harFiveMinutes',
  quarterHour: 'harQuarterHour',
} as const satisfies Record<keyof HarWeights, keyof TieredParameters>;

const declarationOf = (weight: keyof HarWeights): NumberDeclaration =>
  tieredParameters[weightNames[weight]] as NumberDeclaration;

const mostWeights: HarWeights = {
  constant: declarationOf('constant').max,
  minute: declarationOf('minute').max,
  fiveMinutes: declarationOf('fiveMinutes').max,
  quarterHour: declarationOf('quarterHour').max,
};

function roundedWeights(weights: HarWeights): HarWeights {
  const rounded = (name: keyof HarWeights): number => quantise(declarationOf(name), weights[name]);
  return {
    constant: rounded('constant'),
    minute: rounded('minute'),
    fiveMinutes: rounded('fiveMinutes'),
    quarterHour: rounded('quarterHour'),
  };
}

function linesOf({ better, har, ewmaHalfLifeSeconds }: VolatilityFit): Parameters {
  if (better === null) return {};
  if (better === 'ewma') return { harForecast: false, ewmaForecast: true, ewmaHalfLifeSeconds };
  const weights = Object.entries(weightNames).map(([weight, name]) => [name, har[weight as keyof HarWeights]]);
  return { harForecast: true, ewmaForecast: false, ...Object.fromEntries(weights) };
}
