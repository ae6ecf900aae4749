/**
 * One round of proposing: candidates of all proposers go through the guardrails, run over recorded markets, and the best
 * of them waits for its decision. The others stay on record with what they lacked.
 */

import { unbiased } from '../evaluation/believedGain.ts';
import type { GuardrailContext } from '../guardrails/context.ts';
import { refusal } from '../guardrails/diffRules.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { modelRound } from '../proposer/model/modelRound.ts';
import { veto } from '../proposer/veto.ts';
import type { NewProposal } from '../study/journal.ts';
import type {
  CampaignRecord,
  GuardrailFinding,
  ProposalDraft,
  ProposalRecord,
  SessionRecord,
} from '../study/records.ts';
import { modelInput } from './modelInput.ts';
import type { CampaignPorts } from './ports.ts';
import { marketsToRaceOn } from './raceMarkets.ts';
import type { RankingTerms, RoundCandidate } from './ranking.ts';
import { type RoundStart, roundStart } from './round.ts';
import { search } from './search.ts';
import { type Selection, selectCandidate } from './selectCandidate.ts';

/** The proposals of the round, the one that matters first; null when the user wanted to stop. */
export async function propose(
  session: SessionRecord,
  campaign: CampaignRecord,
  ports: CampaignPorts,
): Promise<readonly ProposalRecord[] | null> {
  const { journal } = ports;
  const nth = roundsBefore(session, journal.sessions()) + 1;
  const { round, context, records } = roundStart(journal, campaign.plan, nth);
  const { champion, trust, priors } = records;
  const terms: RankingTerms = {
    champion: journal.version(champion),
    base: journal.version(round.base),
    plan: campaign.plan,
    effectScale: ports.effectScale,
    trust,
    priors: unbiased(priors),
  };
  const over = await marketsToRaceOn(campaign.plan, ports);
  const judged = (draft: ProposalDraft): RoundCandidate => ({
    draft,
    findings: findingsOf(draft, context),
    calls: [],
    learnings: [],
  });
  const found = await search(ports.proposer, round, over, terms, judged, ports);
  if (found === null) return null;
  const suggestion = found.suggestion?.draft ?? null;
  const modelled = await askModel(session, campaign, nth, suggestion, { round: found.round, context, records }, ports);
  if (ports.stop.requested) return null;
  const contest: Selection = {
    ...terms,
    left: found.left,
    alike: found.alike,
    round: found.round,
    candidates: [...modelled, ...found.candidates],
    over,
  };
  const settled = await selectCandidate(contest, ports);
  if (settled === null) return null;
  const entries = settled.map(({ candidate, ...rest }): NewProposal => {
    const { base } = candidate.draft;
    const from = journal.version(base).parameters;
    const hash = proposalHash(from, applied(from, candidate.draft.changes), context.strategy.parameters, ports.sha256);
    return { ...candidate, ...rest, hash };
  });
  return journal.addRound(session.id, entries);
}

/** Completed sessions before it: each had its round, whatever was tried again after an interruption. */
function roundsBefore(session: SessionRecord, sessions: readonly SessionRecord[]): number {
  return sessions.filter((one) => one.status === 'completed' && one.number < session.number).length;
}

/** Advice to measure on has nothing to judge. */
function findingsOf(draft: ProposalDraft, context: GuardrailContext): GuardrailFinding[] {
  return draft.changes.length === 0 ? [] : checkGuardrails(draft, context, false);
}

/** Candidates of the language model; none without one, and when it does not answer: the round goes on without it and says so. */
async function askModel(
  session: SessionRecord,
  campaign: CampaignRecord,
  nth: number,
  suggestion: ProposalDraft | null,
  { round, context, records }: RoundStart,
  ports: CampaignPorts,
): Promise<RoundCandidate[]> {
  const { model, progress } = ports;
  if (model === null) return [];
  const input = modelInput(records, campaign, round, suggestion, ports.effectScale);
  const { tolerancePerHour } = records.rules;
  const judged = (draft: ProposalDraft): GuardrailFinding[] => {
    const findings = findingsOf(draft, context);
    if (isRefused(findings) || draft.changes.length === 0) return findings;
    const parameters = applied(context.base.parameters, draft.changes);
    const objection = veto(round, parameters, { scale: ports.effectScale, tolerancePerHour });
    if (objection === null) return findings;
    const { probabilityHarm, mean, sd, measured } = objection;
    const limit = 'probability of harm below 90 %';
    const reason = `${measured} measured versions foretell ${mean.toFixed(2)} ± ${sd.toFixed(2)} an hour against v${round.base}`;
    return [refusal('surrogate-veto', limit, `${Math.round(probabilityHarm * 100)} %`, reason), ...findings];
  };
  const { canaryEvery } = model.settings;
  const canary = canaryEvery > 0 && nth % canaryEvery === 0;
  const { candidates, canary: found } = await modelRound(
    { input, sessionId: session.id, judge: judged, canary },
    model,
  );
  if (found !== null) progress({ type: 'canary', model: model.llm.model, found });
  return candidates.flatMap((candidate): RoundCandidate[] => {
    if (candidate.kind === 'draft') return [candidate];
    progress({ type: 'model-silent', framing: candidate.framing, reason: candidate.reason });
    return [];
  });
}
