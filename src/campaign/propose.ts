/**
 * One round of proposing: candidates of all proposers go through the guardrails and run over recorded markets. Then the best of
 * them waits for its decision, or, with trials, those that get a lane go on trial. The others stay on record with the reason.
 */

import { withoutPriorMean } from '../evaluation/beliefs.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import type { Round, RoundCandidate } from '../proposer/proposer.ts';
import type { NewProposal } from '../study/journal.ts';
import type { CampaignRecord, ProposalDraft, ProposalRecord, SessionRecord, VersionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { CampaignPorts } from './ports.ts';
import type { RaceMarket } from './race.ts';
import { marketsToRaceOn } from './raceMarkets.ts';
import type { RankingTerms } from './ranking.ts';
import { roundStart } from './round.ts';
import { search } from './search.ts';
import { type Selection, selectCandidate } from './selectCandidate.ts';

/** The proposals of the round, those that go on first; null when the user wanted to stop. @param session the last one; null before the first */
export async function propose(
  session: SessionRecord | null,
  campaign: CampaignRecord,
  ports: CampaignPorts,
): Promise<readonly ProposalRecord[] | null> {
  const { journal } = ports;
  const nth = session === null ? 0 : roundsBefore(session, journal.sessions()) + 1;
  const { round, context } = roundStart(journal, campaign, nth);
  const { champion, trust, priors } = round.records;
  const terms: RankingTerms = {
    champion: journal.version(champion),
    base: journal.version(round.base),
    plan: campaign.plan,
    effectScale: ports.effectScale,
    trust,
    priors: withoutPriorMean(priors),
  };
  const over = await marketsToRaceOn(campaign.plan, ports);
  const found = await ask({ ...round, sessionId: session?.id ?? null }, over, terms, ports);
  if (found === null || ports.stop.requested) return null;
  const candidates =
    found.candidates.length + found.left.length === 0 ? [nothingProposed(terms.base)] : found.candidates;
  const selection: Selection = {
    ...terms,
    ...found,
    candidates,
    over,
    trialLanes: freeTrialLanes(round.records, campaign),
  };
  const selected = await selectCandidate(selection, ports);
  if (selected === null) return null;
  const entries = selected.map(({ candidate, ...rest }): NewProposal => {
    const { base, changes } = candidate.draft;
    const hash = proposalHash(changes, { ...context, base: journal.version(base) }, ports.sha256);
    return { ...candidate, ...rest, hash };
  });
  return journal.addRound(session?.id ?? null, entries);
}

/** Completed sessions before it: each had one round, also where a round was started again after an interruption. */
function roundsBefore(session: SessionRecord, sessions: readonly SessionRecord[]): number {
  return sessions.filter((one) => one.status === 'completed' && one.number < session.number).length;
}

/**
 * Trial lanes for new candidates; null where the plan has no trials. Candidates that are in review, or not yet compared with the champion,
 * keep their lanes; the others keep at most half of all.
 */
export function freeTrialLanes(
  { trials }: Pick<StudySnapshot, 'trials'>,
  { plan }: Pick<CampaignRecord, 'plan'>,
): number | null {
  if (plan.trials === undefined || plan.trials === 0) return null;
  const open = trials.filter(({ proposal: { status } }) => status === 'on-trial');
  const tried = open.filter(({ ran }) => ran).length;
  const inReview = trials.some(({ proposal: { status } }) => status === 'waiting') ? 1 : 0;
  const kept = Math.min(tried, Math.floor(plan.trials / 2)) + (open.length - tried) + inReview;
  return Math.max(0, plan.trials - kept);
}

type Asked = Pick<Selection, 'candidates' | 'left' | 'alike' | 'round'>;

/** All proposers in turn, each with what those before it would do; null when the user wants to stop. */
async function ask(
  start: Round,
  over: readonly RaceMarket[],
  terms: RankingTerms,
  ports: CampaignPorts,
): Promise<Asked | null> {
  let all: Asked = { candidates: [], left: [], alike: [], round: start };
  for (const proposer of ports.proposers) {
    // Before the first session there is no history to pay a model for reading.
    if (start.sessionId === null && !proposer.searches && proposer.name === 'model') continue;
    const found = await search(proposer, all.round, over, terms, ports);
    if (found === null) return null;
    for (const { permutationCheck, silences, cutPrompt } of found.asked) {
      if (permutationCheck !== null) ports.progress({ type: 'permutation-check', ...permutationCheck });
      if (cutPrompt !== null) ports.progress({ type: 'prompt-cut', ...cutPrompt });
      for (const silence of silences) ports.progress({ type: 'proposer-silent', proposer: proposer.name, ...silence });
    }
    all = {
      candidates: [...found.candidates, ...all.candidates],
      left: [...all.left, ...found.left],
      alike: [...all.alike, ...found.alike],
      round: { ...found.round, suggestion: found.suggestion?.draft ?? all.round.suggestion },
    };
  }
  return all;
}

/** A round leaves a proposal even where no proposer had one. */
function nothingProposed(base: VersionRecord): RoundCandidate {
  const draft: ProposalDraft = {
    proposer: 'surrogate',
    base: base.number,
    intent: 'no_change',
    changes: [],
    hypothesis: 'No proposer had a candidate: keep measuring.',
    prediction: null,
  };
  return { draft, findings: [], calls: [], learnings: [] };
}
