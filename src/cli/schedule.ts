/** `tune schedule`: a service in the foreground that starts a campaign at each of its times. */

import type { Command } from 'commander';
import { acquireSchedule, readSchedule, type ScheduleState, writeSchedule } from '../app/scheduleState.ts';
import { type ScheduleEvent, serveSchedule } from '../app/serveSchedule.ts';
import { secretValues } from '../config/secrets.ts';
import { machineClock } from '../llm/call.ts';
import { minuteOf } from '../report/markdown.ts';
import { openServiceLog, type ServiceLog, withoutSecrets } from '../service/serviceLog.ts';
import { clockText } from '../service/startTimes.ts';
import { lockHolder } from '../store/lock.ts';
import { checkWritable, ViewError } from '../workspace/writeFile.ts';
import { plannedCampaign } from './campaignFlags.ts';
import { STOPPING } from './campaignTerminal.ts';
import { printCampaign } from './campaignText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import {
  CRON_ARGUMENT,
  flagsGiven,
  type Schedule,
  type ScheduleOptions,
  scheduleIn,
  typedText,
  withScheduleFlags,
} from './scheduleFlags.ts';
import { beginningText, scheduleLine } from './scheduleText.ts';
import { serviceIo } from './serviceIo.ts';
import { stopOnSignals } from './signals.ts';

interface ServeOptions extends ScheduleOptions {
  readonly quiet?: boolean;
  readonly dryRun?: boolean;
}

const SHOWN_STARTS = 5;

export function scheduleVerb(program: Command, run: Run): void {
  withScheduleFlags(
    program
      .command('schedule')
      .description('Start a campaign at each time of a schedule, until Ctrl-C.')
      .argument(...CRON_ARGUMENT),
  )
    .option('--quiet', 'write to the log alone (tune logs shows it)')
    .option('--dry-run', `show the next ${SHOWN_STARTS} starts and run nothing`)
    .action((expression: string, options: ServeOptions, command: Command) =>
      run(command, (context) => {
        const schedule = scheduleIn(expression, options);
        if (options.dryRun === true) return showStarts(context, schedule);
        return serve(context, schedule, options, typedText(flagsGiven(command, 'campaign')));
      }),
    );
}

function showStarts({ io, json, now }: Context, { times, timezone }: Schedule): Promise<number> {
  const starts: number[] = [];
  let moment = Date.parse(now());
  while (starts.length < SHOWN_STARTS) {
    const next = times.after(moment);
    if (next === null) break;
    starts.push(next);
    moment = next;
  }
  const utc = (start: number): string => new Date(start).toISOString();
  if (json) {
    const data = starts.map((start) => ({ start: utc(start), clock: clockText(start, timezone) }));
    io.out(JSON.stringify(data, null, 2));
  } else {
    for (const start of starts) io.out(`${clockText(start, timezone)}  ${minuteOf(utc(start))} UTC`);
  }
  return Promise.resolve(EXIT.ok);
}

async function serve(context: Context, schedule: Schedule, options: ServeOptions, flags: string): Promise<number> {
  const { workspace, json, io: terminal } = context;
  const stopped = new AbortController();
  // Wrong flags and settings are found now, and not in the night.
  const { plan } = await plannedCampaign(unattended(context), options, {
    holdsSleepOff: () => false,
    stop: stopped.signal,
  });
  const lock = acquireSchedule(workspace);
  try {
    const before = readSchedule(workspace);
    const secrets = (): string[] => secretValues(workspace.envFile, process.env);
    checkWritable(workspace.logsFolder);
    const log = openServiceLog({
      folder: workspace.logsFolder,
      secrets,
      onFault: (message) => terminal.say(`The log cannot be written any more: ${message}`),
    });
    const io = serviceIo(terminal, log, { quiet: options.quiet === true, dataOnly: json });
    let running = false;
    const signals = stopOnSignals(() => io.say(running ? STOPPING : 'stopping'));
    const state = new StateFile(context, schedule, flags, log);
    try {
      io.say(
        `${beginningText(schedule, plan, flags, Date.now())}\nIts log: ${workspace.logsFolder} (tune logs -f). Ctrl-C ends it.`,
      );
      await serveSchedule(
        {
          times: schedule.times,
          lateMs: schedule.lateMs,
          clock: machineClock,
          stop: signals.signal,
          running: () => lockHolder(workspace.lockFile),
          start: async () => {
            running = true;
            try {
              return await startOne({ ...context, io, json: false, notify: io.say }, options, signals.signal);
            } finally {
              running = false;
            }
          },
          tell: (event) => {
            const { level, text, short } = scheduleLine(event, schedule);
            log.write(level, text);
            if (options.quiet !== true) terminal.say(text);
            state.note(event, withoutSecrets(short, secrets()));
          },
        },
        isSame(before, schedule) ? Date.parse(before.seen) : null,
      );
      io.say('The schedule is stopped.');
      if (json) terminal.out(JSON.stringify(state.counts, null, 2));
    } finally {
      signals.release();
      await log.close();
    }
  } finally {
    lock.release();
  }
  // A signal is how a service ends, so this is no error, also for a manager that starts failed services again.
  return EXIT.ok;
}

async function startOne(context: Context, options: ServeOptions, stop: AbortSignal) {
  const holdsSleepOff = () => options.allowSleep !== true;
  const { run } = await plannedCampaign(context, options, { holdsSleepOff, stop });
  // Stopped while it was planned: a campaign that is on record would have to be resumed.
  if (stop.aborted) return 'interrupted';
  const outcome = await run();
  printCampaign(context, outcome);
  const { kind } = outcome.end;
  if (kind === 'feed-away' || kind === 'halted') return 'interrupted';
  return kind === 'waiting' || kind === 'interrupted' ? kind : 'finished';
}

/** Nobody is there to be asked when a start comes, even where this terminal can ask. */
export function unattended(context: Context): Context {
  return { ...context, io: { ...context.io, interactive: false } };
}

function isSame(before: ScheduleState | null, { expression, timezone }: Schedule): before is ScheduleState {
  return before !== null && before.expression === expression && before.timezone === timezone;
}

/** Keeps the file of the schedule up to date. That it cannot be written does not end the service. */
class StateFile {
  /** Starts by what became of them. */
  readonly counts: Record<string, number> = {};
  readonly #context: Context;
  readonly #schedule: Schedule;
  readonly #flags: string;
  readonly #log: ServiceLog;
  #last: ScheduleState['last'] = null;

  constructor(context: Context, schedule: Schedule, flags: string, log: ServiceLog) {
    this.#context = context;
    this.#schedule = schedule;
    this.#flags = flags;
    this.#log = log;
    this.#write();
  }

  note(event: ScheduleEvent, what: string): void {
    const many = 'starts' in event ? event.starts.length : 1;
    const kind = event.type === 'ended' ? event.end : event.type;
    if (kind !== 'starting') this.counts[kind] = (this.counts[kind] ?? 0) + many;
    const at = 'starts' in event ? (event.starts.at(-1) ?? 0) : event.at;
    this.#last = { at: new Date(at).toISOString(), what };
    this.#write();
  }

  #write(): void {
    const { expression, timezone } = this.#schedule;
    const state = { expression, timezone, flags: this.#flags, seen: this.#context.now(), last: this.#last };
    try {
      writeSchedule(this.#context.workspace, state);
    } catch (error) {
      if (!(error instanceof ViewError)) throw error;
      this.#log.write('error', error.message);
    }
  }
}
