/**
 * One campaign per workspace. The lock is an exclusive transaction on a SQLite file of its own, held while the campaign
 * runs. The operating system releases it when the process ends, also after kill -9, so no lock is left over.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ExplainedError } from '../market/explainedError.ts';
import { StoreError, storeErrorOf } from './errors.ts';

export interface Lock {
  /** Lets the next campaign start. A second call does nothing. */
  release(): void;
}

/** Who holds a lock; each null where it could not be read. */
export interface LockHolder {
  readonly pid: number | null;
  /** Study whose campaign runs. */
  readonly study: string | null;
}

/** Another campaign holds the workspace. */
export class LockBusy extends ExplainedError {
  override name = 'LockBusy';
  readonly errorKind = 'busy';
  readonly file: string;
  readonly holder: LockHolder;

  constructor(file: string, holder: LockHolder) {
    const who = holder.pid === null ? 'another process' : `process ${holder.pid}`;
    const what = holder.study === null ? 'a campaign' : `a campaign of study ${holder.study}`;
    super(
      `${what} runs in this workspace already: ${file} is held by ${who}. Wait for it (tune status shows how far it is), or stop it first with Ctrl-C in its terminal.`,
    );
    this.file = file;
    this.holder = holder;
  }
}

/** Keeps the databases of held locks reachable: the garbage collector would close an unreachable one, which releases the lock. */
const held = new Set<Database.Database>();

/**
 * Takes the lock or fails at once. `<file>.pid` tells others who holds it, and for which study; the lock file itself must not be read, since
 * closing any descriptor of it would drop the lock (POSIX). Not for network file systems. @throws LockBusy, StoreError
 */
export function acquireLock(file: string, study: string | null = null): Lock {
  const pidFile = `${file}.pid`;
  const db = begin(file, pidFile);
  try {
    writeFileSync(pidFile, `${process.pid}\n${study ?? ''}\n`);
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

/**
 * Who holds the lock, null when nobody does. Only reads, so that it works where nothing may be written.
 * @throws StoreError
 */
export function lockHolder(file: string): LockHolder | null {
  if (!existsSync(file)) return null;
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: 0 });
    // Reading takes a shared lock, which an exclusive transaction refuses.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return null;
  } catch (error) {
    const known = storeErrorOf(error, file);
    if (known instanceof StoreError && known.kind === 'locked') return readHolder(`${file}.pid`);
    throw known;
  } finally {
    db?.close();
  }
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
    if (known.kind === 'locked') throw new LockBusy(file, readHolder(pidFile));
    if (known.kind !== 'corrupt') throw known;
    throw new StoreError(
      'corrupt',
      file,
      `${file} is no lock of this program. If no campaign runs, move it away.`,
      error,
    );
  }
}

function readHolder(pidFile: string): LockHolder {
  try {
    const [first, study] = readFileSync(pidFile, 'utf8').split('\n');
    const pid = Number(first);
    return {
      pid: Number.isInteger(pid) && pid > 0 ? pid : null,
      study: study === undefined || study === '' ? null : study,
    };
  } catch {
    return { pid: null, study: null }; // The holder has not written it yet, or just removed it.
  }
}
