/**
 * The replay gate: candidates run over markets that the study has recorded, beside the champion, before one of them may
 * cost a session. Replaying is cheap, so many can be tried. The best of many looks better than it is, so the
 * records say how many there were.
 */

import { type GainPriors, posteriorGain, probabilityBetter } from '../evaluation/beliefs.ts';
import { compare } from '../evaluation/compare.ts';
import type { Blocks, Comparison } from '../evaluation/comparison.ts';
import { type DecisionRules, decisionRules } from '../evaluation/decisionRules.ts';
import { effectOf } from '../evaluation/effect.ts';
import { gain, type PairedSession, pairBlocks, sumOf } from '../evaluation/pairing.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import type { FillModel } from '../session/result.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { CampaignPlan, MarketSource, VersionRecord } from '../study/records.ts';
import type { LaneRun } from './laneRunner.ts';
import type { CampaignPorts } from './ports.ts';
import { lanesOver, type RecordedLanes, type ReplayPorts } from './recordedLanes.ts';

/** Most racers in one pass: each takes two lanes, and champion and base run too. */
export const MOST_RACERS: number = MAX_LANES / 2 - 2;
/** Markets that a racer has to have run before it can be taken out. */
export const MARKETS_BEFORE_CUT = 5;
/** After that, racers are checked again each time this many times as many markets were run. */
const BETWEEN_LOOKS = 1.5;

/**
 * A racer is taken out when it is better than the champion or the base with less than this probability. The threshold rises
 * from the first check to the last market.
 */
const CUT_PROBABILITY = { first: 0.1, last: 0.5 };
/** Against the leader the threshold does not rise: the surrogate still chooses among racers that are close. */
const CUT_BY_LEADER_PROBABILITY = 0.1;
/** A market to race on: of a session, by its number, or a piece of a tape that the user named. */
export interface RaceMarket {
  readonly source: MarketSource;
  readonly regime: string;
  readonly session: number | null;
}

/** What a racer did on the markets that it ran. */
export interface RaceResult {
  readonly comparison: Omit<Comparison, 'optimisticGainPerHour' | 'signAgrees' | 'verdict' | 'reason'>;
  /** Whether it gains or loses under both fill models; null where it ran under one. */
  readonly signAgrees: boolean | null;
  /** What it ran over. */
  readonly markets: readonly RaceMarket[];
  /** Gain per hour on each. */
  readonly byMarket: readonly number[];
  /** Posterior probability that it is better than the champion, from the parts of its gain. */
  readonly probabilityBetter: number;
  readonly cut: Cut | null;
  /**
   * Whose results it repeated to the last digit on all markets that it ran: those of the base, of the champion, or of an
   * earlier racer, by its place. null where it differed from all of them.
   */
  readonly sameAs: 'base' | 'champion' | number | null;
}

/** The opponent that a racer lost to when it was taken out before the end. */
export type Cut = 'champion' | 'base' | 'leader';

/** The racers, the champion that they run beside, and the base that they have to beat if it is another version. */
export interface Field {
  readonly racers: readonly Parameters[];
  readonly champion: Pick<VersionRecord, 'number' | 'parameters'>;
  readonly base: Pick<VersionRecord, 'number' | 'parameters'>;
  /** What to expect of a racer before it ran. */
  readonly priors: GainPriors;
  /** `pessimistic` alone asks for half the lanes, and does not show whether the models agree. */
  readonly fillModels: 'both' | 'pessimistic';
}

interface Racer {
  readonly parameters: Parameters;
  readonly pairs: PairedSession[];
  readonly markets: RaceMarket[];
  cut: Cut | null;
}

/**
 * Results in the order of the racers, at most {@link MOST_RACERS}; null when the user wants to stop.
 * @throws RangeError for more racers, or without a market
 */
