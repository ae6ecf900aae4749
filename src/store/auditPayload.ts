/**
 * What the audit remembers of a record: its part that never changes. Written with the record, compared with it by
 * `check()`, so that a row edited behind the program's back shows.
 */

import { createHash } from 'node:crypto';
import type {
  CallRecord,
  CallTexts,
  CampaignRecord,
  LaneRecord,
  ProposalRecord,
  SessionRecord,
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

/** `calls` are those that it came of. */
export function proposalAudit({ status: _, ...said }: ProposalRecord, calls: readonly number[]): object {
  return { ...said, calls };
}

/** Which proposal came of a call is the proposal's to say; the texts by their hash. */
export function callAudit({ proposalId: _, ...made }: CallRecord, texts: CallTexts): object {
  return { ...made, texts: createHash('sha256').update(canonicalJson(texts)).digest('hex') };
}
