/** The times of a cron expression in a time zone. */

import { Cron } from 'croner';
import type { StartTimes } from '../campaign/dueStarts.ts';
import { ExplainedError } from '../market/explainedError.ts';

/** A cron expression or a time zone that cannot be used. */
export class ScheduleError extends ExplainedError {
  override name = 'ScheduleError';
  readonly errorKind = 'usage';
}

/** The time zone of this machine, e.g. `Europe/Vienna`. */
export function machineTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The starts of an expression with five fields: minute, hour, day of month, month, day of week. A time of the clock (neither
 * `*` nor `/` in minute and hour) comes once on each of its days: where the clock skips it, at the first moment after the gap;
 * where the clock shows it twice, at the first of the two. Other expressions follow the hours that pass: they have no start
 * in a skipped hour, and those of a doubled hour twice.
 * @param timezone an IANA name
 * @throws ScheduleError for an expression that cannot be read or names no day that exists, and for an unknown time zone
 */
export function startTimes(expression: string, timezone: string): StartTimes {
  checkTimezone(timezone);
  const fields = expression.trim().split(/\s+/).length;
  if (fields !== 5 && !expression.trim().startsWith('@'))
    throw unreadable(expression, `it has ${fields} fields where five are needed`);
  let cron: Cron;
  try {
    cron = new Cron(expression, { mode: '5-part', timezone, paused: true, fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Cron\w+: /, '') : String(error);
    throw unreadable(expression, reason);
  }
  const after = (moment: number): number | null => cron.nextRun(new Date(moment))?.getTime() ?? null;
  // Any moment will do: a day that exists comes within a few years.
  if (after(0) === null)
    throw new ScheduleError(`the schedule "${expression}" never comes: it names no day that exists`);
  return { after };
}

function unreadable(expression: string, reason: string): ScheduleError {
  return new ScheduleError(
    `the schedule "${expression}" cannot be read: ${reason}\nIts fields are minute, hour, day of month, month, day of week, in quotes. Example: "0 22 * * *" is each day at 22:00.`,
  );
}

function checkTimezone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    throw new ScheduleError(
      `--timezone ${timezone} is unknown; give a name of the IANA list, such as Europe/Vienna or UTC`,
    );
  }
}

/** A moment as the clock of a time zone shows it, with its distance to UTC: `2026-11-28 22:00 Europe/Vienna (+01:00)`. */
export function clockText(moment: number, timezone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    })
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts.timeZoneName ?? '').replace('GMT', '') || '+00:00';
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute} ${timezone} (${offset})`;
}