export async function race(
  { racers, champion, base, priors, fillModels }: Field,
  over: readonly RaceMarket[],
  plan: CampaignPlan,
  ports: ReplayPorts & Pick<CampaignPorts, 'progress'>,
): Promise<RaceResult[] | null> {
  if (racers.length > MOST_RACERS) throw new RangeError(`a race has at most ${MOST_RACERS} racers`);
  if (over.length === 0) throw new RangeError('a race needs a recorded market');
  const { study } = ports.journal;
  const rules = decisionRules(study);
  const models: readonly FillModel[] = fillModels === 'both' ? ['pessimistic', 'optimistic'] : ['pessimistic'];
  const entered = racers.map(entry);
  const toBeat = base.number === champion.number ? null : entry(base.parameters);
  let run = 0;
  for (let nextLook = MARKETS_BEFORE_CUT; run < over.length; nextLook = Math.ceil(run * BETWEEN_LOOKS)) {
    const inRace = entered.filter(({ cut }) => cut === null);
    if (inRace.length === 0) break;
    const running = toBeat === null ? inRace : [...inRace, toBeat];
    const sets = [champion.parameters, ...running.map(({ parameters }) => parameters)];
    // No racer is taken out before the next look, so that these markets can run at the same time.
    const markets = over.slice(run, nextLook);
    const sources = markets.map(({ source }) => source);
    const tell = (share: number): void =>
      ports.progress({
        type: 'racing',
        candidates: racers.length,
        left: inRace.length,
        markets: run,
        ofMarkets: over.length,
        share: (run + share * markets.length) / over.length,
      });
    tell(0);
    const results = await lanesOver(sources, sets, models, plan, ports, tell);
    if (results === null) return null;
    for (const [nth, market] of markets.entries()) {
      const [of, ...others] = results[nth] as RecordedLanes[];
      running.forEach((racer, i) => {
        racer.pairs.push(paired(others[i], of, market.regime, fillModels));
        racer.markets.push(market);
      });
    }
    run += markets.length;
    // A racer that has run them all cannot be taken out any more.
    if (run < over.length) takeOut(inRace, toBeat, over.length, rules, priors, fillModels);
  }
  return entered.map((racer, nth) => {
    const comparison = compare(0, champion.number, racer.pairs, rules);
    return {
      comparison,
      signAgrees: fillModels === 'both' ? comparison.signAgrees : null,
      markets: racer.markets,
      byMarket: racer.pairs.map((pair) => gainOn(pair, rules)),
      probabilityBetter: posteriorAfter(comparison, priors).chance,
      cut: racer.cut,
      sameAs: twinOf(racer, entered.slice(0, nth), toBeat),
    };
  });
}

function twinOf(racer: Racer, earlier: readonly Racer[], base: Racer | null): RaceResult['sameAs'] {
  const repeats = (other: readonly PairedSession[]): boolean =>
    racer.pairs.every((pair, i) => {
      const twin = other[i];
      if (twin === undefined) return false;
      return (
        sameBlocks(pair.challenger, twin.challenger) && sameBlocks(pair.optimisticChallenger, twin.optimisticChallenger)
      );
    });
  if (base !== null && repeats(base.pairs)) return 'base';
  if (racer.pairs.every(isLikeChampion)) return 'champion';
  const nth = earlier.findIndex(({ pairs }) => pairs.length === racer.pairs.length && repeats(pairs));
  return nth === -1 ? null : nth;
}

function isLikeChampion({ challenger, champion, optimisticChallenger, optimisticChampion }: PairedSession): boolean {
  return sameBlocks(challenger, champion) && sameBlocks(optimisticChallenger, optimisticChampion);
}

/** Profit, volume and swings equal to the last digit: the fills were the same. */
function sameBlocks(a: Blocks, b: Blocks): boolean {
  const columns = (blocks: Blocks) => [blocks.profit, blocks.volume, blocks.swings, blocks.holding];
  const others = columns(b);
  return columns(a).every((column, k) => {
    const other = others[k] as readonly number[];
    return column.length === other.length && column.every((value, i) => value === other[i]);
  });
}

function entry(parameters: Parameters): Racer {
  return { parameters, pairs: [], markets: [], cut: null };
}

