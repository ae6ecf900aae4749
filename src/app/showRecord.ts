/** One record of a study in full. */

import type { SessionPageData } from '../report/pages/sessionPage.ts';
import { renderVersionPage } from '../report/pages/versionPage.ts';
import { type ClaimedVersion, claimedOf } from '../study/importedDocument.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import type { CallRecord, CallTexts, LaneRecord, TrialLaneRecord, VersionRecord } from '../study/records.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import { recordedSession } from '../workspace/recordedSession.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { UsageError } from './errors.ts';
import { type ProposalFacts, proposalFacts } from './proposalFacts.ts';

/** A version and a session by their number in the study, a proposal and a call by their id. */
export interface RecordName {
  readonly kind: 'version' | 'proposal' | 'session' | 'call';
  readonly number: number;
}

export type ShownRecord =
  | {
      readonly kind: 'version';
      readonly version: VersionRecord;
      /** As Markdown. */
      readonly page: string;
      /** What an imported document says of it; null for a version of the study's own. */
      readonly claimed: ClaimedVersion | null;
    }
  | { readonly kind: 'proposal'; readonly facts: ProposalFacts; readonly calls: readonly CallRecord[] }
  | {
      readonly kind: 'session';
      readonly page: SessionPageData;
      readonly lanes: readonly LaneRecord[];
      /** Of the candidates that were on trial in it. */
      readonly trialLanes: readonly TrialLaneRecord[];
    }
  | { readonly kind: 'call'; readonly call: CallRecord; readonly texts: CallTexts };

/** The record with all that belongs to it. @throws NotFound */
export function showRecord(journal: Journal, { kind, number }: RecordName, kept: KeptAnswers): ShownRecord {
  switch (kind) {
    case 'version': {
      const version = journal.version(number);
      return {
        kind,
        version,
        page: kept.answer('version', [number], () => renderVersionPage(reportedStudy(journal), version, [])),
        claimed: claimedOf(journal.documents(), number),
      };
    }
    case 'proposal': {
      const proposal = journal.proposal(number);
      return { kind, facts: proposalFacts(journal, proposal, kept), calls: callsOf(journal, number) };
    }
    case 'session': {
      const session = journal.session(number);
      const lanes = journal.lanes(session.id);
      const series = lanes.map(({ version, fillModel }) => ({
        version,
        fillModel,
        series: journal.laneSeries(session.id, version, fillModel),
      }));
      const of = recordedSession(journal, session);
      return { kind, lanes, trialLanes: of.trialLanes, page: { of, series, charts: [], files: [] } };
    }
    case 'call': {
      const call = callNumbered(journal, number);
      return { kind, call, texts: journal.callTexts(call.id) };
    }
  }
}

/** A call with the texts that were sent and received. */
export interface SaidInCall {
  readonly call: CallRecord;
  readonly texts: CallTexts;
}

/** Requests and answers of one call, or of all calls behind a proposal. @throws NotFound; UsageError for a proposal that no model made */
export function saidInCalls(
  journal: Journal,
  { kind, number }: RecordName & { kind: 'proposal' | 'call' },
): SaidInCall[] {
  const calls = kind === 'call' ? [callNumbered(journal, number)] : callsOf(journal, journal.proposal(number).id);
  if (calls.length === 0) throw new UsageError(`no language model was asked for p${number}`);
  return calls.map((call) => ({ call, texts: journal.callTexts(call.id) }));
}

function callsOf(journal: Journal, id: number): CallRecord[] {
  return journal.calls().filter((call) => call.proposalId === id);
}

function callNumbered(journal: Journal, id: number): CallRecord {
  const call = journal.calls().find((one) => one.id === id);
  if (call === undefined)
    throw new NotFound(`there is no call c${id} in this study; tune costs shows how many there are`);
  return call;
}

/** All records of the study that have this number. */
export function recordsNumbered(journal: Journal, number: number): RecordName[] {
  return [
    ...(journal.versions().some((one) => one.number === number) ? [{ kind: 'version', number } as const] : []),
    ...(journal.proposals().some((one) => one.id === number) ? [{ kind: 'proposal', number } as const] : []),
    ...(journal.sessions().some((one) => one.number === number) ? [{ kind: 'session', number } as const] : []),
    ...(journal.calls().some((one) => one.id === number) ? [{ kind: 'call', number } as const] : []),
  ];
}
