/** One own-event tape is used by one program at a time: two would reuse client ids, and each would take the other's orders for its own. */

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { ExplainedError } from '../market/explainedError.ts';

/** Another program uses the own-event tape. */
export class TapeBusy extends ExplainedError {
  override name = 'TapeBusy';
  readonly errorKind = 'busy';
  readonly pid: number;

  constructor(path: string, lock: string, pid: number) {
    super(
      `${path} is used by process ${pid}, and only one program may send orders with it. Stop that one first. If ${pid} is no program of yours, delete ${lock}.`,
    );
    this.pid = pid;
  }
}

/** Locks that this process holds: after a restart of the machine another process may have had the same id. */
const held = new Set<string>();

/**
 * Takes the lock beside a tape; that of a process that is gone is taken over.
 * @returns what lets it go
 * @throws TapeBusy
 */
export function lockTape(path: string): () => void {
  const lock = `${isAbsolute(path) ? path : resolve(path)}.lock`;
  const note = `${lock}.${process.pid}`;
  // Written whole before it has the name that counts, so that a lock is never empty.
  writeFileSync(note, `${process.pid}\n`);
  try {
    while (!isLinked(note, lock)) {
      const pid = holderOf(lock);
      if (pid === null) continue;
      if (pid === process.pid ? held.has(lock) : isAlive(pid)) throw new TapeBusy(path, lock, pid);
      takeAway(path, lock, pid);
    }
  } finally {
    rmSync(note, { force: true });
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) rmSync(lock, { force: true });
  };
}

/** Whether `lock` was made: one that is there stays. */
function isLinked(note: string, lock: string): boolean {
  try {
    linkSync(note, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a dead process. Another program may do so at the same time, and hold it already. */
function takeAway(path: string, lock: string, dead: number): void {
  const aside = `${lock}.${process.pid}.old`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const pid = holderOf(aside);
  if (pid !== null && pid !== dead) {
    if (!isLinked(aside, lock)) rmSync(aside);
    throw new TapeBusy(path, lock, pid);
  }
  rmSync(aside);
}

/** Null where there is no lock any more. @throws Error where it names no process */
function holderOf(lock: string): number | null {
  let text: string;
  try {
    text = readFileSync(lock, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const pid = Number(text);
  if (Number.isSafeInteger(pid) && pid > 0) return pid;
  throw new Error(`${lock} names no process. Delete it once no program uses the tape.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and is somebody else's.
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
