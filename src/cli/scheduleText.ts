/** What a schedule does, for the terminal and for the log. */

import type { ScheduleNow } from '../app/scheduleState.ts';
import type { ScheduleEvent } from '../app/serveSchedule.ts';
import { counted } from '../report/figures.ts';
import type { LogLevel } from '../service/serviceLog.ts';
import { clockText } from '../service/startTimes.ts';
import type { CampaignPlan } from '../study/records.ts';
import type { Schedule } from './scheduleFlags.ts';

export interface ScheduleLine {
  readonly level: LogLevel;
  readonly text: string;
  /** The same in a few words, for tune status. */
  readonly short: string;
}

const NOT_MADE_UP = 'It is not made up.';

export function scheduleLine(event: ScheduleEvent, { timezone, lateMs }: Schedule): ScheduleLine {
  const when = (at: number): string => clockText(at, timezone);
  switch (event.type) {
    case 'starting':
      return { level: 'info', text: `Start of ${when(event.at)}: a campaign begins.`, short: 'runs now' };
    case 'ended': {
      const short = { finished: 'finished', waiting: 'a proposal waits', interrupted: 'interrupted' }[event.end];
      return { level: 'info', text: `Start of ${when(event.at)}: ${short}.`, short };
    }
    case 'failed': {
      const [short = ''] = event.message.split('\n');
      const stack = event.fault instanceof Error ? `\n${event.fault.stack ?? ''}` : '';
      return { level: 'error', text: `Start of ${when(event.at)} failed: ${event.message}${stack}`, short };
    }
    case 'busy': {
      const { pid } = event.holder;
      const who = pid === null ? 'another process' : `process ${pid}`;
      const short = `skipped, because a campaign ran in ${who}`;
      return { level: 'warn', text: `Start of ${when(event.at)} ${short}. ${NOT_MADE_UP}`, short };
    }
    case 'overlapped':
      return startsLine(event.starts, 'came while the campaign of an earlier start ran', when);
    case 'missed':
      return startsLine(event.starts, `found more than ${lateMs / 60_000} min late, or replaced by a later one`, when);
  }
}

function startsLine(starts: readonly number[], why: string, when: (at: number) => string): ScheduleLine {
  const [first = 0] = starts;
  const which =
    starts.length === 1
      ? `Start of ${when(first)} skipped`
      : `${counted(starts.length, 'start')} skipped, from ${when(first)} to ${when(starts.at(-1) ?? first)}`;
  return { level: 'warn', text: `${which}: ${why}. Skipped starts are not made up.`, short: `skipped: ${why}` };
}

/** What is said when the service begins. */
export function beginningText(
  { expression, timezone, times, lateMs }: Schedule,
  plan: CampaignPlan,
  flags: string,
  now: number,
): string {
  const next = times.after(now);
  return [
    `Schedule "${expression}": the next start is ${next === null ? 'none' : clockText(next, timezone)}.`,
    `Each start is: ${`tune start ${flags}`.trim()}`,
    `A start is made up to ${lateMs / 60_000} min late, and only while no campaign runs in this workspace.`,
    APPROVAL_TEXT[plan.approval],
  ].join('\n');
}

const APPROVAL_TEXT: Readonly<Record<CampaignPlan['approval'], string>> = {
  auto: 'Proposals that pass the guardrails are approved at once (approval auto).',
  hold: 'A campaign stops when a proposal waits (approval hold), and later starts are refused until you decide (tune review) and continue it (tune resume). With approval ask the campaigns continue.',
  ask: 'Proposals wait for you while the campaigns continue (approval ask; nobody is asked): tune review.',
};

/** Lines of `tune status` and `tune service status` about the service that runs; none where none does. */
export function scheduleLines(now: ScheduleNow | null): string[] {
  if (now === null) return [];
  const { state, pid, next } = now;
  const { expression, timezone, flags, last } = state;
  const when = next === null ? 'no further start' : `next start ${clockText(next, timezone)}`;
  return [
    `schedule  "${expression}", ${when}${pid === null ? '' : `, in process ${pid}`}: ${`tune start ${flags}`.trim()}`,
    ...(last === null ? [] : [`          last start ${clockText(Date.parse(last.at), timezone)}: ${last.what}`]),
  ];
}

/** The same as JSON. */
export function scheduleData(now: ScheduleNow | null): object | null {
  if (now === null) return null;
  const { state, pid, next } = now;
  const { expression, timezone, flags, last } = state;
  const nextStart = next === null ? null : new Date(next).toISOString();
  return { expression, timezone, flags, next: nextStart, last, process: pid };
}
