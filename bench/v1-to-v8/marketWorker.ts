/** The task of a worker thread: generates or imports a market once and runs every version over it. */

import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { setsOn } from '../../src/testing/setOutcomes.ts';
import { tapeSessions } from './tapeSessions.ts';
import { STRATEGY } from './versions.ts';
import { CAPITAL, DECISION_US, LATENCY, type SessionOutcomes, type Unit } from './work.ts';

/** Outcomes by session. */
export default async function run(unit: Unit): Promise<SessionOutcomes[]> {
  const settings = {
    instrument: unit.instrument,
    strategy: STRATEGY,
    capital: CAPITAL,
    limits: defaultLimits,
    latency: LATENCY,
    decisionUs: DECISION_US,
  };
  return (await tapesOf(unit)).map((tape) => setsOn(tape, unit.sets, settings));
}

async function tapesOf({ market, instrument }: Unit): Promise<readonly CompiledTape[]> {
  if (market.kind === 'synthetic') return [compileTape(generateMarket({ ...market, instrument }))];
  const { tape } = await importRecordings(market.files, instrument);
  return tapeSessions(tape, market.minutes);
}
