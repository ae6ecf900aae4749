/**
 * The hash-chained audit: one row per change, written in the change's own transaction. Each row's hash covers the
 * one before, so that an edited, removed or inserted row is found.
 */

import { createHash } from 'node:crypto';
import type { RecordsDigest, TimelineEntry } from '../study/records.ts';
import { canonicalJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { corruptStore } from './errors.ts';
import { fromJson } from './json.ts';

export type AuditEvent =
  | 'study-created'
  | 'version-added'
  | 'campaign-started'
  | 'campaign-status'
  | 'session-started'
  | 'session-sealed'
  | 'lane-sealed'
  | 'trial-sealed'
  | 'trial-chosen'
  | 'trial-ended'
  | 'evaluation-added'
  | 'proposal-added'
  | 'proposal-superseded'
  | 'proposal-renewed'
  | 'decision-made'
  | 'call-made'
  | 'learning-added'
  | 'document-imported'
  | 'probe-made';

interface AuditRow {
  readonly number: number;
  /** null for what belongs to the workspace. */
  readonly study_id: number | null;
  readonly at: string;
  readonly event: AuditEvent;
  readonly detail: string;
  readonly hash: string;
}

/** Events that the timeline shows, with their kind there. */
const SHOWN = {
  'version-added': 'version',
  'session-sealed': 'session',
  'evaluation-added': 'evaluation',
  'proposal-added': 'proposal',
  'decision-made': 'decision',
  'learning-added': 'learning',
} as const satisfies Partial<Record<AuditEvent, TimelineEntry['kind']>>;

/** The join looks it up for every row: of the others, which may be long, it must not read the detail. */
const EVALUATED_SESSION = "CASE event WHEN 'evaluation-added' THEN detail ->> '$.sessionId' END";

interface TimelineRow {
  readonly number: number;
  readonly at: string;
  readonly event: keyof typeof SHOWN;
  readonly id: number;
}

/** A change on record, with what it names of what it changed; null for what it does not name. */
export interface AuditedChange {
  readonly event: AuditEvent;
  readonly id: number | null;
  readonly number: number | null;
  readonly sessionId: number | null;
  readonly proposalId: number | null;
  /** Ids of calls to models that a proposal came of. */
  readonly calls: readonly number[];
}

type ChangeRow = Omit<AuditedChange, 'calls'> & { readonly calls: string | null };

const START = '0'.repeat(64);

export class AuditTable {
  readonly #last;
  readonly #insert;
  readonly #all;
  readonly #ofEvent;
  readonly #file: string;
  readonly #timeline;
  readonly #wholeTimeline;
  readonly #proposalIds;
  readonly #hashAt;
  readonly #since;

  constructor(connection: Connection) {
    this.#file = connection.file;
    this.#last = connection.prepare<[], Pick<AuditRow, 'number' | 'hash'>>(
      'SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1',
    );
    this.#insert = connection.prepare<AuditRow, never>(
      `INSERT INTO audit (number, study_id, at, event, detail, hash)
       VALUES (@number, @study_id, @at, @event, @detail, @hash)`,
    );
    this.#all = connection.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY number');
    this.#ofEvent = connection.prepare<[number | null, AuditEvent], Pick<AuditRow, 'detail'>>(
      'SELECT detail FROM audit WHERE study_id IS ? AND event = ? ORDER BY number',
    );
    this.#timeline = connection.prepare<[number, number], TimelineRow>(
      `SELECT audit.number, at, event,
         CASE event
           WHEN 'evaluation-added' THEN sessions.number
           WHEN 'version-added' THEN detail ->> '$.number'
           WHEN 'session-sealed' THEN detail ->> '$.number'
           ELSE detail ->> '$.id'
         END AS id
       FROM audit LEFT JOIN sessions ON sessions.id = ${EVALUATED_SESSION}
       WHERE audit.number > ? AND audit.study_id = ? AND event IN (${Object.keys(SHOWN).map((event) => `'${event}'`)})
       ORDER BY audit.number`,
    );
    this.#wholeTimeline = connection.prepare<[number], Omit<TimelineRow, 'id'> & { readonly id: number | null }>(
      `SELECT audit.number, at, event,
         CASE event
           WHEN 'proposal-added' THEN NULL
           WHEN 'evaluation-added' THEN sessions.number
           WHEN 'version-added' THEN detail ->> '$.number'
           WHEN 'session-sealed' THEN detail ->> '$.number'
           ELSE detail ->> '$.id'
         END AS id
       FROM audit LEFT JOIN sessions ON sessions.id = ${EVALUATED_SESSION}
       WHERE audit.study_id = ? AND event IN (${Object.keys(SHOWN).map((event) => `'${event}'`)})
       ORDER BY audit.number`,
    );
    this.#proposalIds = connection.prepare<[number], { id: number }>(
      'SELECT id FROM proposals WHERE study_id = ? ORDER BY id',
    );
    this.#hashAt = connection.prepare<[number], Pick<AuditRow, 'hash'>>('SELECT hash FROM audit WHERE number = ?');
    this.#since = connection.prepare<[number, number], ChangeRow>(
      `SELECT event, detail ->> '$.id' AS id, detail ->> '$.number' AS number, detail ->> '$.sessionId' AS sessionId,
         detail ->> '$.proposalId' AS proposalId, detail -> '$.calls' AS calls
       FROM audit WHERE number > ? AND study_id = ? ORDER BY number`,
    );
  }

  /** The number of rows, and the hash of the last, which covers all of them. */
  head(): RecordsDigest {
    const { number, hash } = this.#last.get() ?? { number: 0, hash: START };
    return { changes: number, sha256: hash };
  }

  /** To be called inside the transaction of the change. */
  append(studyId: number | null, at: string, event: AuditEvent, detail: object): void {
    const last = this.#last.get() ?? { number: 0, hash: START };
    const row = { number: last.number + 1, study_id: studyId, at, event, detail: canonicalJson(detail) };
    this.#insert.run({ ...row, hash: hashOf(last.hash, row) });
  }

  /** The details of one kind of event, as canonical JSON. */
  details(studyId: number | null, event: AuditEvent): string[] {
    return this.#ofEvent.all(studyId, event).map((row) => row.detail);
  }

  /** Of the chain up to a row; null where there is no such row. */
  hashAt(number: number): string | null {
    return number === 0 ? START : (this.#hashAt.get(number)?.hash ?? null);
  }

  /** Changes of a study after a row, oldest first. */
  since(number: number, studyId: number): AuditedChange[] {
    return this.#since
      .all(number, studyId)
      .map(({ calls, ...named }) => ({ ...named, calls: calls === null ? [] : fromJson<number[]>(calls) }));
  }

  /**
   * All that happened. Proposals are most of the audit and long: their ids, which rise in the order of writing, are taken from their
   * table. @throws StoreError where the two do not fit
   */
  wholeTimeline(studyId: number): TimelineEntry[] {
    const proposals = this.#proposalIds.all(studyId);
    let nth = 0;
    const entries = this.#wholeTimeline.all(studyId).map(({ number, at, event, id }): TimelineEntry => {
      const known = event === 'proposal-added' ? proposals[nth++]?.id : id;
      return { number, at, kind: SHOWN[event], id: known ?? Number.NaN };
    });
    if (nth !== proposals.length)
      throw corruptStore(this.#file, `${proposals.length} proposals are on record, and the audit has ${nth}`);
    return entries;
  }

  /** What happened after a row. An evaluation's id is the number of its session. */
  timeline(studyId: number, after: number): TimelineEntry[] {
    return this.#timeline
      .all(after, studyId)
      .map(({ number, at, event, id }) => ({ number, at, kind: SHOWN[event], id }));
  }

  /** Where the chain breaks; empty when it holds. */
  problems(): string[] {
    let previous = START;
    let expected = 1;
    for (const row of this.#all.iterate()) {
      if (row.number !== expected)
        return [`the audit jumps from row ${expected - 1} to row ${row.number}: rows are missing`];
      if (row.hash !== hashOf(previous, row)) {
        return [
          `the audit's chain breaks at row ${row.number} (${row.event} at ${row.at}): it or the row before was edited`,
        ];
      }
      previous = row.hash;
      expected++;
    }
    return [];
  }
}

function hashOf(previous: string, { number, study_id, at, event, detail }: Omit<AuditRow, 'hash'>): string {
  const line = canonicalJson({ number, study_id, at, event, detail: fromJson<unknown>(detail) });
  return createHash('sha256').update(previous).update(line).digest('hex');
}
