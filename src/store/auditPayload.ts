/**
 * What the audit holds of each record: the part that never changes. It is written with the record, and `check()` compares
 * the two, so that a row that was edited by other means is found.
 */

import { createHash } from 'node:crypto';
import type {
  CallRecord,
  CallTexts,
  CampaignRecord,
  LaneRecord,
  ProposalRecord,
  SessionRecord,
  TrialLaneRecord,
  TrialState,
} from '../study/records.ts';
import { canonicalJson } from '../study/recordText.ts';

export function campaignAudit({ id, plan, startedAt }: CampaignRecord): object {
  return { id, plan, startedAt };
}

export function sessionAudit(session: SessionRecord): object {
  const { id, number, campaignId, mode, source, acting, champion, startedAt } = session;
  return { id, number, campaignId, mode, source, acting, champion, startedAt };
}

/** Metrics and blocks by their hash, to keep the audit small. */
export function laneAudit(lane: LaneRecord): object {
  const { sessionId, version, role, fillModel, digest } = lane;
  const figures = createHash('sha256').update(canonicalJson(lane)).digest('hex');
  return { sessionId, version, role, fillModel, digest, figures };
}

export function trialAudit(lane: TrialLaneRecord): object {
  const { sessionId, proposalId, fillModel, digest } = lane;
  const figures = createHash('sha256').update(canonicalJson(lane)).digest('hex');
  return { sessionId, proposalId, fillModel, digest, figures };
}

/** The session whose results chose a candidate decides which sessions are evidence for it. null while none did. */
export function chosenAudit(proposalId: number, trial: TrialState | null): object | null {
  const sessionId = trial?.chosenAfter ?? null;
  return sessionId === null ? null : { proposalId, sessionId };
}

/** As it was when it was made: a trial ends later, with its outcome. @param calls ids of the calls that it came of */
export function proposalAudit(
  { status: _, trial, ...said }: Omit<ProposalRecord, 'waitingSince'>,
  calls: readonly number[],
): object {
  return trial === null ? { ...said, calls } : { ...said, outcome: '', trial: true, calls };
}

/** Without the proposal that came of it, which is in the audit of the proposal; the texts by their hash. */
export function callAudit({ proposalId: _, ...made }: CallRecord, texts: CallTexts): object {
  return { ...made, texts: createHash('sha256').update(canonicalJson(texts)).digest('hex') };
}
