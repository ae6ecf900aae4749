/** Rows of documents from elsewhere: what they claim, and what of them was not read. */

import type { ClaimedVersion, DocumentRecord, NewDocument, UnreadLine } from '../study/importedDocument.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface DocumentRow {
  readonly id: number;
  readonly study_id: number;
  readonly name: string;
  readonly sha256: string;
  readonly claimed: string;
  readonly unread: string;
  readonly imported_at: string;
}

export class DocumentTable {
  readonly #insert;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<Omit<DocumentRow, 'id'>, never>(
      `INSERT INTO documents (study_id, name, sha256, claimed, unread, imported_at)
       VALUES (@study_id, @name, @sha256, @claimed, @unread, @imported_at)`,
    );
    this.#all = connection.prepare<[number], DocumentRow>('SELECT * FROM documents WHERE study_id = ? ORDER BY id');
  }

  add(studyId: number, document: NewDocument, at: string): DocumentRecord {
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      name: document.name,
      sha256: document.sha256,
      claimed: toJson(document.claimed),
      unread: toJson(document.unread),
      imported_at: at,
    });
    const made = this.all(studyId).find(({ id }) => id === Number(lastInsertRowid));
    if (made === undefined) throw new Error(`document ${lastInsertRowid} was written and cannot be read back`);
    return made;
  }

  all(studyId: number): DocumentRecord[] {
    return this.#all.all(studyId).map((row) => ({
      id: row.id,
      name: row.name,
      sha256: row.sha256,
      claimed: fromJson<ClaimedVersion[]>(row.claimed),
      unread: fromJson<UnreadLine[]>(row.unread),
      importedAt: row.imported_at,
    }));
  }
}
