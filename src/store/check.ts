/** Checks the whole database: pages, references, the chain of the audit, the records against the audit, the columns of lanes. */

import { canonicalJson } from '../study/recordText.ts';
import type { AuditEvent } from './audit.ts';
import { campaignAudit, chosenAudit, laneAudit, proposalAudit, sessionAudit, trialAudit } from './auditPayload.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Tables } from './tables.ts';

/** One sentence per problem; empty when sound. Reads the file through once: some seconds per gigabyte. */
export function findProblems(connection: Connection, tables: Tables): readonly string[] {
  try {
    const pages = brokenPages(connection);
    if (pages.length > 0) return pages;
    return connection.read(() => [
      ...danglingReferences(connection),
      ...tables.audit.problems(),
      ...tables.studies
        .all()
        .flatMap((study) => [...notInAudit(tables, study.id, study.name), ...tables.lanes.problems(study.id)]),
      ...differences('workspace', tables.audit.details(null, 'probe-made'), 'probe-made', tables.probes.all()),
    ]);
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'corrupt') return [error.message];
    throw error;
  }
}

function brokenPages(connection: Connection): string[] {
  return connection
    .pragma('integrity_check')
    .map((row) => String(row.integrity_check))
    .filter((message) => message !== 'ok');
}

function danglingReferences(connection: Connection): string[] {
  return connection
    .pragma('foreign_key_check')
    .map((row) => `${row.table}, row ${row.rowid}: refers to a row of ${row.parent} that does not exist`);
}

function notInAudit(tables: Tables, studyId: number, name: string): string[] {
  const sessions = tables.sessions.all(studyId);
  const calls = tables.calls.audited(studyId);
  const kinds: readonly [AuditEvent, readonly object[]][] = [
    ['study-created', tables.studies.all().filter((study) => study.id === studyId)],
    ['version-added', tables.versions.all(studyId)],
    ['campaign-started', tables.campaigns.all(studyId).map(campaignAudit)],
    ['session-sealed', sessions.filter((session) => session.status !== 'running')],
    ['lane-sealed', tables.lanes.all(studyId, undefined).map(laneAudit)],
    ['trial-sealed', tables.trialLanes.all(studyId, undefined).map(trialAudit)],
    ['trial-chosen', tables.proposals.all(studyId).flatMap(({ id, trial }) => chosenAudit(id, trial) ?? [])],
    ['evaluation-added', tables.evaluations.all(studyId)],
    [
      'proposal-added',
      tables.proposals
        .allAsMade(studyId)
        .map((proposal) => proposalAudit(proposal, tables.calls.ofProposal(proposal.id))),
    ],
    ['proposal-renewed', tables.renewals.all(studyId)],
    ['decision-made', tables.decisions.all(studyId)],
    ['call-made', calls.witnesses],
    ['learning-added', tables.learnings.all(studyId)],
    ['document-imported', tables.documents.all(studyId)],
  ];
  const owner = `study "${name}"`;
  const starts = sessions.map((session) => canonicalJson(sessionAudit(session)));
  const hasEnded = new Set(sessions.filter(({ status }) => status !== 'running').map(({ id }) => id));
  const comparable = (details: readonly string[]): string[] => details.map((one) => withoutSource(one, hasEnded));
  return [
    ...unlike(
      owner,
      'session-started',
      comparable(tables.audit.details(studyId, 'session-started')),
      comparable(starts),
    ),
    ...kinds.flatMap(([event, records]) => differences(owner, tables.audit.details(studyId, event), event, records)),
    ...calls.problems.map((problem) => `${owner}: ${problem}`),
  ];
}

/** The source of a session that came live is its tape once it has ended. The audit of its end has it, so here it is left out. */
function withoutSource(detail: string, hasEnded: ReadonlySet<number>): string {
  const { source: _, ...start }: { source?: unknown; id: number } = JSON.parse(detail);
  return hasEnded.has(start.id) ? canonicalJson(start) : detail;
}

/** Compares the records with what the audit was given when they were written. */
function differences(
  owner: string,
  details: readonly string[],
  event: AuditEvent,
  records: readonly object[],
): string[] {
  return unlike(
    owner,
    event,
    details,
    records.map((record) => canonicalJson(record)),
  );
}

function unlike(owner: string, event: AuditEvent, details: readonly string[], records: readonly string[]): string[] {
  const audited = new Set(details);
  const found = new Set(records);
  const where = `${owner}, ${event}`;
  return [
    ...missingFrom(audited, found).map((record) => `${where}: the audit knows nothing of ${shorten(record)}`),
    ...missingFrom(found, audited).map((record) => `${where}: the record is missing or was edited: ${shorten(record)}`),
  ];
}

function missingFrom(known: ReadonlySet<string>, records: ReadonlySet<string>): string[] {
  return [...records].filter((record) => !known.has(record));
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
