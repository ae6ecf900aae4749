import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { aVersion, btcStudy } from '../testing/store/journalFixtures.ts';
import { freshFile, startChild } from '../testing/store/testDirectory.ts';
import { StoreError } from './errors.ts';
import { type Migration, migrations } from './migrations.ts';
import { openConnection } from './open.ts';
import { openStore, storeOver } from './store.ts';

const now = (): string => '2026-01-02T03:04:05.000Z';
const STUDY_OF_VERSION_3 = join(import.meta.dirname, '../../test/assets/study-schema-3.db.gz');
const next: Migration = { version: migrations.length + 1, sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' };

function aDatabaseOfThisVersion(): string {
  const file = freshFile('tune.db');
  const store = openStore(file, { now });
  store.open(btcStudy).addVersion(aVersion());
  store.close();
  return file;
}

function openWith(file: string, ...more: readonly Migration[]): void {
  openConnection(file, { now, busyTimeoutMs: 100, migrations: [...migrations, ...more] }).close();
}

function schemaVersion(file: string): unknown {
  const db = new Database(file, { readonly: true });
  const version = db.pragma('user_version', { simple: true });
  db.close();
  return version;
}

function backupsOf(file: string): readonly string[] {
  return readdirSync(dirname(file)).filter((name) => name.includes('backup'));
}

describe('migrations', () => {
  test('are numbered from 1 without gaps', () => {
    expect(migrations.map((m) => m.version)).toEqual(migrations.map((_, i) => i + 1));
  });

  test('a new database needs no backup', () => {
    const file = aDatabaseOfThisVersion();
    expect(schemaVersion(file)).toBe(migrations.length);
    expect(backupsOf(file)).toEqual([]);
  });

  test('an older database is copied before it is brought up to date', () => {
    const file = aDatabaseOfThisVersion();
    openWith(file, next);
    expect(schemaVersion(file)).toBe(next.version);
    const backup = `${file}.backup-v${migrations.length}`;
    const copy = openStore(backup, { now });
    expect(copy.existing('btc').versions()).toHaveLength(1);
    expect(copy.check()).toEqual([]);
    copy.close();

    const migrated = storeOver(openConnection(file, { now, busyTimeoutMs: 100, migrations: [...migrations, next] }));
    expect(migrated.existing('btc').versions()).toHaveLength(1);
    migrated.close();
    expect(backupsOf(file)).toEqual([`tune.db.backup-v${migrations.length}`]);
  });

  test('decisions stay word for word in step 3, and versions can be cancelled beside them', () => {
    const file = freshFile('tune.db');
    // The program writes to tables of this version alone: step 3 is left out, and made up for afterwards.
    const without3 = migrations.map((step) => (step.version === 3 ? { ...step, sql: 'SELECT 1' } : step));
    const late = { version: next.version, sql: migrations.find(({ version }) => version === 3)?.sql ?? '' };
    const first = storeOver(openConnection(file, { now, busyTimeoutMs: 100, migrations: without3 }));
    const journal = first.open(btcStudy);
    journal.addVersion(aVersion());
    journal.addVersion(aVersion());
    const made = [
      journal.promote(2, 'ann', 'better'),
      journal.decide(null, { kind: 'rollback', by: 'bob', reason: 'no', version: aVersion() }),
    ];
    first.close();

    const store = storeOver(openConnection(file, { now, busyTimeoutMs: 100, migrations: [...without3, late] }));
    const migrated = store.existing('btc');
    expect(migrated.decisions()).toEqual(made);
    expect(migrated.cancel(2, 'ann', 'not now').id).toBe(3);
    expect(store.check()).toEqual([]);
    store.close();
    const db = new Database(file);
    expect(() => db.exec("UPDATE decisions SET reason = 'other'")).toThrow('decisions are never edited');
    expect(() => db.exec('DELETE FROM decisions')).toThrow('decisions are never deleted');
    db.close();
  });

  test('sessions of a study of version 3 know no spread of the market, and stay as they are', () => {
    const file = freshFile('tune.db');
    writeFileSync(file, gunzipSync(readFileSync(STUDY_OF_VERSION_3)));
    const store = openStore(file, { now });
    const markets = store
      .existing('asset')
      .sessions()
      .flatMap(({ facts }) => (facts === null ? [] : [facts.market]));
    expect(markets.length).toBeGreaterThan(0);
    for (const market of markets) expect(Object.keys(market)).toEqual(['volatilityBps', 'rangeBps', 'moveBps']);
    expect(store.check()).toEqual([]);
    store.close();
  });

  test('a step that fails is undone whole, its backup named, and an earlier backup kept', () => {
    const file = aDatabaseOfThisVersion();
    const broken = { version: next.version, sql: 'CREATE TABLE notes (text TEXT); INSERT INTO nowhere VALUES (1)' };
    expect(() => openWith(file, broken)).toThrow(
      new RegExp(`could not be migrated to schema version ${next.version}: .*nowhere.*backup-v${migrations.length}\\.`),
    );
    expect(() => openWith(file, broken)).toThrow(`backup-v${migrations.length}-2.`);
    expect(schemaVersion(file)).toBe(migrations.length);
    const store = openStore(file, { now });
    expect(store.existing('btc').versions()).toHaveLength(1);
    expect(store.check()).toEqual([]);
    store.close();
    openWith(file, next);
    expect(backupsOf(file)).toHaveLength(3);
  });

  test('a kill in the middle of a step leaves the old version, and the copy', async () => {
    const file = aDatabaseOfThisVersion();
    const child = startChild('migrate', file);
    while (backupsOf(file).length === 0) await setTimeout(5);
    await setTimeout(100);
    child.process.kill('SIGKILL');
    expect((await child.ended).signal).toBe('SIGKILL');
    expect(schemaVersion(file)).toBe(migrations.length);
    const store = openStore(file, { now });
    expect(store.existing('btc').addVersion(aVersion()).number).toBe(2);
    expect(store.check()).toEqual([]);
    store.close();
    openWith(file, next);
    expect(schemaVersion(file)).toBe(next.version);
  });

  test('a reading command reads an older database, and leaves its file as it was', () => {
    const file = aDatabaseOfThisVersion();
    const bytes = readFileSync(file);
    const read = storeOver(openConnection(file, { now: null, busyTimeoutMs: 100, migrations: [...migrations, next] }));
    const journal = read.existing('btc');
    expect(journal.versions()).toHaveLength(1);
    expect(() => journal.addVersion(aVersion())).toThrow(StoreError);
    read.close();
    expect(backupsOf(file)).toEqual([]);
    expect(schemaVersion(file)).toBe(migrations.length);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test('a reading command that cannot bring its copy up to date says so, and touches nothing', () => {
    const file = aDatabaseOfThisVersion();
    const broken = { version: next.version, sql: 'INSERT INTO nowhere VALUES (1)' };
    const open = (): unknown =>
      openConnection(file, { now: null, busyTimeoutMs: 100, migrations: [...migrations, broken] });
    expect(open).toThrow(/nowhere/);
    expect(backupsOf(file)).toEqual([]);
    expect(schemaVersion(file)).toBe(migrations.length);
  });

  test('a newer database is refused, both versions named, and nothing changed', () => {
    const file = aDatabaseOfThisVersion();
    openWith(file, next);
    for (const options of [{ now }, { readonly: true }] as const) {
      expect(() => openStore(file, options)).toThrow(expect.objectContaining({ name: 'StoreError', kind: 'newer' }));
      expect(() => openStore(file, options)).toThrow(
        `schema version ${next.version}, this program knows versions up to ${migrations.length}`,
      );
    }
    expect(schemaVersion(file)).toBe(next.version);
  });
});
