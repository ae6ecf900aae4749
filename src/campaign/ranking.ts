/** The expected gain of candidates: the surrogate's prediction, updated by what a race over recorded markets measured of each. */

import type { GainPriors } from '../evaluation/beliefs.ts';
import type { MeasuredGain } from '../evaluation/effect.ts';
import { encode } from '../proposer/encode.ts';
import { baseOf, type Replayed, type Round, type RoundCandidate } from '../proposer/proposer.ts';
import { fittedModel } from '../proposer/surrogate.ts';
import { type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { CampaignPlan, RaceRecord, VersionRecord } from '../study/records.ts';
import { type ReplayTrust, replayedGain } from '../study/replayTrust.ts';
import type { CampaignPorts } from './ports.ts';
import { type Cut, type Field, MARKETS_BEFORE_CUT, type RaceMarket, type RaceResult, race } from './race.ts';

export interface Contender {
  readonly candidate: RoundCandidate;
  readonly parameters: Parameters;
}

/** What the candidates of one round are compared with. */
export interface RankingTerms {
  readonly champion: VersionRecord;
  /** What the diffs start from, and what a candidate has to beat. */
  readonly base: VersionRecord;
  readonly plan: CampaignPlan;
  /** Size of effects to expect, gain per hour in quote currency. */
  readonly effectScale: number;
  readonly trust: ReplayTrust;
  /** What to expect of a candidate before it ran. */
  readonly priors: GainPriors;
}

export interface Raced extends Contender {
  /** null without a recorded market. */
  readonly result: RaceResult | null;
  /** Whose fills it repeated on all markets of its race: it is no idea of its own. null where it differed from all. */
  readonly sameAs: 'base' | 'champion' | RoundCandidate | null;
}

export interface Ranked extends Raced {
  readonly race: RaceRecord | null;
  /** The opponent that it lost to when it was taken out of the race before the end. */
  readonly cut: Cut | null;
  /** false when the race showed less volume than the study asks for: a candidate that hardly trades cannot win. */
  readonly tradesEnough: boolean;
  /** Expected gain per hour against the champion after the race, quote currency. */
  readonly expectedGain: number;
}

/** In the order of the contenders; null when the user wants to stop. */
export async function raced(
  contenders: readonly Contender[],
  over: readonly RaceMarket[],
  fillModels: Field['fillModels'],
  { champion, base, plan, priors }: RankingTerms,
  ports: Pick<CampaignPorts, 'journal' | 'lanes' | 'progress' | 'stop'>,
): Promise<Raced[] | null> {
  if (over.length === 0 || contenders.length === 0) {
    return contenders.map((one) => ({ ...one, result: null, sameAs: null }));
  }
  const racers = contenders.map(({ parameters }) => parameters);
  const results = await race({ racers, champion, base, priors, fillModels }, over, plan, ports);
  return (
    results &&
    contenders.map((one, i): Raced => {
      const result = results[i] as RaceResult;
      const { sameAs } = result;
      return {
        ...one,
        result,
        sameAs: typeof sameAs === 'number' ? (contenders[sameAs] as Contender).candidate : sameAs,
      };
    })
  );
}

/** The round with what was measured of these; an older race of the same parameters ran over much the same minutes and is left out. */
export function knowing(measured: readonly Raced[], round: Round, { trust }: RankingTerms): Round {
  const fresh = measured.flatMap(({ parameters, result }): Replayed[] => {
    const own = result && replayedGain(result.comparison, trust.weight);
    if (result === null || own === null) return [];
    return [{ parameters, effect: own.gain, hours: own.hours, volumePerHour: result.comparison.volumePerHour }];
  });
  const older = round.replayed.filter(
    ({ parameters }) => !fresh.some((one) => sameParameters(one.parameters, parameters)),
  );
  return { ...round, replayed: [...older, ...fresh] };
}

export interface Ranking {
  /** Best first. */
  readonly ranked: readonly Ranked[];
  /** Expected gain per hour of the base against the champion. */
  readonly toBeat: number;
}

/** @param round what the surrogate knows, these races too */
export function rankingOf(
  contenders: readonly Raced[],
  round: Round,
  { base, effectScale, trust }: RankingTerms,
): Ranking {
  const { effects } = fittedModel(round, effectScale);
  const expected = (parameters: Parameters, measured: MeasuredGain | null): number =>
    effects.meanAfter(encode(round.strategy.parameters, parameters), measured, effectScale);
  const toBeat = expected(base.parameters, baseOf(round).effect);
  const ranked = contenders.map((contender): Ranked => {
    const { parameters, result, sameAs } = contender;
    if (result === null) {
      return { ...contender, race: null, cut: null, tradesEnough: true, expectedGain: expected(parameters, null) };
    }
    const { comparison, cut } = result;
    // What made the very fills of the champion or the base is worth what these are, wherever its parameters lie.
    const twin = sameAs === 'champion' ? 0 : sameAs === 'base' ? toBeat : null;
    const expectedGain = twin ?? expected(parameters, replayedGain(comparison, trust.weight)?.gain ?? null);
    return {
      ...contender,
      race: recordOf(result, expectedGain, trust.weight),
      cut,
      tradesEnough: comparison.tradesEnough,
      expectedGain,
    };
  });
  return { ranked: ranked.sort((a, b) => b.expectedGain - a.expectedGain), toBeat };
}

/** Whether it is out of the round. Being behind the base counts only after enough markets. */
export function isLost({ cut, tradesEnough, race: record, expectedGain }: Ranked, toBeat: number): boolean {
  if (cut !== null || !tradesEnough) return true;
  return marketCountOf(record) >= MARKETS_BEFORE_CUT && (expectedGain <= toBeat || isBehind(record));
}

/** A trial lane costs nothing: there a change that acts rarely may yet show on further markets, where it ran on few. */
export function isIdle({ sameAs, race }: Ranked, withTrials: boolean): boolean {
  if (sameAs !== 'base' && sameAs !== 'champion') return sameAs !== null;
  return !withTrials || marketCountOf(race) >= MARKETS_BEFORE_CUT;
}

/** With less than this after a race over enough markets, a candidate is not worth a trial lane. */
const HARMFUL_PROBABILITY = 0.25;

/** Whether a race showed it to be harmful, so that it gets no trial lane. One that is merely behind may still run on trial. */
export function isHarmful({ cut, tradesEnough, race: record }: Ranked): boolean {
  if (cut === 'champion' || !tradesEnough) return true;
  return (
    record !== null && marketCountOf(record) >= MARKETS_BEFORE_CUT && record.probabilityBetter < HARMFUL_PROBABILITY
  );
}

/** More likely worse than the champion than better, by the parts of its gain, or better under one fill model alone. */
function isBehind(record: RaceRecord | null): boolean {
  return (
    record !== null && record.gainPerHour !== null && (record.probabilityBetter <= 0.5 || record.signAgrees === false)
  );
}

/** How many recorded markets it ran over. */
export function marketCountOf(record: RaceRecord | null): number {
  return record === null ? 0 : record.sessions.length + record.tapes.length;
}

function recordOf(
  { comparison, signAgrees, markets, byMarket, probabilityBetter }: RaceResult,
  expectedGain: number,
  replayWeight: number,
): RaceRecord {
  return {
    champion: comparison.champion,
    sessions: markets.flatMap(({ session }) => session ?? []),
    tapes: markets.flatMap(({ source, session }) => (session === null && source.type === 'tape' ? [source] : [])),
    hours: comparison.hours,
    gainPerHour: comparison.gainPerHour,
    profitPerHour: comparison.profitPerHour,
    markoutPerHour: comparison.markoutPerHour,
    holdingPerHour: comparison.holdingPerHour,
    riskChargePerHour: comparison.riskChargePerHour,
    byMarket,
    probabilityBetter,
    volumePerHour: comparison.volumePerHour,
    signAgrees,
    belief: expectedGain,
    replayWeight,
  };
}
