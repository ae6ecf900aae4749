/** Gains of versions over the defaults on markets that no study uses. */

import { profitAfterRisk, riskPrice } from '../../src/evaluation/blocks.ts';
import type { SetOutcome } from '../../src/evaluation/setSummary.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { setsOn } from '../../src/testing/setOutcomes.ts';
import { mean } from '../market/estimate.ts';

const CAPITAL = 1_000;
/** The risk aversion of the studies. */
export const RISK_AVERSION = 200;

export interface HeldOut {
  readonly families: readonly Family[];
  /** Markets of each family. */
  readonly seeds: number;
  readonly minutes: number;
}

/** Gain per hour over the defaults under pessimistic fills, quote currency: one row a set, one column a market. */
export function gains(sets: readonly Parameters[], { families, seeds, minutes }: HeldOut): number[][] {
  const distinct = new Map([defaultParameters(gridParameters), ...sets].map((set) => [JSON.stringify(set), set]));
  const places = new Map([...distinct.keys()].map((key, i) => [key, i]));
  const price = riskPrice({ capital: CAPITAL, riskAversion: RISK_AVERSION });
  const rows: number[][] = sets.map(() => []);
  for (const family of families) {
    for (let seed = 1; seed <= seeds; seed++) {
      const tape = generateMarket({
        family,
        seed: `held out ${seed}`,
        minutes,
        startPrice: 92_000,
        instrument: btcUsdPerp,
      });
      const outcomes = onMarket([...distinct.values()], tape);
      const [of = 0, ...others] = outcomes.map(
        ({ pessimistic }) => (profitAfterRisk(pessimistic.blocks, price) * 60) / minutes,
      );
      const perHour = [of, ...others];
      for (const [i, set] of sets.entries()) rows[i]?.push((perHour[places.get(JSON.stringify(set)) ?? 0] ?? of) - of);
    }
  }
  return rows;
}

function onMarket(sets: readonly Parameters[], tape: ReturnType<typeof generateMarket>): SetOutcome[] {
  return setsOn(compileTape(tape), sets, {
    instrument: btcUsdPerp,
    strategy: grid.name,
    capital: CAPITAL,
    limits: defaultLimits,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 1e6,
  });
}

/**
 * Mean of a table of studies by markets with its standard error. Both studies and markets are samples, so the variances of the
 * row means and of the column means are added, which makes the error slightly too large.
 */
export function meanOf(rows: readonly (readonly number[])[]): {
  readonly mean: number;
  readonly standardError: number;
} {
  const columns = (rows[0] ?? []).map((_, market) => mean(rows.map((row) => row[market] ?? 0)));
  const ofRows = rows.map(mean);
  return { mean: mean(ofRows), standardError: Math.sqrt(errorOf(ofRows) + errorOf(columns)) };
}

/** Squared standard error of a mean. */
function errorOf(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / ((values.length - 1) * values.length);
}
