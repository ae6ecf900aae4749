/** Which candidate of a round goes on: refusals aside, a race over recorded markets, weighed with what the surrogate believes. */

import { applied, isRefused } from '../guardrails/judge.ts';
import { amountText } from '../market/money.ts';
import type { Round, RoundCandidate } from '../proposer/proposer.ts';
import { behaviourOf, type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { NewProposal } from '../study/journal.ts';
import type { ProposalDraft, RaceRecord, VersionRecord } from '../study/records.ts';
import type { CampaignPorts } from './ports.ts';
import { type Cut, MOST_RACERS, type RaceMarket } from './race.ts';
import {
  type Contender,
  isLost,
  knowing,
  marketCountOf,
  type Ranked,
  type RankingTerms,
  raced,
  rankingOf,
} from './ranking.ts';

export interface Selection extends RankingTerms {
  /** Of equal ones the first is taken. */
  readonly candidates: readonly RoundCandidate[];
  /** Those that the search on recorded markets has left behind. */
  readonly left: readonly Ranked[];
  /** Those that it did not run, since they would behave like others. */
  readonly alike: readonly RoundCandidate[];
  /** What the surrogate knows after the search. */
  readonly round: Round;
  /** All that there are to race on. */
  readonly over: readonly RaceMarket[];
}

export interface SelectedCandidate extends Pick<NewProposal, 'race' | 'status' | 'outcome'> {
  readonly candidate: RoundCandidate;
}

/** All candidates with what came of them, the one that goes on first; null when the user wants to stop. */
export async function selectCandidate(
  contest: Selection,
  ports: Pick<CampaignPorts, 'journal' | 'lanes' | 'stop'>,
): Promise<SelectedCandidate[] | null> {
  const { candidates, base } = contest;
  const refused = candidates.filter(({ findings }) => isRefused(findings));
  const advice = candidates.filter(({ draft, findings }) => !isRefused(findings) && staysPut(draft));
  const changing = candidates.filter(({ draft, findings }) => !isRefused(findings) && !staysPut(draft));
  const behaviour = (parameters: Parameters): Parameters => behaviourOf(contest.round.strategy.parameters, parameters);
  const contenders: Contender[] = [];
  const settled: SelectedCandidate[] = refused.map((candidate) => ({
    candidate,
    race: null,
    status: 'refused',
    outcome: '',
  }));
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
  const results = await raced(contenders, contest.over, 'both', contest, ports);
  if (results === null) return null;
  const { ranked, toBeat } = rankingOf(results, knowing(results, contest.round, contest), contest);
  const ahead = ranked.filter((one) => !isLost(one, toBeat));
  const behind = ranked.filter((one) => isLost(one, toBeat));
  for (const one of contest.left) settled.push(passedOver(one.candidate, one.race, whyLeft(one, contest)));
  for (const one of contest.alike)
    settled.push(passedOver(one, null, 'the same behaviour as another candidate of its search'));
  const [best, ...others] = ahead;
  const again = advice.find(({ draft }) => draft.intent === 'replicate');
  // Replays have looked at the candidates already: what they believe to be a gain comes before more of the known.
  const measureAgain = again !== undefined && !(best !== undefined && best.belief > toBeat);
  for (const one of behind) settled.push(passedOver(one.candidate, one.race, whyBehind(one, contest)));
  if (best !== undefined && !measureAgain) {
    for (const one of others)
      settled.push(
        passedOver(
          one.candidate,
          one.race,
          `another candidate is believed to be better: ${perHour(one.belief, contest)} against ${perHour(best.belief, contest)}`,
        ),
      );
    for (const one of advice) settled.push(passedOver(one, null, 'a candidate was worth a session'));
    return [{ candidate: best.candidate, race: best.race, status: 'waiting', outcome: '' }, ...inOrder(settled)];
  }
  for (const one of ahead)
    settled.push(passedOver(one.candidate, one.race, 'measuring a known version again was worth more'));
  const [taken, ...left] = again === undefined ? advice : [again, ...advice.filter((one) => one !== again)];
  for (const one of left) settled.push(passedOver(one, null, 'another advice was taken'));
  if (taken !== undefined)
    return [{ candidate: taken, race: null, status: 'no-change', outcome: '' }, ...inOrder(settled)];
  const losers = behind.length > 0 ? behind : contest.left;
  const tried = behind.length + contest.left.length;
  return losers.length === 0 ? settled : [keepMeasuring(losers, tried, base), ...inOrder(settled)];
}

/** As believed, the best first: readers of a round begin there. */
function inOrder(settled: readonly SelectedCandidate[]): SelectedCandidate[] {
  const beliefIn = ({ race }: SelectedCandidate): number => race?.belief ?? Number.NEGATIVE_INFINITY;
  return settled.toSorted((a, b) => beliefIn(b) - beliefIn(a));
}

function staysPut({ intent }: ProposalDraft): boolean {
  return intent === 'no_change' || intent === 'replicate';
}

function overflow(contenders: number): string {
  return contenders < MOST_RACERS ? '' : `a race has at most ${MOST_RACERS} candidates`;
}

function passedOver(candidate: RoundCandidate, race: RaceRecord | null, outcome: string): SelectedCandidate {
  return { candidate, race, status: 'passed-over', outcome };
}

/** Of one that the search has not sent on. */
function whyLeft(one: Ranked, contest: Selection): string {
  if (one.cut !== null || !one.tradesEnough) return whyBehind(one, contest);
  return `not among those that its search sent on: believed ${perHour(one.belief, contest)} after ${marketCountOf(one.race)} recorded markets`;
}

function whyBehind({ race: record, cut, tradesEnough, belief }: Ranked, contest: Selection): string {
  const { base } = contest;
  if (record === null) return `believed to be no better than v${base.number}`;
  if (!tradesEnough)
    return `it hardly trades: ${amountText(record.volumePerHour, contest.round.currency, 0)} of volume an hour on recorded markets`;
  const markets = `${marketCountOf(record)} recorded markets`;
  const share = `P(better than v${record.champion}) ${Math.round(record.probabilityBetter * 100)} %`;
  if (cut !== null) return `taken out of the race after ${markets}: behind ${opponent(cut, base)}; ${share}`;
  if (record.signAgrees === false)
    return `the fill models disagree on whether it gains, after ${markets}: believed ${perHour(belief, contest)}, ${share}`;
  return `behind v${base.number} after ${markets}: believed ${perHour(belief, contest)}, ${share}`;
}

function opponent(cut: Cut, base: VersionRecord): string {
  return { champion: 'the champion', base: `v${base.number}`, leader: 'another candidate' }[cut];
}

function perHour(amount: number, { round }: Selection): string {
  return `${amount < 0 ? '−' : '+'}${amountText(amount, round.currency)} an hour`;
}

/** All candidates lost: measuring on is the finding. */
function keepMeasuring(behind: readonly Ranked[], tried: number, base: VersionRecord): SelectedCandidate {
  const markets = Math.max(...behind.map(({ race: record }) => marketCountOf(record)));
  const draft: ProposalDraft = {
    proposer: 'surrogate',
    base: base.number,
    intent: 'no_change',
    changes: [],
    hypothesis: `None of ${tried} candidates proved to be better than v${base.number} on up to ${markets} recorded markets: keep measuring.`,
    prediction: null,
  };
  const candidate: RoundCandidate = { draft, findings: [], calls: [], learnings: [] };
  return { candidate, race: null, status: 'no-change', outcome: '' };
}
