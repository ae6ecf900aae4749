/** `tune doctor`: a checklist of the machine, the workspace and the language model, or of the venues. */

import type { Command } from 'commander';
import type { RemediedCheck } from '../app/check.ts';
import { checkSetup, isWithoutModel } from '../app/checkSetup.ts';
import { checkVenues } from '../app/checkVenues.ts';
import { UsageError } from '../app/errors.ts';
import { venueRemedy } from '../app/remedies.ts';
import { openStream } from '../venues/probe/streamRate.ts';
import { checkLine, conclusionLines, remedyLine } from './checkText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { ALLOW_ENDPOINT_FLAG, collect } from './sharedFlags.ts';
import { untilStopped, VENUES_STOPPING } from './signals.ts';

interface DoctorOptions {
  readonly fresh?: boolean;
  /** true for all, or names with commas between them. */
  readonly venues?: true | string;
  readonly restUrl?: readonly string[];
  readonly wsUrl?: readonly string[];
  readonly allowEndpoint?: boolean;
}

export function doctorVerb(program: Command, run: Run): void {
  program
    .command('doctor')
    .description(
      'Check the machine, the workspace and the language model, which is asked a question or two; or the venues.',
    )
    .option('--fresh', 'ignore what earlier checks found out about the model')
    .option(
      '--venues [names]',
      'try the venues instead, all or those named (a,b): which answer, how fast, how far the clocks are apart',
    )
    .option('--rest-url <venue=url>', 'where a venue is asked, instead of at its own address; may be repeated', collect)
    .option(
      '--ws-url <venue=url>',
      'where its stream is heard; without it a venue that is asked elsewhere is not heard',
      collect,
    )
    .option(...ALLOW_ENDPOINT_FLAG)
    .action((options: DoctorOptions, command: Command) =>
      run(command, (context) => {
        if (options.venues === undefined) {
          refuseVenueFlags(options);
          return untilStopped(context.io, (stop) => doctor(context, options, stop));
        }
        if (options.fresh === true)
          throw new UsageError('--fresh is about the model and --venues about venues: name one');
        return untilStopped(context.io, (stop) => venues(context, options, stop), VENUES_STOPPING);
      }),
    );
}

function refuseVenueFlags({ restUrl, wsUrl, allowEndpoint }: DoctorOptions): void {
  if (restUrl !== undefined) throw new UsageError('--rest-url is for --venues: name both');
  if (wsUrl !== undefined) throw new UsageError('--ws-url is for --venues: name both');
  if (allowEndpoint !== undefined) throw new UsageError('--allow-endpoint is for --venues: name both');
}

async function venues({ io, json }: Context, options: DoctorOptions, stop: AbortSignal): Promise<number> {
  const { venues: names, restUrl = [], wsUrl = [], allowEndpoint: isAllowed = false } = options;
  const report = await checkVenues({
    venues: typeof names === 'string' ? names.split(',').map((name) => name.trim()) : [],
    restUrls: Object.fromEntries(restUrl.map((flag) => addressOf('--rest-url', flag))),
    wsUrls: Object.fromEntries(wsUrl.map((flag) => addressOf('--ws-url', flag))),
    isAllowed,
    clock: { wallMs: () => Date.now(), elapsedMs: () => performance.now() },
    openStream,
    stop,
    notify: io.say,
  });
  const failed = report.checks.some(({ state }) => state === 'failed');
  const checks = report.checks.map(venueRemedy);
  if (json) io.out(JSON.stringify({ ok: !failed, ...report, checks }, null, 2));
  else for (const check of checks) print(io, check);
  for (const line of conclusionLines(checks, true)) io.tell(line);
  io.say(
    report.recommended === null
      ? 'Next: fix what is wrong above, then run again: tune doctor --venues'
      : `Next: tune instruments --venue ${report.recommended}`,
  );
  return failed ? EXIT.error : EXIT.ok;
}

/** `binance=http://127.0.0.1:8080` */
function addressOf(name: string, flag: string): readonly [venue: string, url: string] {
  const at = flag.indexOf('=');
  if (at < 1) throw new UsageError(`${name} ${flag} has not the form venue=url`);
  return [flag.slice(0, at).trim().toLowerCase(), flag.slice(at + 1).trim()];
}

async function doctor(context: Context, { fresh = false }: DoctorOptions, stop: AbortSignal): Promise<number> {
  const { io, json } = context;
  const checks: RemediedCheck[] = [];
  for await (const check of checkSetup({ fresh, stop }, context)) {
    checks.push(check);
    if (!json) print(io, check);
  }
  const failed = checks.some(({ state }) => state === 'failed');
  if (json) io.out(JSON.stringify({ ok: !failed, checks }, null, 2));
  for (const line of conclusionLines(checks, !isWithoutModel(context))) io.tell(line);
  io.say(failed ? 'Next: fix what failed, then run again: tune doctor' : 'Next: tune start');
  return failed ? EXIT.error : EXIT.ok;
}

function print(io: Context['io'], check: RemediedCheck): void {
  io.out(checkLine(check, io));
  const remedy = remedyLine(check);
  if (remedy !== null) io.tell(remedy);
}
