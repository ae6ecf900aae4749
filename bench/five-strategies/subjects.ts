/** The five strategies, and the markets on which each is tuned and measured. */

import { presetCalled, strategyCalled } from '../../src/app/strategyList.ts';
import type { SessionMarket } from '../../src/campaign/ports.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../../src/market/instrument.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import type { Tape } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { odds } from '../odds.ts';

/** Quote currency. */
export const CAPITAL = 1_000;
export const DECISION_US = 1_000_000;
export const LATENCY = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 } as const;
export const LIMITS: typeof defaultLimits = defaultLimits;

/** Prices of families move by some bps; those of the binary contract move 20 times as far from their first. */
const STRETCH = 20;

export interface Subject {
  readonly strategy: string;
  readonly instrument: Instrument;
  readonly startPrice: number;
}

const perp = { instrument: btcUsdPerp, startPrice: 92_000 };
export const subjects: readonly Subject[] = [
  { strategy: 'grid', ...perp },
  { strategy: 'tiered', ...perp },
  { strategy: 'fade', ...perp },
  { strategy: 'regime', ...perp },
  { strategy: 'spread', instrument: odds, startPrice: 0.52 },
];

export function defaultsOf({ strategy }: Subject): Parameters {
  return defaultParameters(strategyCalled(strategy).parameters);
}

/** What begins on a recording of shares: fade has a preset for them, the others have their defaults. */
export function beginningOn({ contract }: Instrument, subject: Subject): Parameters {
  const defaults = defaultsOf(subject);
  if (contract !== 'equity' || subject.strategy !== 'fade') return defaults;
  return { ...defaults, ...presetCalled(strategyCalled('fade'), 'stock').values };
}

export function marketOf(
  { instrument, startPrice }: Subject,
  family: Family,
  seed: string,
  minutes: number,
): SessionMarket {
  const rows = generateMarket({ family, seed, minutes, instrument, startPrice });
  const tape = instrument.contract === 'binary' ? stretched(rows, Math.round(startPrice / instrument.tickSize)) : rows;
  return { compiled: compileTape(tape), digest: tapeDigest(tape), generated: () => tape };
}

function stretched(rows: Tape, centre: number): Tape {
  return { ...rows, priceTicks: rows.priceTicks.map((ticks) => centre + STRETCH * (ticks - centre)) };
}
