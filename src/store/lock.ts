/**
 * One campaign per workspace. The lock is an exclusive transaction on a SQLite file of its own, held for as long as the
 * campaign lives: the operating system drops it with the process, also after kill -9, so it never goes stale.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError, storeErrorOf } from './errors.ts';

export interface Lock {
  /** Lets the next campaign start; doing it twice is no harm. */
  release(): void;
}

/** Another campaign holds the workspace. */
export class LockBusy extends Error {
  override name = 'LockBusy';
  readonly file: string;
  /** Process that holds the lock, where it could be read. */
  readonly pid: number | null;

  constructor(file: string, pid: number | null) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    super(`${file} is held by ${who}: a campaign runs in this workspace already. Wait for it, or stop it first.`);
    this.file = file;
    this.pid = pid;
  }
}

/** Keeps the databases of held locks reachable: a collected one would close itself and give the lock away. */
const held = new Set<Database.Database>();

/**
 * Takes the lock or fails at once. `<file>.pid` tells others who holds it; the lock file itself must not be read, since
 * closing any descriptor of it would drop the lock (POSIX). Not for network file systems. @throws LockBusy, StoreError
 */
export function acquireLock(file: string): Lock {
  const pidFile = `${file}.pid`;
  const db = begin(file, pidFile);
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    db.close();
    throw new StoreError(
      'io',
      pidFile,
      `${pidFile} cannot be written: ${String(error)}. No campaign was started.`,
      error,
    );
  }
  held.add(db);
  return {
    release: () => {
      if (!held.delete(db)) return;
      // First the note, then the lock: the next holder's note must stay.
      rmSync(pidFile, { force: true });
      db.close();
    },
  };
}

function begin(file: string, pidFile: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof TypeError)
      throw new StoreError('missing', file, `${file} cannot be made: ${error.message}`, error);
    const known = storeErrorOf(error, file);
    if (!(known instanceof StoreError)) throw known;
    if (known.kind === 'locked') throw new LockBusy(file, readPid(pidFile));
    if (known.kind !== 'corrupt') throw known;
    throw new StoreError(
      'corrupt',
      file,
      `${file} is no lock of this program. If no campaign runs, move it away.`,
      error,
    );
  }
}

function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null; // The holder has not written it yet, or just removed it.
  }
}
