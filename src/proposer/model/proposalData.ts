/** A proposal as the history shows it: what was asked for, why, what was expected, and what came of it at once. */

import type { ProposalRecord, RaceRecord, SessionRecord } from '../../study/records.ts';
import { figure, type JsonObject } from './json.ts';
import { caps, quotedText } from './quoteText.ts';

/**
 * The status is the one of its creation: the decision that follows says what became of a waiting proposal.
 * Names and values may be those of a refused answer, so they are outside text too.
 */
export function proposalData(proposal: ProposalRecord, session: SessionRecord | null): JsonObject {
  const { notes, race } = proposal;
  const refusals = proposal.findings.filter((finding) => finding.severity === 'refusal');
  return {
    id: `p${proposal.id}`,
    after: session === null ? null : `s${session.number}`,
    by: proposal.proposer,
    base: `v${proposal.base}`,
    intent: proposal.intent,
    status: statusAtCreation(proposal.status),
    // Many of a round's candidates come from code and go no further: their diff and their race are all there is to know.
    ...(notes === undefined && proposal.status === 'passed-over' ? diffOnly(proposal) : inFull(proposal)),
    ...(race === null ? {} : { race: raceData(race) }),
    ...(refusals.length === 0
      ? {}
      : {
          refusals: refusals.map(({ rule, limit, value }) => ({
            rule,
            limit: quotedText(limit, caps.remark),
            value: quotedText(value, caps.name),
          })),
        }),
  };
}

function diffOnly({ changes }: ProposalRecord): JsonObject {
  return {
    changes: changes.map(({ parameter, from, to }) => ({ parameter: quotedText(parameter, caps.name), from, to })),
  };
}

function inFull({ changes, hypothesis, notes, prediction, outcome }: ProposalRecord): JsonObject {
  return {
    ...(notes === undefined ? {} : { framing: quotedText(notes.framing, caps.name) }),
    changes: changes.map((change) => ({
      parameter: quotedText(change.parameter, caps.name),
      from: change.from,
      to: change.to,
      ...(change.why === '' ? {} : { why: quotedText(change.why, caps.remark) }),
    })),
    hypothesis: quotedText(hypothesis, caps.prose),
    ...(notes === undefined || notes.falsifier === '' ? {} : { falsifier: quotedText(notes.falsifier, caps.remark) }),
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
    ...(outcome === '' ? {} : { outcome: quotedText(outcome, caps.remark) }),
  };
}

function raceData({ champion, sessions, tapes, gainPerHour, probabilityBetter, signAgrees }: RaceRecord): JsonObject {
  return {
    against: `v${champion}`,
    markets: sessions.length + tapes.length,
    perHour: figure(gainPerHour?.mean ?? null),
    low: figure(gainPerHour?.low ?? null),
    high: figure(gainPerHour?.high ?? null),
    pBetter: figure(probabilityBetter),
    ...(signAgrees === null ? {} : { signAgrees }),
  };
}

function statusAtCreation(status: ProposalRecord['status']): 'waiting' | 'refused' | 'passed-over' | 'no-change' {
  return status === 'refused' || status === 'passed-over' || status === 'no-change' ? status : 'waiting';
}
