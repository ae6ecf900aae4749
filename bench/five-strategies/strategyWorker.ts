/** The task of a worker thread: tunes one strategy and measures it on hours that it was not tuned on, and on recordings. */

import type { MeasuredSet } from '../../src/evaluation/setSummary.ts';
import { versionProblems } from '../../src/guardrails/versionProblems.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import { firstTradeTicks } from '../../src/market/firstTrade.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { childSeed } from '../../src/market/rng.ts';
import { families } from '../../src/market/synthetic/families.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { UnreadableMarket } from '../../src/session/unreadableMarket.ts';
import { strategyNamed } from '../../src/strategy/catalog.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { setsOn } from '../../src/testing/setOutcomes.ts';
import type { Recording } from '../../test/market/recordings.ts';
import { tapeSessions } from '../v1-to-v8/tapeSessions.ts';
import { beginningOn, CAPITAL, DECISION_US, defaultsOf, LATENCY, LIMITS, marketOf, type Subject } from './subjects.ts';
import { type Tuned, tuned } from './tuned.ts';

export interface StrategyUnit {
  readonly subject: Subject;
  /** Hours of each family on which it is measured. */
  readonly hours: number;
  /** Length of a session of the campaign. */
  readonly minutes: number;
  /** Those whose files exist. */
  readonly recordings: readonly Recording[];
}

/** Outcomes by session; null where there is no second set. */
export interface MarketOutcomes {
  readonly name: string;
  readonly kind: 'synthetic' | 'recorded';
  readonly defaults: readonly MeasuredSet[];
  readonly tuned: readonly MeasuredSet[];
  /** `regime` alone: its preset `static`. */
  readonly preset: readonly MeasuredSet[];
  /** Why it did not run there; null where it did. */
  readonly skipped: string | null;
}

export interface StrategyOutcome {
  readonly strategy: string;
  readonly tuned: Tuned;
  readonly markets: readonly MarketOutcomes[];
}

export default async function run({ subject, hours, minutes, recordings }: StrategyUnit): Promise<StrategyOutcome> {
  const found = await tuned(subject, minutes);
  const synthetic = families.map((family): MarketOutcomes => {
    const tapes = Array.from(
      { length: hours },
      (_, hour) => marketOf(subject, family, childSeed('five-strategies', 'measured', hour), 60).compiled,
    );
    return measured(family, 'synthetic', tapes, subject, subject.instrument, defaultsOf(subject), found.parameters);
  });
  const recorded: MarketOutcomes[] = [];
  for (const recording of recordings) recorded.push(await onRecording(recording, subject, found.parameters));
  return { strategy: subject.strategy, tuned: found, markets: [...synthetic, ...recorded] };
}

async function onRecording(recording: Recording, subject: Subject, tunedSet: Parameters): Promise<MarketOutcomes> {
  const { name, files, instrument } = recording;
  const nothing = { name, kind: 'recorded', defaults: [], tuned: [], preset: [] } as const;
  if (subject.instrument.contract === 'binary') {
    return { ...nothing, skipped: 'it quotes contracts whose price lies between 0 and 1' };
  }
  const { tape } = await importRecordings(files, instrument);
  const tapes = await tapeSessions(tape, 60);
  const begin = beginningOn(instrument, subject);
  // A version that was tuned on a coin says nothing about a share.
  const tuned = instrument.contract === 'equity' ? null : tunedSet;
  const [first] = tapes;
  const priceTicks = first === undefined ? undefined : firstTradeTicks(first);
  const context = { instrument, capital: CAPITAL, ...(priceTicks === undefined ? {} : { priceTicks }) };
  const [problem] = versionProblems(strategyNamed(subject.strategy), begin, context, LIMITS);
  if (problem !== undefined) return { ...nothing, skipped: problem };
  try {
    return measured(name, 'recorded', tapes, subject, instrument, begin, tuned);
  } catch (error) {
    if (error instanceof UnreadableMarket) return { ...nothing, skipped: error.message };
    throw error;
  }
}

function measured(
  name: string,
  kind: MarketOutcomes['kind'],
  tapes: readonly CompiledTape[],
  { strategy }: Subject,
  instrument: Instrument,
  begin: Parameters,
  tunedSet: Parameters | null,
): MarketOutcomes {
  const settings = {
    instrument,
    strategy,
    capital: CAPITAL,
    limits: LIMITS,
    latency: LATENCY,
    decisionUs: DECISION_US,
  };
  const { presets = [], parameters } = strategyNamed(strategy);
  const [preset] = strategy === 'regime' ? presets : [];
  const sets = [
    begin,
    tunedSet ?? begin,
    ...(preset === undefined ? [] : [{ ...defaultParameters(parameters), ...preset.values }]),
  ];
  const bySession = tapes.map((tape) => setsOn(tape, sets, settings));
  const of = (set: number): MeasuredSet[] => bySession.flatMap((outcomes) => outcomes[set] ?? []);
  return { name, kind, defaults: of(0), tuned: tunedSet === null ? [] : of(1), preset: of(2), skipped: null };
}
