/** Which candidate of a round goes on: refusals aside, a race over recorded markets, weighed with what the surrogate believes. */

import { unbiased } from '../evaluation/believedGain.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import type { MeasuredGain } from '../evaluation/effect.ts';
import { applied, isRefused } from '../guardrails/judge.ts';
import { placeOf } from '../proposer/place.ts';
import { baseOf, type Round } from '../proposer/proposer.ts';
import { effectBelief } from '../proposer/surrogate.ts';
import { behaviourOf, type Parameters, sameParameters } from '../strategy/parameters.ts';
import { expectedOf } from '../study/guess.ts';
import type { NewProposal } from '../study/journal.ts';
import type {
  CampaignPlan,
  MarketSource,
  ProposalDraft,
  RaceRecord,
  SessionRecord,
  VersionRecord,
} from '../study/records.ts';
import { regimeOf } from '../study/regime.ts';
import { replayedGain } from '../study/replayedGains.ts';
import type { ReplayTrust } from '../study/replayTrust.ts';
import type { CampaignPorts } from './ports.ts';
import type { Candidate } from './propose.ts';
import { type Cut, MOST_RACERS, type RaceMarket, type RaceResult, race, SEGMENTS_BEFORE_CUT } from './race.ts';

/** Recorded markets that a race runs over at most: of sessions, the newest; of tapes that the user named, spread over them. */
export const MOST_SEGMENTS = 24;

export interface Contest {
  /** Of models first: of equal ones the first is taken. */
  readonly candidates: readonly Candidate[];
  readonly champion: VersionRecord;
  /** What the diffs start from, and what a candidate has to beat. */
  readonly base: VersionRecord;
  readonly round: Round;
  readonly plan: CampaignPlan;
  /** Size of effects to expect, gain per hour in quote currency. */
  readonly effectScale: number;
  readonly trust: ReplayTrust;
}

export interface Settled extends Pick<NewProposal, 'race' | 'status' | 'outcome'> {
  readonly candidate: Candidate;
}

interface Contender {
  readonly candidate: Candidate;
  readonly parameters: Parameters;
}

interface Ranked extends Contender {
  readonly race: RaceRecord | null;
  /** To whom it lost when it was taken out of the race before its end. */
  readonly cut: Cut | null;
  /** false when the race showed less volume than the study asks for: hardly trading is no way to win. */
  readonly tradesEnough: boolean;
  /** Gain per hour against the champion, as believed after the race. */
  readonly belief: number;
}

/** All candidates with what came of them, the one that goes on first; null when the user wants to stop. */
export async function settle(
  contest: Contest,
  ports: Pick<CampaignPorts, 'journal' | 'markets' | 'breathe' | 'stop'>,
): Promise<Settled[] | null> {
  const { candidates, base } = contest;
  const refused = candidates.filter(({ findings }) => isRefused(findings));
  const advice = candidates.filter(({ draft, findings }) => !isRefused(findings) && staysPut(draft));
  const changing = candidates.filter(({ draft, findings }) => !isRefused(findings) && !staysPut(draft));
  const behaviour = (parameters: Parameters): Parameters => behaviourOf(contest.round.strategy.parameters, parameters);
  const contenders: Contender[] = [];
  const settled: Settled[] = refused.map((candidate) => ({ candidate, race: null, status: 'refused', outcome: '' }));
  for (const candidate of changing) {
    const parameters = applied(base.parameters, candidate.draft.changes);
    const same = contenders.find((other) => sameParameters(behaviour(other.parameters), behaviour(parameters)));
    const outcome =
      same === undefined
        ? overflow(contenders.length)
        : `the same behaviour as a candidate of ${same.candidate.draft.proposer}`;
    if (outcome === '') contenders.push({ candidate, parameters });
    else settled.push(passedOver(candidate, null, outcome));
  }
  const ranked = await rank(contenders, contest, ports);
  if (ranked === null) return null;
  const { ahead, behind, toBeat } = ranked;
  const [best, ...others] = ahead;
  const again = advice.find(({ draft }) => draft.intent === 'replicate');
  // Replays have looked at the candidates already: what they believe to be a gain comes before more of the known.
  const measureAgain = again !== undefined && !(best !== undefined && best.belief > toBeat);
  for (const one of behind) settled.push(passedOver(one.candidate, one.race, whyBehind(one, base)));
  if (best !== undefined && !measureAgain) {
    for (const one of others)
      settled.push(
        passedOver(
          one.candidate,
          one.race,
          `another candidate is believed to be better: ${perHour(one.belief)} against ${perHour(best.belief)}`,
        ),
      );
    for (const one of advice) settled.push(passedOver(one, null, 'a candidate was worth a session'));
    return [{ candidate: best.candidate, race: best.race, status: 'waiting', outcome: '' }, ...settled];
  }
  for (const one of ahead)
    settled.push(passedOver(one.candidate, one.race, 'measuring a known version again was worth more'));
  const [taken, ...left] = again === undefined ? advice : [again, ...advice.filter((one) => one !== again)];
  for (const one of left) settled.push(passedOver(one, null, 'another advice was taken'));
  if (taken !== undefined) return [{ candidate: taken, race: null, status: 'no-change', outcome: '' }, ...settled];
  return behind.length === 0 ? settled : [keepMeasuring(behind, base), ...settled];
}

