/** Rows of decisions. */

import type { NewDecision } from '../study/journal.ts';
import type { DecisionKind, DecisionRecord, ProposalRecord } from '../study/records.ts';
import { checkPlan, checkWaits, closedBy } from '../study/transitions.ts';
import type { Connection } from './connection.ts';
import type { ProposalTable } from './proposals.ts';
import type { VersionTable } from './versions.ts';

interface DecisionRow {
  readonly id: number;
  readonly study_id: number;
  readonly proposal_id: number | null;
  readonly kind: DecisionKind;
  readonly decided_by: string;
  readonly reason: string;
  readonly version: number | null;
  readonly decided_at: string;
}

export class DecisionTable {
  readonly #versions: VersionTable;
  readonly #proposals: ProposalTable;
  readonly #insert;
  readonly #one;
  readonly #ofProposal;
  readonly #all;

  constructor(connection: Connection, versions: VersionTable, proposals: ProposalTable) {
    this.#versions = versions;
    this.#proposals = proposals;
    this.#insert = connection.prepare<Omit<DecisionRow, 'id'>, never>(
      `INSERT INTO decisions (study_id, proposal_id, kind, decided_by, reason, version, decided_at)
       VALUES (@study_id, @proposal_id, @kind, @decided_by, @reason, @version, @decided_at)`,
    );
    this.#one = connection.prepare<[number], DecisionRow>('SELECT * FROM decisions WHERE id = ?');
    this.#ofProposal = connection.prepare<[number], DecisionRow>('SELECT * FROM decisions WHERE proposal_id = ?');
    this.#all = connection.prepare<[number], DecisionRow>('SELECT * FROM decisions WHERE study_id = ? ORDER BY id');
  }

  /**
   * Closes the proposal, creates the version, records the decision; to be called inside one transaction.
   * @throws IllegalTransition, StalePlan, NotFound
   */
  add(studyId: number, proposalId: number | null, decision: NewDecision, at: string): DecisionRecord {
    this.#closeProposal(studyId, proposalId, decision, at);
    const version = decision.version && this.#versions.add(studyId, decision.version, proposalId, at);
    return this.#record(studyId, proposalId, decision, version?.number ?? null, at);
  }

  /** A proposal that can still be decided. @throws AlreadyDecided, IllegalTransition, NotFound */
  open(studyId: number, id: number): ProposalRecord {
    const proposal = this.#proposals.get(studyId, id);
    const earlier = this.#ofProposal.get(id);
    const supersededAt = this.#proposals.supersededAt(studyId, id);
    checkWaits(proposal, { decision: earlier && recordOf(earlier), supersededAt });
    return proposal;
  }

  /** Takes a version out of the queue. @throws NotFound when there is no such version. */
  cancel(studyId: number, version: number, by: string, reason: string, at: string): DecisionRecord {
    this.#versions.get(studyId, version);
    return this.#record(studyId, null, { kind: 'cancel', by, reason }, version, at);
  }

  /** Names the champion. @throws NotFound when there is no such version. */
  promote(studyId: number, version: number, by: string, reason: string, at: string): DecisionRecord {
    this.#versions.get(studyId, version);
    return this.#record(studyId, null, { kind: 'promote', by, reason }, version, at);
  }

  /** One that is on record. */
  get(id: number): DecisionRecord {
    const row = this.#one.get(id);
    if (row === undefined) throw new Error(`decision ${id} was written and cannot be read back`);
    return recordOf(row);
  }

  all(studyId: number): DecisionRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }

  #record(
    studyId: number,
    proposalId: number | null,
    { kind, by, reason }: Pick<DecisionRecord, 'kind' | 'by' | 'reason'>,
    version: number | null,
    at: string,
  ): DecisionRecord {
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      proposal_id: proposalId,
      kind,
      decided_by: by,
      reason,
      version,
      decided_at: at,
    });
    return this.get(Number(lastInsertRowid));
  }

  #closeProposal(studyId: number, proposalId: number | null, decision: NewDecision, at: string): void {
    const closed = closedBy(proposalId, decision);
    if (closed === null) return;
    checkPlan(this.open(studyId, closed.id), decision, at);
    this.#proposals.close(closed.id, closed.status);
  }
}

function recordOf(row: DecisionRow): DecisionRecord {
  return {
    id: row.id,
    proposalId: row.proposal_id,
    kind: row.kind,
    by: row.decided_by,
    reason: row.reason,
    version: row.version,
    decidedAt: row.decided_at,
  };
}
