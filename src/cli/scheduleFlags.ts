/** The flags of `tune schedule`, which `tune service install` takes too. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import type { StartTimes } from '../campaign/dueStarts.ts';
import { machineTimezone, startTimes } from '../service/startTimes.ts';
import { type CampaignOptions, withCampaignFlags } from './campaignFlags.ts';

export interface ScheduleOptions extends CampaignOptions {
  readonly timezone?: string;
  readonly late: string;
}

export const CRON_ARGUMENT = [
  '<cron>',
  'when to start: minute, hour, day of month, month, day of week, in quotes; "0 22 * * *" is each day at 22:00',
] as const;

export function withScheduleFlags(command: Command): Command {
  return withCampaignFlags(command)
    .option('--timezone <name>', 'time zone of the starts, e.g. Europe/Vienna; by default that of this machine')
    .option('--late <minutes>', 'how late a start may be made, after the machine slept or was off', '10');
}

export interface Schedule {
  readonly expression: string;
  readonly timezone: string;
  readonly times: StartTimes;
  readonly lateMs: number;
}

/** @throws ScheduleError, UsageError */
export function scheduleIn(expression: string, { timezone = machineTimezone(), late }: ScheduleOptions): Schedule {
  const minutes = /^\d{1,4}(\.\d+)?$/.test(late) ? Number(late) : Number.NaN;
  if (!(minutes <= 1440)) throw new UsageError(`--late ${late} is not a number of minutes from 0 to 1440`);
  return { expression, timezone, times: startTimes(expression, timezone), lateMs: minutes * 60_000 };
}

/** Flags that a verb has for itself: neither a schedule nor a campaign has them. */
const OWN_FLAGS = ['dryRun', 'quiet', 'yes'];
const SCHEDULE_FLAGS = ['timezone', 'late'];

/**
 * The flags that were given to a verb, as they are typed, so that another process can be given the same. Tapes become absolute
 * paths, because that process may have another current folder.
 * @param what `campaign`: those of `tune start` alone
 */
export function flagsGiven(command: Command, what: 'schedule' | 'campaign'): string[] {
  const left = what === 'campaign' ? [...OWN_FLAGS, ...SCHEDULE_FLAGS] : OWN_FLAGS;
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli' || left.includes(name)) return [];
    const flag = option.long ?? option.flags;
    const value: unknown = command.getOptionValue(name);
    if (value === true) return [flag];
    const values = Array.isArray(value) ? value.map(String) : [String(value)];
    return values.flatMap((one) => [flag, name === 'tape' ? resolve(one) : one]);
  });
}

/** Arguments as they are typed in a shell. */
export function typedText(args: readonly string[]): string {
  return args.map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)).join(' ');
}
