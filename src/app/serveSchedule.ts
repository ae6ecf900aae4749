/** The service that starts campaigns at their times, one after another, until it is stopped. */

import { dueStarts, type StartTimes, seenUntil, startsUntil } from '../campaign/dueStarts.ts';
import { ExplainedError } from '../market/explainedError.ts';
import { LockBusy, type LockHolder } from '../store/lock.ts';

/** How the campaign of a start ended. */
export type StartEnd = 'finished' | 'waiting' | 'interrupted';

/** What happens to starts. All times are milliseconds since 1970 UTC. */
export type ScheduleEvent =
  | { readonly type: 'starting'; readonly at: number }
  | { readonly type: 'ended'; readonly at: number; readonly end: StartEnd }
  /** The start was refused or failed; the service continues. `fault` is null for an error that explains itself. */
  | { readonly type: 'failed'; readonly at: number; readonly message: string; readonly fault: unknown }
  /** A campaign that this service did not start was running. */
  | { readonly type: 'busy'; readonly at: number; readonly holder: LockHolder }
  /** Starts that came while the campaign of an earlier start ran. */
  | { readonly type: 'overlapped'; readonly starts: readonly number[] }
  /** Starts that were found too late: the machine slept, or was off, or no service ran. */
  | { readonly type: 'missed'; readonly starts: readonly number[] };

export interface SchedulePorts {
  readonly times: StartTimes;
  readonly clock: ScheduleClock;
  /** How late a start may be made, in ms. */
  readonly lateMs: number;
  /** Aborted to end the service; the campaign that runs is sealed by its own port. */
  readonly stop: AbortSignal;
  /** Who runs a campaign in this workspace; null where nobody does. @throws StoreError */
  readonly running: () => LockHolder | null;
  /** Runs one campaign to its end, as `tune start` does. */
  readonly start: () => Promise<StartEnd>;
  readonly tell: (event: ScheduleEvent) => void;
}

export interface ScheduleClock {
  /** Milliseconds since 1970 UTC. */
  wallMs(): number;
  /** Resolves after `ms`, or as soon as `stop` is aborted. */
  sleep(ms: number, stop: AbortSignal | null): Promise<void>;
}

/**
 * The clock is looked at this often. One long timer would not do: timers stand still while the machine sleeps, and the clock
 * may be set.
 */
const LOOK_MS = 15_000;

/**
 * Serves until it is stopped. Starts are judged by the clock alone, never by the number of timers that fired.
 * @param seenBefore up to when an earlier service dealt with the starts of this schedule; null where there was none
 */
export async function serveSchedule(ports: SchedulePorts, seenBefore: number | null): Promise<void> {
  const { times, clock, lateMs, stop, tell } = ports;
  const began = clock.wallMs();
  let seen = Math.min(seenBefore ?? began, began);
  while (!stop.aborted) {
    const now = clock.wallMs();
    const { due, missed } = dueStarts(seen, now, times, lateMs);
    seen = seenUntil(seen, now);
    if (missed.length > 0) tell({ type: 'missed', starts: missed });
    if (due !== null) {
      await startAt(due, ports);
      const ended = clock.wallMs();
      const during = startsUntil(seen, ended, times);
      if (during.length > 0) tell({ type: 'overlapped', starts: during });
      seen = seenUntil(seen, ended);
      continue;
    }
    const next = times.after(seen);
    await clock.sleep(next === null ? LOOK_MS : Math.max(1, Math.min(LOOK_MS, next - now)), stop);
  }
}

/** Nothing that a start throws ends the service: the next start may succeed. */
async function startAt(at: number, { running, start, tell }: SchedulePorts): Promise<void> {
  try {
    const holder = running();
    if (holder !== null) return tell({ type: 'busy', at, holder });
    tell({ type: 'starting', at });
    tell({ type: 'ended', at, end: await start() });
  } catch (error) {
    if (error instanceof LockBusy) return tell({ type: 'busy', at, holder: error.holder });
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: 'failed', at, message, fault: error instanceof ExplainedError ? null : error });
  }
}
