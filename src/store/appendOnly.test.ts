import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  aCall,
  aCompletedSession,
  aLearning,
  anImport,
  aProposal,
  approval,
  aSession,
  aWaitingProposal,
  begun,
  btcStudy,
  notEnoughEvidence,
  someTexts,
} from '../testing/store/journalFixtures.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { openConnection } from './open.ts';
import { openStore } from './store.ts';

const now = (): string => '2026-01-02T03:04:05.000Z';
let file: string;

beforeEach(() => {
  file = freshFile('tune.db');
  const store = openStore(file, { now });
  const journal = store.open(btcStudy);
  const session = aCompletedSession(journal, begun(journal).campaignId);
  journal.addEvaluation({ sessionId: session.id, comparisons: [notEnoughEvidence] });
  journal.decide(aWaitingProposal(journal, session.id).id, approval('ann'));
  const call = journal.addCall(aCall(), someTexts);
  aProposal(journal, session.id, { calls: [call.id], learnings: [aLearning()] });
  store.addProbe({ endpoint: 'http://127.0.0.1:8080/v1', model: 'small-model', format: 'text', contextTokens: null });
  store.open({ ...btcStudy, name: 'imported' }).importDocument(anImport());
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
    'calls',
    'call_texts',
    'proposal_calls',
    'learnings',
    'documents',
    'probes',
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
    ['calls', 'cost = 0'],
    ['call_texts', "answer = x''"],
    ['proposal_calls', 'proposal_id = 1'],
    ['learnings', "effect = 'worse'"],
    ['documents', "claimed = '[]'"],
    ['probes', "rung = 'tool'"],
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
    behindTheProgramsBack(
      `DROP TRIGGER versions_keep; UPDATE versions SET reason = 'better' WHERE study_id = 1 AND number = 1`,
    );
    expect(problems()).toEqual([
      expect.stringMatching(/study "btc", version-added: the audit knows nothing of .*better/),
      expect.stringMatching(/study "btc", version-added: the record is missing or was edited: .*where we start/),
    ]);
  });

  test('finds edited metrics of a lane', () => {
    behindTheProgramsBack(`DROP TRIGGER lanes_keep; UPDATE lanes SET metrics = json_set(metrics, '$.profit', 100)`);
    expect(problems()).toHaveLength(2);
  });

  test('finds an edited call, an edited answer and a call given to another proposal', () => {
    behindTheProgramsBack('DROP TRIGGER calls_keep; UPDATE calls SET cost = 0');
    expect(problems()).toHaveLength(2);
    const answer = gzipSync('{"changes":["more"]}').toString('hex');
    behindTheProgramsBack(
      `UPDATE calls SET cost = 0.0123; DROP TRIGGER call_texts_keep; UPDATE call_texts SET answer = x'${answer}'`,
    );
    expect(problems()).toHaveLength(2);
    const original = gzipSync(someTexts.answer ?? '').toString('hex');
    behindTheProgramsBack(`UPDATE call_texts SET answer = x'${original}'`);
    expect(problems()).toEqual([]);
    behindTheProgramsBack('DROP TRIGGER proposal_calls_keep; UPDATE proposal_calls SET proposal_id = 1');
    expect(problems()[0]).toMatch(/study "btc", proposal-added: the audit knows nothing of/);
  });

  test('finds texts of a call that are damaged or gone', () => {
    behindTheProgramsBack(`DROP TRIGGER call_texts_keep; UPDATE call_texts SET request = x'1f8b00'`);
    expect(problems()).toContain('study "btc": the texts of call 1 are damaged');
    behindTheProgramsBack('DROP TRIGGER call_texts_stay; DELETE FROM call_texts');
    expect(problems()).toContain('study "btc": call 1 has no texts');
  });

  test('finds an edited claim of a document', () => {
    behindTheProgramsBack(`DROP TRIGGER documents_keep; UPDATE documents SET claimed = '[]'`);
    expect(problems()).toEqual([
      expect.stringMatching(/study "imported", document-imported: the audit knows nothing of .*"claimed":\[\]/),
      expect.stringMatching(/study "imported", document-imported: the record is missing or was edited/),
    ]);
  });

  test('finds an edited learning and an edited probe', () => {
    behindTheProgramsBack(`DROP TRIGGER learnings_keep; UPDATE learnings SET effect = 'worse' WHERE study_id = 1`);
    expect(problems()).toHaveLength(2);
    behindTheProgramsBack(`DROP TRIGGER probes_keep; UPDATE probes SET rung = 'tool'`);
    expect(problems()).toContainEqual(expect.stringMatching(/^workspace, probe-made: the audit knows nothing of /));
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
