/**
 * What a proposer finds on recorded markets before its candidates race: several waves of candidates run over a few markets
 * each under pessimistic fills, and every wave knows the results of those before it. The search ends with a wave that does not contain the
 * best candidate so far.
 * Replays cost seconds, sessions cost hours: an improvement that takes several steps is found here, instead of one
 * step a session.
 */

import { applied, isRefused } from '../guardrails/judge.ts';
import type { Rng } from '../market/rng.ts';
import type { Proposed, Proposer, Round, RoundCandidate } from '../proposer/proposer.ts';
import { behaviourKey } from '../strategy/parameters.ts';
import type { CampaignPorts } from './ports.ts';
import { MARKETS_BEFORE_CUT, type RaceMarket } from './race.ts';
import {
  type Contender,
  isIdle,
  knowing,
  type Raced,
  type Ranked,
  type RankingTerms,
  raced,
  rankingOf,
} from './ranking.ts';

/** Waves of a search, at most. */
const WAVES = 3;
/** Share of the recorded markets that a wave runs over; drawn again for each wave. */
const SHARE_OF_MARKETS = 1 / 6;
const LEAST_MARKETS = 8;
/** Candidates of all waves that go on to the race over all recorded markets, at most. */
const FINALISTS = 4;
/** With trials: about as many as there are lanes for new candidates. */
const TRIAL_FINALISTS = 8;
/** Best candidates so far, from which those of the next wave may start, at most. */
const LEADS = 3;

export interface Found {
  /** Advice to change nothing, what guardrails refused, and the candidates that go on. */
  readonly candidates: readonly RoundCandidate[];
  /** What the proposer would do: the best candidate, unless recorded markets speak against all of them; then its advice, if it has any. */
  readonly suggestion: RoundCandidate | undefined;
  /** Candidates that do not go on, with what the waves measured, the best first. */
  readonly left: readonly Ranked[];
  /** Candidates that would behave like an earlier one of the search: they were not run. */
  readonly alike: readonly RoundCandidate[];
  /** The round as the surrogate knows it after all waves. */
  readonly round: Round;
  /** All that the proposer said, wave by wave. */
  readonly asked: readonly Proposed[];
}

/**
 * One wave alone, and nothing run, for a proposer that does not search, and while there are too few recorded markets to
 * decide against a candidate. With trials one is enough: fresh sessions choose, so the search only suggests.
 *
 * @returns null when the user wants to stop
 */
export async function search(
  proposer: Proposer,
  round: Round,
  markets: readonly RaceMarket[],
  terms: RankingTerms,
  ports: Pick<CampaignPorts, 'journal' | 'lanes' | 'progress' | 'stop'>,
): Promise<Found | null> {
  const on = proposer.name === 'model' ? 'asking-model' : 'proposing';
  ports.progress({ type: 'working', on });
  const first = await proposer.propose(round);
  const withTrials = (terms.plan.trials ?? 0) > 0;
  if (!proposer.searches || markets.length < (withTrials ? 1 : MARKETS_BEFORE_CUT)) {
    const { candidates } = first;
    const best = candidates.find((candidate) => candidate.draft.changes.length > 0 && isAllowed(candidate));
    return { candidates, suggestion: best ?? candidates.find(isAllowed), left: [], alike: [], round, asked: [first] };
  }
  const others = first.candidates.filter(({ draft }) => draft.changes.length === 0);
  const all: Raced[] = [];
  const behaviours = new Set<string>();
  const alike: RoundCandidate[] = [];
  const asked = [first];
  let newest = first;
  for (let wave = 1; ; wave++) {
    const candidates = newest.candidates.filter(({ draft }) => draft.changes.length > 0);
    others.push(...candidates.filter((candidate) => !isAllowed(candidate)));
    const contenders: Contender[] = [];
    for (const candidate of candidates.filter(isAllowed)) {
      const parameters = applied(terms.base.parameters, candidate.draft.changes);
      const behaviour = behaviourKey(round.strategy.parameters, parameters);
      if (behaviours.has(behaviour)) alike.push(candidate);
      else contenders.push({ candidate, parameters });
      behaviours.add(behaviour);
    }
    const results = await raced(contenders, someOf(markets, round.rng), 'pessimistic', terms, ports);
    if (results === null) return null;
    ports.progress({ type: 'working', on });
    all.push(...results);
    const now = knowing(all, round, terms);
    const { ranked, toBeat } = rankingOf(all, now, terms);
    // A few markets show which candidates are far behind. They cannot show that one is better than the base, of which far
    // more is known: the race over all markets does that.
    const open = ranked.filter((one) => one.cut === null && one.tradesEnough && !isIdle(one, withTrials));
    const [best] = open;
    const hasBest = contenders.some(({ candidate }) => candidate === best?.candidate);
    if (wave === WAVES || !hasBest) {
      const finalists = new Set(
        open.slice(0, withTrials ? TRIAL_FINALISTS : FINALISTS).map(({ candidate }) => candidate),
      );
      const left = ranked.filter(({ candidate }) => !finalists.has(candidate));
      const suggestion = best !== undefined && best.expectedGain > toBeat ? best.candidate : others.find(isAllowed);
      return { candidates: [...others, ...finalists], suggestion, left, alike, round: now, asked };
    }
    const leads = open.slice(0, LEADS).map(({ parameters }) => parameters);
    newest = await proposer.propose({ ...now, leads });
    asked.push(newest);
  }
}

function isAllowed({ findings }: RoundCandidate): boolean {
  return !isRefused(findings);
}

/** Drawn without putting back, in their order. */
function someOf(markets: readonly RaceMarket[], rng: Rng): RaceMarket[] {
  const wanted = Math.max(LEAST_MARKETS, Math.ceil(markets.length * SHARE_OF_MARKETS));
  const left = markets.map((_, i) => i);
  while (left.length > wanted) left.splice(rng.integer(left.length), 1);
  return left.map((i) => markets[i] as RaceMarket);
}
