import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { aVersion, btcStudy, threeSimHours } from '../testing/store/journalFixtures.ts';
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

  /** A database of an older version with one study, two versions, and a decision. */
  function aDatabaseOfVersion(version: number): { file: string; db: Database.Database } {
    const file = freshFile('tune.db');
    const older = migrations.filter((step) => step.version <= version);
    openConnection(file, { now, busyTimeoutMs: 100, migrations: older }).close();
    const db = new Database(file);
    db.exec(`
      INSERT INTO studies (id, name, strategy, instrument, capital, min_volume_per_hour, risk_aversion, seed, created_at)
        VALUES (1, 'btc', 'grid', '{}', 1000, 500, 200, 's', '2026-01-01');
      INSERT INTO versions (study_id, number, author, reason, parameters, created_at)
        VALUES (1, 1, 'human', '', '{}', '2026-01-01'), (1, 2, 'human', '', '{}', '2026-01-01');
      INSERT INTO decisions (study_id, kind, decided_by, reason, version, decided_at)
        VALUES (1, 'promote', 'ann', 'better', 2, '2026-01-01');
    `);
    return { file, db };
  }

  test('decisions of a database of version 2 stay word for word, and versions can be cancelled beside them', () => {
    const { file, db } = aDatabaseOfVersion(2);
    db.close();
    const store = openStore(file, { now });
    const migrated = store.existing('btc');
    expect(migrated.decisions()).toMatchObject([{ id: 1, kind: 'promote', by: 'ann', reason: 'better', version: 2 }]);
    migrated.addVersion({ parent: 1, author: 'human', reason: '', parameters: {} });
    expect(migrated.cancel(3, 'ann', 'not now').id).toBe(2);
    store.close();
    const after = new Database(file);
    expect(() => after.exec("UPDATE decisions SET reason = 'other'")).toThrow('decisions are never edited');
    expect(() => after.exec('DELETE FROM decisions')).toThrow('decisions are never deleted');
    after.close();
  });

  test('proposals of a database of version 3 keep their decisions and calls, and stay as they were', () => {
    const { file, db } = aDatabaseOfVersion(3);
    db.exec(`
      INSERT INTO campaigns (id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price,
        decision_ms, latency, limits, status, started_at)
        VALUES (1, 1, 'sim', 3, 60, 'auto', '[]', '[]', '[]', 92000, 1000, '{}', '{}', 'running', '2026-01-01');
      INSERT INTO sessions (id, study_id, number, campaign_id, mode, source, acting, champion, status, started_at)
        VALUES (1, 1, 1, 1, 'sim', '{}', 1, 1, 'running', '2026-01-01');
      INSERT INTO proposals (id, study_id, session_id, proposer, base, intent, changes, hypothesis, findings, hash, status,
        outcome, created_at)
        VALUES (7, 1, 1, 'model', 1, 'exploit', '[]', 'wider', '[]', 'cafe', 'waiting', '', '2026-01-01'),
          (8, 1, 1, 'model', 1, 'exploit', '[]', 'tighter', '[]', 'cafe', 'passed-over', 'behind', '2026-01-01');
      INSERT INTO decisions (study_id, proposal_id, kind, decided_by, reason, decided_at)
        VALUES (1, 8, 'reject', 'ann', 'no', '2026-01-01');
    `);
    db.close();
    const store = openStore(file, { now });
    const migrated = store.existing('btc');
    expect(migrated.proposals()).toMatchObject([
      { id: 7, sessionId: 1, hypothesis: 'wider', status: 'waiting', outcome: '', trial: null },
      { id: 8, sessionId: 1, hypothesis: 'tighter', status: 'passed-over', outcome: 'behind', trial: null },
    ]);
    expect(migrated.decisions().map(({ proposalId }) => proposalId)).toEqual([null, 8]);
    store.close();
    const after = new Database(file);
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.pragma('foreign_keys = ON');
    expect(() => after.exec("UPDATE proposals SET hypothesis = 'x'")).toThrow(/never edited|decided once/);
    expect(() => after.exec("UPDATE proposals SET outcome = 'x' WHERE id = 8")).toThrow(/never edited|decided once/);
    expect(() => after.exec("UPDATE proposals SET status = 'on-trial' WHERE id = 7")).toThrow('decided once');
    expect(() => after.exec('DELETE FROM proposals')).toThrow('proposals are never deleted');
    after.close();
  });

  test('plans of a study of version 3 name no engine, as the audit has them, and stay as they are', () => {
    const file = freshFile('tune.db');
    writeFileSync(file, gunzipSync(readFileSync(STUDY_OF_VERSION_3)));
    const store = openStore(file, { now });
    const journal = store.existing('asset');
    const [old] = journal.campaigns();
    expect(old?.plan.rules).toBe(2);
    expect(Object.keys(old?.plan ?? {})).not.toContain('engine');
    journal.startCampaign(threeSimHours);
    expect(journal.campaigns().map(({ plan }) => plan)).toStrictEqual([old?.plan, threeSimHours]);
    expect(threeSimHours.engine).toBe(2);
    expect(store.check()).toEqual([]);
    store.close();
    const db = new Database(file);
    expect(() => db.exec('UPDATE campaigns SET engine = 2')).toThrow('the plan of a campaign is never edited');
    db.close();
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
