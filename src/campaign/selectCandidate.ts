/** Which candidates of a round go on after a race over recorded markets: the one with the largest expected gain, or all that get a trial lane. */

import { applied, isRefused } from '../guardrails/judge.ts';
import { amountText } from '../market/money.ts';
import type { Round, RoundCandidate } from '../proposer/proposer.ts';
import { behaviourKey, type Parameters } from '../strategy/parameters.ts';
import type { NewProposal } from '../study/journal.ts';
import type { ProposalDraft, RaceRecord, VersionRecord } from '../study/records.ts';
import { sourceWorths } from '../study/trialSources.ts';
import { assignTrials, isAlwaysTried } from './assignTrials.ts';
import type { CampaignPorts } from './ports.ts';
import { type Cut, MOST_RACERS, type RaceMarket } from './race.ts';
import {
  type Contender,
  isHarmful,
  isIdle,
  isLost,
  knowing,
  marketCountOf,
  type Ranked,
  type RankingTerms,
  raced,
  rankingOf,
} from './ranking.ts';

export interface Selection extends RankingTerms {
  /** Trial lanes that are free for candidates of this round; null where the plan has none, and one candidate goes to review at once. */
  readonly trialLanes: number | null;
  /** Of equal ones the first is taken. */
  readonly candidates: readonly RoundCandidate[];
  /** Candidates that the search on recorded markets has dropped. */
  readonly left: readonly Ranked[];
  /** Candidates that the search did not run, since they would behave like others. */
  readonly alike: readonly RoundCandidate[];
  /** What the surrogate knows after the search. */
  readonly round: Round;
  /** All recorded markets to race on. */
  readonly over: readonly RaceMarket[];
}

export interface SelectedCandidate extends Pick<NewProposal, 'race' | 'status' | 'outcome'> {
  readonly candidate: RoundCandidate;
}

/** All candidates with their results, those that go on first; null when the user wants to stop. */
export async function selectCandidate(
  selection: Selection,
  ports: Pick<CampaignPorts, 'journal' | 'lanes' | 'progress' | 'stop'>,
): Promise<SelectedCandidate[] | null> {
  const { candidates, base } = selection;
  const refused = candidates.filter(({ findings }) => isRefused(findings));
  const advice = candidates.filter(({ draft, findings }) => !isRefused(findings) && changesNothing(draft));
  const changing = candidates.filter(({ draft, findings }) => !isRefused(findings) && !changesNothing(draft));
  const behaviour = (parameters: Parameters): string => behaviourKey(selection.round.strategy.parameters, parameters);
  const triedFirst = new Map(
    // Of several that behave alike the oldest is named.
    selection.round.records.trials.map((one) => [behaviour(one.parameters), one.proposal] as const).reverse(),
  );
  const contenders: Contender[] = [];
  const decided: SelectedCandidate[] = refused.map((candidate) => ({
    candidate,
    race: null,
    status: 'refused',
    outcome: '',
  }));
  for (const candidate of changing) {
    const parameters = applied(base.parameters, candidate.draft.changes);
    const own = behaviour(parameters);
    const same = contenders.find((other) => behaviour(other.parameters) === own);
    const tried = triedFirst.get(own);
    const outcome =
      tried !== undefined
        ? `the same behaviour as p${tried.id}, ${tried.status === 'on-trial' ? 'which is on trial' : 'which was on trial'}`
        : same === undefined
          ? overflow(contenders.length)
          : `the same behaviour as a candidate of ${same.candidate.draft.proposer}`;
    if (outcome === '') contenders.push({ candidate, parameters });
    else decided.push(passedOver(candidate, null, outcome));
  }
  const results = await raced(contenders, selection.over, 'both', selection, ports);
  if (results === null) return null;
  ports.progress({ type: 'working', on: 'proposing' });
  const { ranked, toBeat } = rankingOf(results, knowing(results, selection.round, selection), selection);
  // What changed nothing on any market is no idea, whatever is believed of its parameters.
  const idle = ranked.filter((one) => isIdle(one, selection.trialLanes !== null));
  const ahead = ranked.filter((one) => !idle.includes(one) && !isLost(one, toBeat));
  const behind = ranked.filter((one) => !idle.includes(one) && isLost(one, toBeat));
  for (const one of idle) decided.push(passedOver(one.candidate, one.race, whySame(one, selection)));
  for (const one of selection.left) decided.push(passedOver(one.candidate, one.race, whyLeft(one, selection)));
  for (const one of selection.alike)
    decided.push(passedOver(one, null, 'the same behaviour as another candidate of its search'));
  if (selection.trialLanes !== null)
    return onTrial({ ranked: [...ahead, ...behind], idle, advice, decided }, selection.trialLanes, selection);
  const [best, ...others] = ahead;
  const again = advice.find(({ draft }) => draft.intent === 'replicate');
  // A candidate with an expected gain after its race comes before measuring a known version again.
  const measureAgain = again !== undefined && !(best !== undefined && best.expectedGain > toBeat);
  for (const one of behind) decided.push(passedOver(one.candidate, one.race, whyBehind(one, selection)));
  if (best !== undefined && !measureAgain) {
    for (const one of others)
      decided.push(
        passedOver(
          one.candidate,
          one.race,
          `another candidate is believed to be better: ${perHour(one.expectedGain, selection)} against ${perHour(best.expectedGain, selection)}`,
        ),
      );
    for (const one of advice) decided.push(passedOver(one, null, 'a candidate was worth a session'));
    return [{ candidate: best.candidate, race: best.race, status: 'waiting', outcome: '' }, ...inOrder(decided)];
  }
  for (const one of ahead)
    decided.push(passedOver(one.candidate, one.race, 'measuring a known version again was worth more'));
  const [taken, ...left] = again === undefined ? advice : [again, ...advice.filter((one) => one !== again)];
  for (const one of left) decided.push(passedOver(one, null, 'other advice was taken'));
  if (taken !== undefined)
    return [{ candidate: taken, race: null, status: 'no-change', outcome: '' }, ...inOrder(decided)];
  const last = [...behind, ...idle];
  const losers = last.length > 0 ? last : selection.left;
  const tried = last.length + selection.left.length;
  return losers.length === 0 ? decided : [keepMeasuring(losers, tried, base), ...inOrder(decided)];
}