/** Takes out the racers behind the champion, the base or the leading racer. All have run the same markets, of `all` in the race. */
function takeOut(
  inRace: readonly Racer[],
  base: Racer | null,
  all: number,
  rules: DecisionRules,
  priors: GainPriors,
  fillModels: Field['fillModels'],
): void {
  const run = inRace[0]?.pairs.length ?? 0;
  const { first, last } = CUT_PROBABILITY;
  const asked = first + ((last - first) * (run - MARKETS_BEFORE_CUT)) / Math.max(1, all - MARKETS_BEFORE_CUT);
  for (const racer of inRace) {
    if (lookAt(racer.pairs, rules, priors).chance < asked) racer.cut = 'champion';
    else if (base !== null && lookAt(against(racer.pairs, base.pairs), rules, priors).chance < asked)
      racer.cut = 'base';
  }
  // A racer that leads under one fill model alone may not be chosen: it takes no other out.
  if (fillModels === 'pessimistic') return;
  const left = inRace
    .filter(({ cut }) => cut === null)
    .map((racer) => ({ racer, ...lookAt(racer.pairs, rules, priors) }));
  // A racer that hardly trades, or gains under one fill model alone, will not be chosen: it takes no other out.
  const [leader] = left.filter(({ eligible }) => eligible).sort((a, b) => b.mean - a.mean);
  for (const { racer } of left) {
    if (leader === undefined || racer === leader.racer) continue;
    const { chance } = lookAt(against(racer.pairs, leader.racer.pairs), rules, priors);
    if (chance < CUT_BY_LEADER_PROBABILITY) racer.cut = 'leader';
  }
}

interface Look {
  /** Posterior mean of the gain per hour. */
  readonly mean: number;
  /** Probability that it is better. */
  readonly chance: number;
  /** Whether it trades enough, and gains or loses under both fill models. */
  readonly eligible: boolean;
}

function lookAt(pairs: readonly PairedSession[], rules: DecisionRules, priors: GainPriors): Look {
  const comparison = compare(0, 0, pairs, rules);
  const { mean, chance } = posteriorAfter(comparison, priors);
  return { mean, chance, eligible: comparison.tradesEnough && comparison.signAgrees };
}

/** The posterior after a race, from the parts of the gain: the noise of the whole gain is that of holding, and would take racers out by chance. */
function posteriorAfter(comparison: Comparison, priors: GainPriors): Pick<Look, 'mean' | 'chance'> {
  const effect = effectOf(comparison);
  if (effect === null) return { mean: 0, chance: 0.5 };
  const posterior = posteriorGain(effect, priors);
  return { mean: posterior.mean, chance: probabilityBetter(posterior) };
}

/** The first racer's side of each market beside the other's. */
function against(racer: readonly PairedSession[], other: readonly PairedSession[]): PairedSession[] {
  return racer.map((pair, i) => {
    const { challenger: champion, optimisticChallenger: optimisticChampion } = other[i] as PairedSession;
    return { ...pair, champion, optimisticChampion };
  });
}

function paired(
  racer: RecordedLanes | undefined,
  champion: RecordedLanes | undefined,
  regime: string,
  fillModels: Field['fillModels'],
): PairedSession {
  const lane = (lanes: RecordedLanes | undefined, fillModel: FillModel): LaneRun => {
    const found = lanes?.get(fillModel);
    if (found === undefined) throw new Error(`a race gives a result for every racer under ${fillModel} fills`);
    return found;
  };
  // With one model alone there is no second to disagree with; `signAgrees` is null then.
  const second: FillModel = fillModels === 'both' ? 'optimistic' : 'pessimistic';
  const own = lane(racer, 'pessimistic');
  return {
    challenger: own.blocks,
    champion: lane(champion, 'pessimistic').blocks,
    optimisticChallenger: lane(racer, second).blocks,
    optimisticChampion: lane(champion, second).blocks,
    regime,
    halted: own.halted,
  };
}

function gainOn({ challenger, champion }: PairedSession, { riskPrice }: DecisionRules): number {
  const whole = sumOf(pairBlocks(challenger, champion));
  return gain(whole, riskPrice) / whole.hours;
}