function staysPut({ intent }: ProposalDraft): boolean {
  return intent === 'no_change' || intent === 'replicate';
}

function overflow(contenders: number): string {
  return contenders < MOST_RACERS ? '' : `a race has at most ${MOST_RACERS} candidates`;
}

function passedOver(candidate: Candidate, race: RaceRecord | null, outcome: string): Settled {
  return { candidate, race, status: 'passed-over', outcome };
}

/** Best first; those behind the base only when enough markets were run to say so. */
async function rank(
  contenders: readonly Contender[],
  contest: Contest,
  ports: Pick<CampaignPorts, 'journal' | 'markets' | 'breathe' | 'stop'>,
): Promise<{ readonly ahead: Ranked[]; readonly behind: Ranked[]; readonly toBeat: number } | null> {
  if (contenders.length === 0) return { ahead: [], behind: [], toBeat: 0 };
  const { champion, base, plan, round, effectScale } = contest;
  const { journal } = ports;
  const markets = await marketsToRaceOn(plan, ports);
  const racers = contenders.map(({ parameters }) => parameters);
  const trust = contest.trust.weight;
  const priors = unbiased(
    expectedOf(journal.proposals(), champion.number, trust, decisionRules(journal.study).expectedEffectPerHour),
  );
  const results = markets.length === 0 ? null : await race({ racers, champion, base, priors }, markets, plan, ports);
  if (results === null && markets.length > 0) return null;
  const { effects } = effectBelief(round, effectScale);
  const believed = (parameters: Parameters, measured: MeasuredGain | null): number =>
    effects.meanAfter(placeOf(round.strategy.parameters, parameters), measured, effectScale);
  const toBeat = believed(base.parameters, baseOf(round).effect);
  const ranked = contenders.map((contender, i): Ranked => {
    const result = results?.[i];
    const own = result === undefined ? null : replayedGain(result.comparison, trust);
    const belief = believed(contender.parameters, own?.gain ?? null);
    const record = result === undefined ? null : recordOf(result, belief, trust);
    return {
      ...contender,
      belief,
      race: record,
      cut: result?.cut ?? null,
      tradesEnough: result?.comparison.tradesEnough ?? true,
    };
  });
  const lost = (one: Ranked): boolean =>
    one.cut !== null ||
    !one.tradesEnough ||
    (marketsOf(one.race) >= SEGMENTS_BEFORE_CUT && (one.belief <= toBeat || isBehind(one.race)));
  const best = (a: Ranked, b: Ranked): number => b.belief - a.belief;
  return { ahead: ranked.filter((one) => !lost(one)).sort(best), behind: ranked.filter(lost).sort(best), toBeat };
}

