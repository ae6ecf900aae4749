/** Rows of versions, numbered within their study without gaps. */

import type { Parameters } from '../strategy/parameters.ts';
import type { NewVersion } from '../study/journal.ts';
import { noVersion } from '../study/missing.ts';
import type { VersionAuthor, VersionRecord } from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface VersionRow {
  readonly study_id: number;
  readonly number: number;
  readonly parent: number | null;
  readonly author: VersionAuthor;
  readonly reason: string;
  readonly parameters: string;
  readonly proposal_id: number | null;
  readonly created_at: string;
}

export class VersionTable {
  readonly #insert;
  readonly #last;
  readonly #one;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<VersionRow, never>(
      `INSERT INTO versions (study_id, number, parent, author, reason, parameters, proposal_id, created_at)
       VALUES (@study_id, @number, @parent, @author, @reason, @parameters, @proposal_id, @created_at)`,
    );
    this.#last = connection.prepare<[number], { last: number | null }>(
      'SELECT max(number) AS last FROM versions WHERE study_id = ?',
    );
    this.#one = connection.prepare<[number, number], VersionRow>(
      'SELECT * FROM versions WHERE study_id = ? AND number = ?',
    );
    this.#all = connection.prepare<[number], VersionRow>('SELECT * FROM versions WHERE study_id = ? ORDER BY number');
  }

  /** @throws NotFound when the parent is not a version of the study. */
  add(studyId: number, version: NewVersion, proposalId: number | null, at: string): VersionRecord {
    if (version.parent !== null) this.get(studyId, version.parent);
    const number = this.#lastNumber(studyId) + 1;
    this.#insert.run({
      study_id: studyId,
      number,
      parent: version.parent,
      author: version.author,
      reason: version.reason,
      parameters: toJson(version.parameters),
      proposal_id: proposalId,
      created_at: at,
    });
    return this.get(studyId, number);
  }

  /** @throws NotFound */
  get(studyId: number, number: number): VersionRecord {
    const row = this.#one.get(studyId, number);
    if (row !== undefined) return recordOf(row);
    throw noVersion(number, this.#lastNumber(studyId));
  }

  all(studyId: number): VersionRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }

  #lastNumber(studyId: number): number {
    return this.#last.get(studyId)?.last ?? 0;
  }
}

function recordOf(row: VersionRow): VersionRecord {
  return {
    number: row.number,
    parent: row.parent,
    author: row.author,
    reason: row.reason,
    parameters: fromJson<Parameters>(row.parameters),
    proposalId: row.proposal_id,
    createdAt: row.created_at,
  };
}
