/** `tune watch`: follows the campaign that runs in the workspace, from any terminal. */

import type { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import type { Watched } from '../app/activity.ts';
import { watched } from '../app/activityFile.ts';
import { restText } from '../app/activityText.ts';
import { waitingSince } from '../app/waitingSince.ts';
import { machineClock } from '../llm/call.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';
import { watchBlock } from './watchText.ts';

const LOOK_MS = 1000;

const HELP = `
Examples:
  tune watch                         the campaign of this folder, redrawn once a second
  tune --workspace ~/btc watch       that of another folder
  tune watch --once                  one block, for a pipe or a message
  tune watch --json | jq .activity   one JSON object a second (docs/watching.md has its shape)
Ctrl-C ends the watching and not the campaign.`;

export function watchVerb(program: Command, run: Run): void {
  program
    .command('watch')
    .description('Watch the campaign that runs in this workspace, until it ends.')
    .option('--once', 'show it once; so it is too where stdout is no terminal, except with --json')
    .addHelpText('after', HELP)
    .action(({ once }: { readonly once?: boolean }, command: Command) =>
      run(command, (context) => watch(context, once === true)),
    );
}

async function watch(context: Context, once: boolean): Promise<number> {
  const { io, json, workspace, now } = context;
  const look = (): Watched => watched(workspace, now());
  const redraws = process.stdout.isTTY === true && process.env.TERM !== 'dumb' && !json;
  const screen = redraws && !once ? createLogUpdate(process.stdout) : null;
  const signals = stopOnSignals(() => undefined);
  let last = look();
  try {
    // A reader that closes early (`| head`) wants no more.
    while (isRunning(last) && !signals.signal.aborted && process.stdout.errored === null) {
      const text = json ? JSON.stringify(last) : blockOf(last, context, screen !== null);
      if (screen === null) io.out(text);
      else screen(text);
      if (once || (screen === null && !json)) return EXIT.ok;
      await machineClock.sleep(LOOK_MS, signals.signal);
      last = look();
    }
  } finally {
    signals.release();
    screen?.done();
  }
  if (isRunning(last)) return EXIT.interrupted;
  last = await waitingSince(last, context);
  const { text, next } = restText(last);
  if (json) io.out(JSON.stringify(last));
  else io.tell(text);
  io.say(`Next: ${next}`);
  return EXIT.ok;
}

function isRunning({ state }: Watched): boolean {
  return state === 'running' || state === 'starting';
}

function blockOf({ activity, ageSeconds }: Watched, { io }: Context, redraws: boolean): string {
  if (activity === null) return 'A campaign begins.';
  // The terminal may have changed its size meanwhile.
  const width = process.stdout.isTTY === true ? process.stdout.columns : io.width;
  const rows = redraws ? process.stdout.rows : Number.POSITIVE_INFINITY;
  return watchBlock(activity, ageSeconds ?? 0, { width, rows, paint: io.paint }).join('\n');
}