/** By its parts more likely worse than the champion than better, or better under one fill model alone. */
function isBehind(record: RaceRecord | null): boolean {
  return record !== null && record.gainPerHour !== null && (record.probabilityBetter <= 0.5 || !record.signAgrees);
}

function marketsOf(record: RaceRecord | null): number {
  return record === null ? 0 : record.sessions.length + record.tapes.length;
}

/** The study's newest sessions, and pieces of the tapes that the user named. */
async function marketsToRaceOn(
  plan: CampaignPlan,
  { journal, markets }: Pick<CampaignPorts, 'journal' | 'markets'>,
): Promise<RaceMarket[]> {
  // A tape that sessions run over too would choose a version on the very minutes that are to prove it.
  const used = new Set(journal.sessions().flatMap(({ source }) => (source.type === 'tape' ? [source.sha256] : [])));
  const own = recordedMarkets(journal, plan).map(
    (session): RaceMarket => ({ source: session.source, regime: regimeOf(session), session: session.number }),
  );
  const named = (await markets.piecesOf(plan.gateTapes, plan.minutes, MOST_SEGMENTS)).filter(
    ({ sha256 }) => !used.has(sha256),
  );
  return [...own, ...named.map((source): RaceMarket => ({ source, regime: `tape ${source.file}`, session: null }))];
}

/** The newest completed sessions, each market once, oldest first. */
function recordedMarkets(journal: CampaignPorts['journal'], { latency }: CampaignPlan): SessionRecord[] {
  // Only markets that ran with a recorded feed are known to have one.
  const fit = journal.campaigns().filter(({ plan }) => latency.feed !== 'recorded' || plan.latency.feed === 'recorded');
  const fitting = new Set(fit.map(({ id }) => id));
  const seen = new Set<string>();
  const distinct = journal
    .sessions()
    .filter(({ status, campaignId }) => status === 'completed' && fitting.has(campaignId))
    .toReversed()
    .filter(({ source }) => {
      const key = marketKey(source);
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  return distinct.slice(0, MOST_SEGMENTS).reverse();
}

function marketKey(source: MarketSource): string {
  return JSON.stringify(source);
}

function recordOf(
  { comparison, markets, byMarket, probabilityBetter }: RaceResult,
  belief: number,
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
    profitPer10k: comparison.profitPer10k,
    byMarket,
    probabilityBetter,
    volumePerHour: comparison.volumePerHour,
    signAgrees: comparison.signAgrees,
    belief,
    replayWeight,
  };
}

function whyBehind({ race: record, cut, tradesEnough, belief }: Ranked, base: VersionRecord): string {
  if (record === null) return `believed to be no better than v${base.number}`;
  if (!tradesEnough)
    return `it hardly trades: $${record.volumePerHour.toFixed(0)} of volume an hour on recorded markets`;
  const markets = `${marketsOf(record)} recorded markets`;
  const share = `P(better than v${record.champion}) ${Math.round(record.probabilityBetter * 100)} %`;
  if (cut !== null) return `taken out of the race after ${markets}: behind ${opponent(cut, base)}; ${share}`;
  return `behind v${base.number} after ${markets}: believed ${perHour(belief)}, ${share}`;
}

function opponent(cut: Cut, base: VersionRecord): string {
  return { champion: 'the champion', base: `v${base.number}`, leader: 'another candidate' }[cut];
}

function perHour(amount: number): string {
  return `${amount < 0 ? '−' : '+'}$${Math.abs(amount).toFixed(2)} an hour`;
}

/** All candidates lost: measuring on is the finding. */
function keepMeasuring(behind: readonly Ranked[], base: VersionRecord): Settled {
  const markets = Math.max(...behind.map(({ race: record }) => marketsOf(record)));
  const draft: ProposalDraft = {
    proposer: 'surrogate',
    base: base.number,
    intent: 'no_change',
    changes: [],
    hypothesis: `None of ${behind.length} candidates is believed to be better than v${base.number} after ${markets} recorded markets: keep measuring.`,
    prediction: null,
  };
  const candidate: Candidate = { draft, findings: [], calls: [], learnings: [] };
  return { candidate, race: null, status: 'no-change', outcome: '' };
}
