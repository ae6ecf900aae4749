/** Opens a database file: checks that it is ours, sets the pragmas for safety, migrates, and refuses a damaged file. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { copyBeforeMigration } from './backups.ts';
import { Connection, type StoreClock } from './connection.ts';
import { corruptStore, isSchemaMismatch, StoreError, storeErrorOf } from './errors.ts';
import { APPLICATION_ID, type Migration, migrations } from './migrations.ts';

export interface OpenOptions {
  /** null opens for reading only. */
  readonly now: StoreClock | null;
  /** How long to wait for another process's transaction. */
  readonly busyTimeoutMs: number;
  readonly migrations?: readonly Migration[];
}

/** What decides the next step is in these tables. `check()` reads the larger ones too. */
const CHECKED_ON_OPEN: readonly string[] = [
  'studies',
  'campaigns',
  'versions',
  'renewals',
  'decisions',
  'evaluations',
  'comparisons',
];
/** Grow with the races of every candidate. Who only reads is told of damage in them by SQLite, when a damaged page is read. */
const CHECKED_BEFORE_WRITING: readonly string[] = ['proposals'];

const WAL_TRIES = 100;
const WAL_PAUSE_MS = 20;

/** @throws StoreError */
export function openConnection(file: string, options: OpenOptions): Connection {
  const size = sizeOf(file, options.now === null);
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: options.now === null, timeout: options.busyTimeoutMs });
    const older = prepareDatabase(db, file, options);
    if (older !== undefined) {
      db.close();
      db = older;
    }
    if (size > 0) {
      const mayWrite = options.now !== null;
      quickCheck(db, file, mayWrite ? [...CHECKED_ON_OPEN, ...CHECKED_BEFORE_WRITING] : CHECKED_ON_OPEN);
    }
    return new Connection(file, db, options.now);
  } catch (error) {
    db?.close();
    throw storeErrorOf(error, file);
  }
}

/** The schema of a file as it is, and the newest that this program knows. @throws StoreError */
export function schemaVersions(file: string): { readonly found: number; readonly newest: number } {
  sizeOf(file, true);
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true });
    return { found: versionOf(db, file), newest: migrations.at(-1)?.version ?? 0 };
  } catch (error) {
    throw storeErrorOf(error, file);
  } finally {
    db?.close();
  }
}

/**
 * The size by `stat`, never by opening the file: POSIX drops all locks of a process on a file as soon as it closes any
 * descriptor of it (https://www.sqlite.org/howtocorrupt.html §2.2).
 */
function sizeOf(file: string, mustExist: boolean): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined && mustExist) {
    throw new StoreError(
      'missing',
      file,
      `${file} does not exist: no study has been started in this workspace yet; start one with: tune start`,
    );
  }
  if (size === undefined && statSync(dirname(file), { throwIfNoEntry: false }) === undefined) {
    throw new StoreError(
      'missing',
      file,
      `${file} cannot be made: the directory ${dirname(file)} does not exist. Create it first.`,
    );
  }
  return size ?? 0;
}

/** Returns a migrated copy to read from when the file has an older schema and may not be written; else undefined. */
function prepareDatabase(db: Database.Database, file: string, options: OpenOptions): Database.Database | undefined {
  const steps = options.migrations ?? migrations;
  const newest = steps.at(-1)?.version ?? 0;
  const version = versionOf(db, file);
  if (version > newest) {
    throw new StoreError(
      'newer',
      file,
      `${file} has schema version ${version}, this program knows versions up to ${newest}. Use the newer program that wrote it.`,
    );
  }
  if (options.now === null) {
    if (version === 0)
      throw new StoreError('missing', file, `${file} is empty: no study has been started in this workspace yet.`);
    setPragmas(db, false);
    return version < newest ? migratedInMemory(db, file, steps) : undefined;
  }
  setPragmas(db, true);
  if (version < newest) migrate(db, file, steps, version === 0 ? undefined : copyBeforeMigration(db, file, version));
  return undefined;
}

