/** Rows of proposals that were validated again: what was judged, by whom, when. */

import type { NewRenewal } from '../study/journal.ts';
import type { GuardrailFinding } from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface RenewalRow {
  readonly id: number;
  readonly study_id: number;
  readonly proposal_id: number;
  readonly renewed_by: string;
  readonly hash: string;
  readonly findings: string;
  readonly renewed_at: string;
}

/** A renewal on record. */
export interface Renewal extends NewRenewal {
  readonly id: number;
  readonly proposalId: number;
  readonly renewedAt: string;
}

export class RenewalTable {
  readonly #insert;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<Omit<RenewalRow, 'id'>, never>(
      `INSERT INTO renewals (study_id, proposal_id, renewed_by, hash, findings, renewed_at)
       VALUES (@study_id, @proposal_id, @renewed_by, @hash, @findings, @renewed_at)`,
    );
    this.#all = connection.prepare<[number], RenewalRow>('SELECT * FROM renewals WHERE study_id = ? ORDER BY id');
  }

  /** The caller has checked that the proposal can still be decided. */
  add(studyId: number, proposalId: number, { by, hash, findings }: NewRenewal, at: string): Renewal {
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      proposal_id: proposalId,
      renewed_by: by,
      hash,
      findings: toJson(findings),
      renewed_at: at,
    });
    return { id: Number(lastInsertRowid), proposalId, by, hash, findings, renewedAt: at };
  }

  all(studyId: number): Renewal[] {
    return this.#all.all(studyId).map((row) => ({
      id: row.id,
      proposalId: row.proposal_id,
      by: row.renewed_by,
      hash: row.hash,
      findings: fromJson<GuardrailFinding[]>(row.findings),
      renewedAt: row.renewed_at,
    }));
  }
}
