/** What the service of a workspace starts and when, in a small file that other processes read. */

import { existsSync, readFileSync } from 'node:fs';
import { ExplainedError } from '../market/explainedError.ts';
import { startTimes } from '../service/startTimes.ts';
import { acquireLock, type Lock, LockBusy, lockHolder } from '../store/lock.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ASK_AGAIN, writeWhole } from '../workspace/writeFile.ts';

export interface ScheduleState {
  /** Cron expression with five fields. */
  readonly expression: string;
  /** IANA name. */
  readonly timezone: string;
  /** The flags of its campaigns, as they were typed. */
  readonly flags: string;
  /** Up to when its starts were dealt with: ISO 8601 in UTC. */
  readonly seen: string;
  /** The last start and what became of it; null before the first. */
  readonly last: { readonly at: string; readonly what: string } | null;
}

export interface ScheduleNow {
  readonly state: ScheduleState;
  /** The process of the service; null where it could not be read. */
  readonly pid: number | null;
  /** The next start, ms since 1970 UTC; null where none comes any more. */
  readonly next: number | null;
}

/** Another service starts campaigns in this workspace. */
class ScheduleBusy extends ExplainedError {
  override name = 'ScheduleBusy';
  readonly errorKind = 'busy';
}

/** The file of the schedule is not what the service writes. */
class ScheduleFileError extends ExplainedError {
  override name = 'ScheduleFileError';
  readonly errorKind = 'file';
}

/** One service a workspace. @throws ScheduleBusy, StoreError */
export function acquireSchedule({ scheduleLockFile }: Workspace): Lock {
  try {
    return acquireLock(scheduleLockFile);
  } catch (error) {
    if (!(error instanceof LockBusy)) throw error;
    const { pid } = error.holder;
    throw new ScheduleBusy(
      `a schedule runs in this workspace already${pid === null ? '' : `, in process ${pid}`}. Stop it first: Ctrl-C in its terminal, or tune service uninstall.`,
    );
  }
}

/** @throws ViewError */
export function writeSchedule({ scheduleFile }: Workspace, state: ScheduleState): void {
  writeWhole(scheduleFile, `${JSON.stringify(state, null, 2)}\n`, ASK_AGAIN);
}

/** What the last service of this workspace wrote, running or not; null where there was none. @throws ScheduleFileError */
export function readSchedule({ scheduleFile }: Workspace): ScheduleState | null {
  if (!existsSync(scheduleFile)) return null;
  const state = stateIn(readFileSync(scheduleFile, 'utf8'));
  if (state !== null) return state;
  throw new ScheduleFileError(
    `${scheduleFile} is damaged. Remove it; without it only the starts that were missed before are not named.`,
  );
}

/** The service that runs in this workspace now; null where none does. Only reads. @throws StoreError, ScheduleFileError, ScheduleError */
export function scheduleNow(workspace: Workspace, now: string): ScheduleNow | null {
  const holder = lockHolder(workspace.scheduleLockFile);
  if (holder === null) return null;
  const state = readSchedule(workspace);
  // The service has just begun, and has not written its file yet.
  if (state === null) return null;
  return { state, pid: holder.pid, next: startTimes(state.expression, state.timezone).after(Date.parse(now)) };
}

function stateIn(text: string): ScheduleState | null {
  try {
    const { expression, timezone, flags, seen, last } = JSON.parse(text) as Record<keyof ScheduleState, unknown>;
    const words = [expression, timezone, flags, seen];
    if (!words.every((word) => typeof word === 'string') || Number.isNaN(Date.parse(String(seen)))) return null;
    return {
      expression: String(expression),
      timezone: String(timezone),
      flags: String(flags),
      seen: String(seen),
      last: lastIn(last),
    };
  } catch {
    return null;
  }
}

function lastIn(value: unknown): ScheduleState['last'] {
  if (typeof value !== 'object' || value === null) return null;
  const { at, what } = value as Record<string, unknown>;
  return typeof at === 'string' && typeof what === 'string' ? { at, what } : null;
}