/** A command that only reads does not migrate the file: it reads a migrated copy in memory. */
function migratedInMemory(db: Database.Database, file: string, steps: readonly Migration[]): Database.Database {
  const bytes = db.serialize();
  // A database in memory has no WAL: its header may not ask for one (https://www.sqlite.org/c3ref/deserialize.html).
  bytes[18] = 1;
  bytes[19] = 1;
  const copy = new Database(bytes);
  try {
    setPragmas(copy, false);
    migrate(copy, file, steps, undefined);
    return copy;
  } catch (error) {
    copy.close();
    if (isSchemaMismatch(error))
      throw corruptStore(file, `its schema is not as it was written (${error.message})`, error);
    throw error;
  }
}

/** `user_version`; 0 for an empty database. @throws StoreError when the file is another program's. */
function versionOf(db: Database.Database, file: string): number {
  const { id, version, tables } = db
    .prepare<[], { id: number; version: number; tables: number }>(
      `SELECT application_id AS id, user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables
       FROM pragma_application_id, pragma_user_version`,
    )
    .get() ?? { id: 0, version: 0, tables: 0 };
  if (id === APPLICATION_ID) return version;
  if (id === 0 && version === 0 && tables === 0) return 0;
  throw corruptStore(file, `it is a SQLite database of another program (application id ${id}, not ${APPLICATION_ID})`);
}

/**
 * SQLite does not wait its busy timeout here when two processes make the same database at once
 * (https://www.sqlite.org/c3ref/busy_handler.html: a wait that could deadlock fails at once), so we do, about as long.
 */
function switchToWal(db: Database.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = WAL_TRIES; ; tries--) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (tries === 0 || !(error instanceof Database.SqliteError) || error.code !== 'SQLITE_BUSY') throw error;
      Atomics.wait(pause, 0, 0, WAL_PAUSE_MS);
    }
  }
}

/** Per connection, not per file: all but the journal mode end when it is closed. */
function setPragmas(db: Database.Database, writable: boolean): void {
  if (writable) {
    switchToWal(db);
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
  }
  db.pragma('synchronous = FULL');
  // macOS only: plain fsync there does not wait for the disk. No effect elsewhere.
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('foreign_keys = ON');
  // Without it, INSERT OR REPLACE deletes rows past the append-only triggers.
  db.pragma('recursive_triggers = ON');
  db.pragma('trusted_schema = OFF');
}

/** `copy` names the copy from before, where there was something to copy. */
function migrate(db: Database.Database, file: string, steps: readonly Migration[], copy: string | undefined): void {
  for (const step of steps) {
    try {
      // Inside a transaction this pragma does nothing.
      if (step.replacesReferredTables) db.pragma('foreign_keys = OFF');
      db.transaction(() => {
        // Read again inside the transaction: another process may have migrated in the meantime.
        if ((db.pragma('user_version', { simple: true }) as number) >= step.version) return;
        db.exec(step.sql);
        if (step.replacesReferredTables) checkReferences(db, file);
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.pragma(`user_version = ${step.version}`);
      }).immediate();
    } catch (error) {
      const known = storeErrorOf(error, file);
      if (known instanceof StoreError || copy === undefined) throw known;
      const why = error instanceof Error ? error.message : String(error);
      throw new StoreError(
        'io',
        file,
        `${file} could not be migrated to schema version ${step.version}: ${why}. The step was undone; the copy from before is ${copy}.`,
        error,
      );
    } finally {
      db.pragma('foreign_keys = ON');
    }
  }
}

/** @throws StoreError when a row refers to one that does not exist */
function checkReferences(db: Database.Database, file: string): void {
  const [broken] = db.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[];
  if (broken === undefined) return;
  throw corruptStore(
    file,
    `${broken.table}, row ${broken.rowid}, refers to a row of ${broken.parent} that does not exist`,
  );
}

function quickCheck(db: Database.Database, file: string, tables: readonly string[]): void {
  for (const table of tables) {
    const [found] = resultOfCheck(db, file, table);
    if (found !== undefined && found.quick_check !== 'ok') throw corruptStore(file, found.quick_check);
  }
}

function resultOfCheck(db: Database.Database, file: string, table: string): readonly { quick_check: string }[] {
  try {
    return db.pragma(`quick_check(${table})`) as { quick_check: string }[];
  } catch (error) {
    if (isSchemaMismatch(error))
      throw corruptStore(file, `its schema is not as it was written (${error.message})`, error);
    throw error;
  }
}
