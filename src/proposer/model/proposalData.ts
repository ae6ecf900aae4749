/** A proposal as the history shows it: what was asked for, why, what was expected, and what came of it at once. */

import type { ProposalRecord, SessionRecord } from '../../study/records.ts';
import { caps, fenced } from './fence.ts';
import { figure, type JsonObject } from './json.ts';

/**
 * The status is the one of its creation: what became of a waiting proposal is told by the decision that follows.
 * Names and values may be those of a refused answer, so they are outside text too.
 */
export function proposalData(proposal: ProposalRecord, session: SessionRecord): JsonObject {
  const { prediction, notes } = proposal;
  const refusals = proposal.findings.filter((finding) => finding.severity === 'refusal');
  return {
    id: `p${proposal.id}`,
    after: `s${session.number}`,
    by: proposal.proposer,
    ...(notes === undefined ? {} : { framing: fenced(notes.framing, caps.name) }),
    base: `v${proposal.base}`,
    intent: proposal.intent,
    changes: proposal.changes.map((change) => ({
      parameter: fenced(change.parameter, caps.name),
      from: change.from,
      to: change.to,
      ...(change.why === '' ? {} : { why: fenced(change.why, caps.remark) }),
    })),
    hypothesis: fenced(proposal.hypothesis, caps.prose),
    ...(notes === undefined || notes.falsifier === '' ? {} : { falsifier: fenced(notes.falsifier, caps.remark) }),
    ...(prediction === null
      ? {}
      : {
          predicted: {
            mean: figure(prediction.mean),
            p10: figure(prediction.p10),
            p90: figure(prediction.p90),
            pBetter: figure(prediction.probabilityBetter),
          },
        }),
    status: statusAtCreation(proposal.status),
    ...(proposal.outcome === '' ? {} : { outcome: fenced(proposal.outcome, caps.remark) }),
    ...(refusals.length === 0
      ? {}
      : {
          refusals: refusals.map(({ rule, limit, value }) => ({
            rule,
            limit: fenced(limit, caps.remark),
            value: fenced(value, caps.name),
          })),
        }),
  };
}

function statusAtCreation(status: ProposalRecord['status']): 'waiting' | 'refused' | 'passed-over' | 'no-change' {
  return status === 'refused' || status === 'passed-over' || status === 'no-change' ? status : 'waiting';
}