interface Judged {
  /** Candidates with an effect, the best first. */
  readonly ranked: readonly Ranked[];
  readonly idle: readonly Ranked[];
  readonly advice: readonly RoundCandidate[];
  readonly decided: readonly SelectedCandidate[];
}

/** With trial lanes nothing goes to review yet: sessions choose among the candidates that get a lane. */
function onTrial({ ranked, idle, advice, decided }: Judged, lanes: number, selection: Selection): SelectedCandidate[] {
  const { records, rng } = selection.round;
  const goes = (one: Ranked): boolean => isAlwaysTried(one) || !isHarmful(one);
  const open = ranked.filter(goes);
  const worths = new Map(sourceWorths(records.trials).map((worth) => [worth.source, worth]));
  const taken = assignTrials(open, lanes, worths, rng);
  const others = [
    ...open
      .filter((one) => !taken.includes(one))
      .map((one) =>
        passedOver(one.candidate, one.race, `no trial lane was left: believed ${perHour(one.expectedGain, selection)}`),
      ),
    ...ranked.filter((one) => !goes(one)).map((one) => passedOver(one.candidate, one.race, whyBehind(one, selection))),
    ...decided,
  ];
  const trials = taken.map(
    ({ candidate, race }): SelectedCandidate => ({ candidate, race, status: 'on-trial', outcome: '' }),
  );
  if (trials.length > 0) {
    const unused = advice.map((one) =>
      passedOver(one, null, 'trials measure candidates without a session of their own'),
    );
    return [...trials, ...inOrder([...others, ...unused])];
  }
  const [first, ...left] = advice;
  const said = first === undefined ? [] : [{ candidate: first, race: null, status: 'no-change' as const, outcome: '' }];
  const rest = left.map((one) => passedOver(one, null, 'other advice was taken'));
  if (said.length > 0 || others.length === 0) return [...said, ...inOrder([...others, ...rest])];
  const lost = [...ranked, ...idle];
  const losers = lost.length > 0 ? lost : selection.left;
  const keep = losers.length === 0 ? [] : [keepMeasuring(losers, lost.length + selection.left.length, selection.base)];
  return [...keep, ...inOrder(others)];
}

/** By expected gain, the best first. */
function inOrder(decided: readonly SelectedCandidate[]): SelectedCandidate[] {
  const expectedGainOf = ({ race }: SelectedCandidate): number => race?.belief ?? Number.NEGATIVE_INFINITY;
  return decided.toSorted((a, b) => expectedGainOf(b) - expectedGainOf(a));
}

function changesNothing({ intent }: ProposalDraft): boolean {
  return intent === 'no_change' || intent === 'replicate';
}

function overflow(contenders: number): string {
  return contenders < MOST_RACERS ? '' : `a race has at most ${MOST_RACERS} candidates`;
}

function passedOver(candidate: RoundCandidate, race: RaceRecord | null, outcome: string): SelectedCandidate {
  return { candidate, race, status: 'passed-over', outcome };
}

/** Why a candidate of a search does not go on. */
function whyLeft(one: Ranked, selection: Selection): string {
  if (one.sameAs !== null) return whySame(one, selection);
  if (one.cut !== null || !one.tradesEnough) return whyBehind(one, selection);
  return `not among the best of its search: believed ${perHour(one.expectedGain, selection)} after ${marketCountOf(one.race)} recorded markets`;
}

function whySame({ sameAs, race }: Ranked, { base, champion }: Selection): string {
  const version = sameAs === 'base' ? base : sameAs === 'champion' ? champion : null;
  const other = version === null ? 'another candidate' : `v${version.number}`;
  return `no difference: the same fills as ${other} on every recorded market that it ran (${marketCountOf(race)})`;
}

function whyBehind({ race: record, cut, tradesEnough, expectedGain }: Ranked, selection: Selection): string {
  const { base } = selection;
  if (record === null) return `believed to be no better than v${base.number}`;
  if (!tradesEnough)
    return `it hardly trades: ${amountText(record.volumePerHour, selection.round.currency, 0)} of volume an hour on recorded markets`;
  const markets = `${marketCountOf(record)} recorded markets`;
  const share = `P(better than v${record.champion}) ${Math.round(record.probabilityBetter * 100)} %`;
  if (cut !== null) return `taken out of the race after ${markets}: behind ${opponent(cut, base)}; ${share}`;
  if (record.signAgrees === false)
    return `the fill models disagree on whether it gains, after ${markets}: believed ${perHour(expectedGain, selection)}, ${share}`;
  return `behind v${base.number} after ${markets}: believed ${perHour(expectedGain, selection)}, ${share}`;
}

function opponent(cut: Cut, base: VersionRecord): string {
  return { champion: 'the champion', base: `v${base.number}`, leader: 'another candidate' }[cut];
}

function perHour(amount: number, { round }: Selection): string {
  return `${amount < 0 ? '−' : '+'}${amountText(amount, round.currency)} an hour`;
}

/** All candidates lost: the round's advice is to keep measuring. */
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
