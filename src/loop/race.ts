/**
 * The replay gate: candidates run over markets that the study has recorded, beside the champion, before one of them may
 * cost a session. Replaying is cheap, so many can be tried; what is chosen among many looks better than it is, and the
 * records say among how many.
 */

import { blocksOf } from '../evaluation/blocks.ts';
import { compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import { childSeed } from '../market/rng.ts';
import type { FillModel, LaneResult } from '../session/result.ts';
import type { LaneRequest } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import type { CampaignPorts } from './ports.ts';
import { newSession } from './runSession.ts';

/** Most racers in one pass: each takes two lanes, and the champion runs too. */
export const MOST_RACERS: number = MAX_LANES / 2 - 1;
/** Markets that a racer has to have run before it can be taken out. */
export const SEGMENTS_BEFORE_CUT = 5;
/** A racer that is better than the champion with less than this probability runs no further. */
const CUT_PROBABILITY = 0.1;
/** Market time between two looks at the stop signal. */
const SLICE_SECONDS = 600;
/** Enough for the interval of a ratio that decides nothing. */
const RESAMPLES = 400;
const MODELS: readonly FillModel[] = ['pessimistic', 'optimistic'];

/** A market to race on: of a session, by its number, or a piece of a tape that the user named. */
export interface RaceMarket {
  readonly source: MarketSource;
  readonly regime: string;
  readonly session: number | null;
}

/** What a racer did on the markets that it ran. */
export interface RaceResult {
  readonly comparison: Comparison;
  /** What it ran over. */
  readonly markets: readonly RaceMarket[];
  /** Difference of profit per hour on each. */
  readonly byMarket: readonly number[];
  /** Taken out before the end. */
  readonly cut: boolean;
}

interface Racer {
  readonly parameters: Parameters;
  readonly pairs: PairedSession[];
  readonly markets: RaceMarket[];
  cut: boolean;
}

/**
 * Results in the order of the racers, at most {@link MOST_RACERS}; null when the user wants to stop.
 * @throws RangeError for more racers, or without a market
 */
export async function race(
  parameters: readonly Parameters[],
  champion: { readonly number: number; readonly parameters: Parameters },
  over: readonly RaceMarket[],
  plan: CampaignPlan,
  ports: Pick<CampaignPorts, 'journal' | 'markets' | 'breathe' | 'stop'>,
): Promise<RaceResult[] | null> {
  if (parameters.length > MOST_RACERS) throw new RangeError(`a race has at most ${MOST_RACERS} racers`);
  if (over.length === 0) throw new RangeError('a race needs a recorded market');
  const racers = parameters.map((one): Racer => ({ parameters: one, pairs: [], markets: [], cut: false }));
  for (const market of over) {
    const running = racers.filter((racer) => !racer.cut);
    if (running.length === 0) break;
    const results = await runOver(market, [champion.parameters, ...running.map((r) => r.parameters)], plan, ports);
    if (results === null) return null;
    const [of, ...others] = results;
    running.forEach((racer, i) => {
      racer.pairs.push(paired(others[i], of, market.regime));
      racer.markets.push(market);
      racer.cut = racer.pairs.length >= SEGMENTS_BEFORE_CUT && resultOf(racer).probabilityBetter < CUT_PROBABILITY;
    });
  }
  return racers.map((racer) => ({
    comparison: resultOf(racer),
    markets: racer.markets,
    byMarket: racer.pairs.map(differencePerHour),
    cut: racer.cut,
  }));

  function resultOf({ pairs }: Racer): Comparison {
    const { study } = ports.journal;
    const rules = { ...decisionRules(study), resamples: RESAMPLES };
    return compare(0, champion.number, pairs, rules, childSeed(study.seed, 'race'));
  }
}

/** One lane a fill model. */
type Lanes = Readonly<Record<FillModel, LaneResult>>;

/** A market once more, with other lanes; null when the user wants to stop. */
async function runOver(
  { source }: RaceMarket,
  versions: readonly Parameters[],
  plan: CampaignPlan,
  { journal, markets, breathe, stop }: Pick<CampaignPorts, 'journal' | 'markets' | 'breathe' | 'stop'>,
): Promise<Lanes[] | null> {
  const market = await markets.load(source, journal.study.instrument);
  const lanes = versions.flatMap((parameters, i) =>
    MODELS.map((fillModel): LaneRequest => ({ version: i, parameters, role: 'shadow', fillModel })),
  );
  const run = newSession(journal.study, plan, market.compiled, lanes);
  while (!run.done) {
    run.advance(SLICE_SECONDS);
    await breathe();
    if (stop.requested) return null;
  }
  const results = run.result().lanes;
  const laneOf = (version: number, model: FillModel): LaneResult => {
    const lane = results.find((one) => one.version === version && one.fillModel === model);
    if (lane === undefined) throw new Error(`lane ${version} is missing from the result`);
    return lane;
  };
  return versions.map((_, i) => ({ pessimistic: laneOf(i, 'pessimistic'), optimistic: laneOf(i, 'optimistic') }));
}

function paired(racer: Lanes | undefined, champion: Lanes | undefined, regime: string): PairedSession {
  if (racer === undefined || champion === undefined) throw new Error('a race gives a result for every racer');
  return {
    challenger: blocksOf(racer.pessimistic.samples),
    champion: blocksOf(champion.pessimistic.samples),
    optimisticChallenger: blocksOf(racer.optimistic.samples),
    optimisticChampion: blocksOf(champion.optimistic.samples),
    regime,
    halted: racer.pessimistic.riskState === 'halted',
  };
}

function differencePerHour({ challenger, champion }: PairedSession): number {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const hours = (challenger.blockSeconds * challenger.profit.length) / 3600;
  return (sum(challenger.profit) - sum(champion.profit)) / hours;
}
