import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { aDatabase, expectFailure, storeNow } from '../testing/store/failures.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { openConnection } from './open.ts';
import { openStore } from './store.ts';

/** Overwrites the beginning of the table's first page. */
function damageTable(file: string, table: string): void {
  const probe = new Database(file, { readonly: true });
  const row = probe.prepare<[string], { pageno: number }>('SELECT pageno FROM dbstat WHERE name = ?').get(table);
  probe.close();
  if (row === undefined) throw new Error(`${table} has no page`);
  damage(file, (row.pageno - 1) * 4_096, 64);
}

/** Overwrites bytes, as a failing disk would. */
function damage(file: string, offset: number, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(bytes, 0xa5), 0, bytes, offset);
  closeSync(descriptor);
}

describe('opening', () => {
  test('every open sets the safety pragmas', () => {
    const file = aDatabase();
    const expected = {
      journal_mode: 'wal',
      synchronous: 2,
      fullfsync: 1,
      checkpoint_fullfsync: 1,
      foreign_keys: 1,
      recursive_triggers: 1,
    };
    for (const clock of [storeNow, null]) {
      const connection = openConnection(file, { now: clock, busyTimeoutMs: 5_000 });
      for (const [name, value] of Object.entries(expected)) {
        expect([name, Object.values(connection.pragma(name)[0] ?? {})[0]]).toEqual([name, value]);
      }
      expect(connection.pragma('busy_timeout')).toEqual([{ timeout: 5_000 }]);
      connection.close();
    }
  });

  test('a reading command does not make a database', () => {
    const file = freshFile('tune.db');
    expectFailure(() => openStore(file, { readonly: true }), 'missing', /tune\.db does not exist: no study/);
    expect(readdirSync(dirname(file))).toEqual([]);
    writeFileSync(file, '');
    expectFailure(() => openStore(file, { readonly: true }), 'missing', /is empty/);
  });

  test('a directory that does not exist is named', () => {
    expectFailure(
      () => openStore(freshFile('nowhere/tune.db'), { now: storeNow }),
      'missing',
      /directory .*nowhere does not exist/,
    );
  });

  test('a database of another program is left alone', () => {
    const file = freshFile('tune.db');
    const other = new Database(file);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    const before = readFileSync(file);
    expectFailure(() => openStore(file, { now: storeNow }), 'corrupt', /another program/);
    expect(readFileSync(file)).toEqual(before);
  });
});

describe('damage', () => {
  test('a file that is no database is refused at open and left as it is', () => {
    const file = freshFile('tune.db');
    writeFileSync(file, 'these are my notes, not a database\n'.repeat(100));
    const before = readFileSync(file);
    for (const options of [{ now: storeNow }, { readonly: true }] as const) {
      expectFailure(
        () => openStore(file, options),
        'corrupt',
        /tune\.db cannot be read as a journal.*no backup beside it/,
      );
    }
    expect(readFileSync(file)).toEqual(before);
  });

  test('flipped bytes in the pages of small tables are caught at open', () => {
    const file = aDatabase();
    damageTable(file, 'decisions');
    expectFailure(() => openStore(file, { now: storeNow }), 'corrupt', /Nothing was changed/);
    expectFailure(() => openStore(file, { readonly: true }), 'corrupt', /Nothing was changed/);
  });

  test('damaged proposals, which may be many, are caught before anything is written, and else when they are read', () => {
    const file = aDatabase();
    damageTable(file, 'proposals');
    expectFailure(() => openStore(file, { now: storeNow }), 'corrupt', /Nothing was changed/);
    const store = openStore(file, { readonly: true });
    expect(store.existing('btc').versions()).toHaveLength(1);
    expectFailure(() => store.existing('btc').proposals(), 'corrupt', /tune\.db cannot be read/);
    expect(store.check()).not.toEqual([]);
    store.close();
  });

  test('a truncated file is caught at open', () => {
    const file = aDatabase();
    truncateSync(file, 4_096 * 5);
    expectFailure(() => openStore(file, { now: storeNow }), 'corrupt', /tune\.db cannot be read/);
  });

  test('the latest backup is offered', () => {
    const file = aDatabase();
    copyFileSync(file, `${file}.backup-monday`);
    damage(file, 0, 4_096);
    expectFailure(
      () => openStore(file, { now: storeNow }),
      'corrupt',
      /latest backup is .*tune\.db\.backup-monday: move/,
    );
  });

  test('a damaged schema and damaged text are told as damage', () => {
    const schema = aDatabase();
    const raw = new Database(schema);
    raw.exec('DROP TABLE lane_series');
    expectFailure(
      () => openStore(schema, { now: storeNow }),
      'corrupt',
      /schema is not as it was written.*lane_series/,
    );
    raw.exec('PRAGMA foreign_keys = OFF; DROP TABLE decisions');
    raw.close();
    expectFailure(() => openStore(schema, { now: storeNow }), 'corrupt', /schema is not as it was written.*decisions/);

    const text = aDatabase();
    const shell = new Database(text);
    shell.exec(`DROP TRIGGER lanes_keep; PRAGMA ignore_check_constraints = ON; UPDATE lanes SET metrics = '{"vol'`);
    shell.close();
    const store = openStore(text, { readonly: true });
    expectFailure(() => store.existing('btc').lanes(), 'corrupt', /not valid JSON: \{"vol/);
    expect(store.check()[0]).toMatch(/lanes|not valid JSON/);
    store.close();
  });

  test('flipped bits in the columns of a lane are found when they are read', () => {
    const file = aDatabase();
    const raw = new Database(file);
    raw.exec('DROP TRIGGER lane_series_keep');
    const blob = raw.prepare<[], { fills: Buffer }>('SELECT fills FROM lane_series').get()?.fills ?? Buffer.alloc(0);
    blob.writeUInt8(blob.readUInt8(40) ^ 1, 40);
    raw.prepare('UPDATE lane_series SET fills = ?').run(blob);
    raw.close();
    const store = openStore(file, { readonly: true });
    expect(store.check()).toEqual([expect.stringMatching(/columns of the lane of v1 \(pessimistic\) .* are damaged/)]);
    expectFailure(() => store.existing('btc').laneSeries(1, 1, 'pessimistic'), 'corrupt', /columns of the lane of v1/);
    store.close();
  });
});
