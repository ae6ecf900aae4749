import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { openConnection } from './open.ts';
import { openStore } from './store.ts';
import {
  aCompletedSession,
  approval,
  aSession,
  aWaitingProposal,
  begun,
  btcStudy,
  notEnoughEvidence,
} from './testing/journalFixtures.ts';
import { freshFile } from './testing/testDirectory.ts';

const now = (): string => '2026-01-02T03:04:05.000Z';
let file: string;

beforeEach(() => {
  file = freshFile('tune.db');
  const store = openStore(file, { now });
  const journal = store.open(btcStudy);
  const session = aCompletedSession(journal, begun(journal).campaignId);
  journal.addEvaluation({ sessionId: session.id, comparisons: [notEnoughEvidence] });
  journal.decide(aWaitingProposal(journal, session.id).id, approval('ann'));
  aWaitingProposal(journal, session.id);
  journal.startSession(aSession(session.campaignId));
  expect(store.check()).toEqual([]);
  store.close();
});

/** SQL run by someone who goes past the program, e.g. with the sqlite3 shell. */
function behindTheProgramsBack(sql: string): void {
  const db = new Database(file);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

function problems(): readonly string[] {
  const store = openStore(file, { readonly: true });
  const found = store.check();
  store.close();
  return found;
}

describe('the database itself', () => {
  test.each([
    'studies',
    'campaigns',
    'versions',
    'sessions',
    'lanes',
    'lane_series',
    'evaluations',
    'comparisons',
    'proposals',
    'decisions',
    'audit',
  ])('refuses deletions from %s', (table) => {
    expect(() => behindTheProgramsBack(`PRAGMA foreign_keys = OFF; DELETE FROM ${table}`)).toThrow(/never deleted/);
  });

  test.each([
    ['studies', 'capital = 5'],
    ['campaigns', 'sessions = 99'],
    ['versions', "reason = 'better'"],
    ['sessions', "acting = 2, status = 'aborted' WHERE status = 'running'"],
    ['lanes', "metrics = '{}'"],
    ['lane_series', "fills = x''"],
    ['evaluations', "evaluated_at = 'later'"],
    ['comparisons', "verdict = 'promote'"],
    ['proposals', "hypothesis = 'I knew it', status = 'rejected' WHERE status = 'waiting'"],
    ['decisions', "decided_by = 'bob'"],
    ['audit', "detail = '{}'"],
  ])('refuses edits of %s', (table, edit) => {
    expect(() => behindTheProgramsBack(`UPDATE ${table} SET ${edit}`)).toThrow(/never edited/);
  });

  test('refuses to replace a row by inserting over it', () => {
    const connection = openConnection(file, { now, busyTimeoutMs: 100 });
    const replace = connection.prepare<[], never>(
      `INSERT OR REPLACE INTO decisions (id, study_id, kind, decided_by, reason, decided_at)
       VALUES (1, 1, 'reject', 'bob', 'no', 'later')`,
    );
    expect(() => replace.run()).toThrow(/never deleted/);
    connection.close();
  });

  test('lets a session and a proposal move on only once', () => {
    expect(() => behindTheProgramsBack("UPDATE sessions SET status = 'running' WHERE number = 1")).toThrow(
      /sealed once/,
    );
    expect(() => behindTheProgramsBack("UPDATE sessions SET status = 'aborted' WHERE number = 1")).toThrow(
      /sealed once/,
    );
    expect(() => behindTheProgramsBack("UPDATE proposals SET status = 'waiting' WHERE status = 'approved'")).toThrow(
      /decided once/,
    );
    expect(() => behindTheProgramsBack("UPDATE proposals SET status = 'rejected' WHERE status = 'approved'")).toThrow(
      /decided once/,
    );
  });
});

describe('check', () => {
  test('finds a version that was edited after its trigger was dropped', () => {
    behindTheProgramsBack(`DROP TRIGGER versions_keep; UPDATE versions SET reason = 'better' WHERE number = 1`);
    expect(problems()).toEqual([
      expect.stringMatching(/study "btc", version-added: the audit knows nothing of .*better/),
      expect.stringMatching(/study "btc", version-added: the record is missing or was edited: .*where we start/),
    ]);
  });

  test('finds edited metrics of a lane', () => {
    behindTheProgramsBack(`DROP TRIGGER lanes_keep; UPDATE lanes SET metrics = json_set(metrics, '$.profit', 100)`);
    expect(problems()).toHaveLength(2);
  });

  test('finds an edited row of the audit', () => {
    behindTheProgramsBack(`DROP TRIGGER audit_keep; UPDATE audit SET at = 'earlier' WHERE number = 3`);
    expect(problems()[0]).toMatch(/chain breaks at row 3/);
  });

  test('finds missing rows of the audit', () => {
    behindTheProgramsBack('DROP TRIGGER audit_stay; DELETE FROM audit WHERE number = 2');
    expect(problems()[0]).toMatch(/jumps from row 1 to row 3/);
  });

  test('finds the end of the audit cut off', () => {
    behindTheProgramsBack('DROP TRIGGER audit_stay; DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)');
    expect(problems()).toEqual([expect.stringMatching(/session-started: the audit knows nothing of /)]);
  });

  test('finds references to rows that do not exist', () => {
    behindTheProgramsBack(
      `PRAGMA foreign_keys = OFF; DROP TRIGGER lane_series_keep; UPDATE lane_series SET lane_id = 99`,
    );
    expect(problems()[0]).toMatch(/lane_series, row 99: refers to a row of lanes that does not exist/);
  });
});
