/**
 * Files that are written under another name and renamed when they are whole. A crash leaves one behind: the next who writes in its
 * folder removes it, once it is sure that no process writes it any more.
 */

import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** A process of another machine cannot be asked whether it lives: its file is given up after this time without a change. */
const GIVEN_UP_MS = 7 * 24 * 3600e3;
/** For clocks of file systems that are not quite that of the process. */
const CLOCK_MS = 60e3;

/** Where, process, and a name of its own. */
const OWNED = /^\.([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}\.partial$/;
/** Names of earlier versions, which do not say whose they are: a tape, its compiled form, a copy for other machines. */
const UNOWNED = /^\.[0-9a-f-]{36}\.partial$|\.compiled\.tmp-[0-9a-f]{8}$|\.parquet\.[0-9a-f-]{36}\.part$/;

/** Folders that this thread has looked through. */
const looked = new Set<string>();

/**
 * A name under which `file` is written until it is whole: hidden, in the same folder. Removes what crashes left in that folder, at the
 * first call for it.
 */
export function unfinishedFile(file: string): string {
  const folder = dirname(file);
  if (!looked.has(folder)) {
    looked.add(folder);
    removeAbandoned(folder);
  }
  return join(folder, `.${place()}-${process.pid}-${randomUUID()}.partial`);
}

/** Removes unfinished files of a folder that no living process writes. Where one cannot be removed it stays. */
export function removeAbandoned(folder: string): void {
  for (const name of namesIn(folder)) {
    if (!OWNED.test(name) && !UNOWNED.test(name)) continue;
    const file = join(folder, name);
    try {
      const { mtimeMs } = statSync(file);
      if (isAbandoned(name, mtimeMs)) rmSync(file);
    } catch {
      // Another has removed it, or its folder may not be written to: then who writes there says so.
    }
  }
}

function isAbandoned(name: string, changedMs: number): boolean {
  const [, where, pid] = OWNED.exec(name) ?? [];
  const unchangedMs = Date.now() - changedMs;
  if (where !== place()) return unchangedMs > GIVEN_UP_MS;
  // In a container the next program may have the number of the one that crashed.
  if (Number(pid) === process.pid) return isBeforeThisProcess(changedMs, unchangedMs);
  return !isAlive(Number(pid));
}

/** By both clocks: the one stands still while the machine sleeps, the other may be set. */
function isBeforeThisProcess(changedMs: number, unchangedMs: number): boolean {
  return unchangedMs > process.uptime() * 1000 + CLOCK_MS && changedMs < performance.timeOrigin - CLOCK_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other error is about a process that is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Of the numbers of processes: this machine, and on Linux its container. Machines that share a folder may have the same name. */
function place(): string {
  const parts = [hostname(), machineId(), namespace()].filter((part) => part !== '');
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
}

/** Made when Linux is installed; empty in most containers, whose names differ, and elsewhere. */
function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Writing in it says what is wrong.
    return [];
  }
}
