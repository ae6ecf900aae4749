import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { aDatabase, expectFailure, storeNow, thrownBy } from '../testing/store/failures.ts';
import { aSession, aVersion, begun, btcStudy, completed } from '../testing/store/journalFixtures.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { storeErrorOf } from './errors.ts';
import { openConnection } from './open.ts';
import { openStore, type Store, storeOver } from './store.ts';

describe('full disk', () => {
  test('the action fails whole, and what was acknowledged stays', () => {
    const file = aDatabase();
    const connection = openConnection(file, { now: storeNow, busyTimeoutMs: 100 });
    const store = storeOver(connection);
    const pages = Number(connection.pragma('page_count')[0]?.page_count);
    connection.pragma(`max_page_count = ${pages + 2}`);
    const journal = store.existing('btc');
    let acknowledged = journal.versions().length;
    const failure = thrownBy(() => {
      for (;;) {
        journal.addVersion(aVersion({ reason: 'x'.repeat(500) }));
        acknowledged++;
      }
    });
    expect(failure.kind).toBe('full');
    expect(failure.message).toMatch(/disk that holds .*tune\.db is full.*earlier ones are safe/);
    expect(journal.versions()).toHaveLength(acknowledged);

    // With space again, the same store goes on.
    connection.pragma('max_page_count = 100000');
    expect(journal.addVersion(aVersion()).number).toBe(acknowledged + 1);
    expect(store.check()).toEqual([]);
    store.close();
  });
});

describe('locks and permissions', () => {
  function whileAnotherWrites(file: string, action: (store: Store) => void): void {
    const store = openStore(file, { now: storeNow, busyTimeoutMs: 20 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    try {
      action(store);
    } finally {
      other.close();
      store.close();
    }
  }

  test('a writer gives up after the busy timeout; readers do not wait', () => {
    const file = aDatabase();
    whileAnotherWrites(file, (store) => {
      const journal = store.existing('btc');
      expect(journal.versions()).toHaveLength(1);
      expectFailure(() => journal.addVersion(aVersion()), 'locked', /tune\.db is locked by another process/);
      const reader = openStore(file, { readonly: true });
      expect(reader.existing('btc').sessions()).toHaveLength(1);
      expect(reader.check()).toEqual([]);
      reader.close();
    });
    const after = openStore(file, { now: storeNow });
    expect(after.existing('btc').addVersion(aVersion()).number).toBe(2);
    after.close();
  });

  test('a reader sees what a campaign commits meanwhile', () => {
    const file = aDatabase();
    const writer = openStore(file, { now: storeNow });
    const reader = openStore(file, { readonly: true });
    const seen = reader.existing('btc');
    expect(seen.versions()).toHaveLength(1);
    writer.existing('btc').addVersion(aVersion());
    expect(seen.versions()).toHaveLength(2);
    reader.close();
    writer.close();
  });

  test('a store opened for reading writes nothing', () => {
    const store = openStore(aDatabase(), { readonly: true });
    expect(store.open(btcStudy).versions()).toHaveLength(1);
    expectFailure(() => store.existing('btc').addVersion(aVersion()), 'readonly', /opened for reading only/);
    expectFailure(() => store.open({ ...btcStudy, name: 'eth' }), 'readonly', /opened for reading only/);
    store.close();
  });

  test('a file that SQLite may not write is told as such', () => {
    const connection = openConnection(aDatabase(), { now: storeNow, busyTimeoutMs: 20 });
    connection.pragma('query_only = ON');
    const store = storeOver(connection);
    expectFailure(() => store.existing('btc').addVersion(aVersion()), 'readonly', /cannot be written.*permissions/);
    store.close();
  });
});

test.each([
  ['SQLITE_CORRUPT_INDEX', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_BUSY_SNAPSHOT', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_READONLY_DBMOVED', 'readonly'],
  ['SQLITE_IOERR_FSYNC', 'io'],
  ['SQLITE_CANTOPEN', 'missing'],
] as const)('%s is told as %s', (code, kind) => {
  const file = freshFile('tune.db');
  const told = storeErrorOf(new Database.SqliteError('what SQLite said', code), file);
  expect(told).toMatchObject({ name: 'StoreError', kind, file });
  expect(told).toMatchObject({ message: expect.stringContaining('what SQLite said') });
});

test('a broken constraint is a defect of the program and stays what it is', () => {
  const error = new Database.SqliteError('CHECK failed', 'SQLITE_CONSTRAINT_CHECK');
  expect(storeErrorOf(error, 'tune.db')).toBe(error);
});

test('a session that came live and left its tape is sound, and an edit of either is found', () => {
  const file = freshFile('tune.db');
  const store = openStore(file, { now: storeNow });
  const journal = store.open(btcStudy);
  const { campaignId } = begun(journal);
  const source = { type: 'feed', venue: 'hyperliquid', symbol: 'BTC', capture: 'captures/one' } as const;
  const { id } = journal.startSession(aSession(campaignId, { mode: 'paper', source }));
  const tape = { type: 'tape', file: 'tapes/one.parquet', sha256: 'ab'.repeat(32), fromUs: 0, toUs: 3.6e9 } as const;
  journal.sealSession(id, { ...completed(), source: { ...tape, capture: 'captures/one' } });
  expect(store.check()).toEqual([]);
  store.close();
  const edited = new Database(file);
  for (const { name } of edited.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
    name: string;
  }[])
    edited.exec(`DROP TRIGGER "${name}"`);
  edited.exec("UPDATE sessions SET source = replace(source, 'tapes/one', 'tapes/two')");
  edited.close();
  const reader = openStore(file, { readonly: true });
  expect(reader.check().join('\n')).toMatch(/session-sealed: the audit knows nothing of /);
  reader.close();
});
