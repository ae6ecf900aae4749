/** `tune replay`: many versions over many tapes, measured side by side. Writes nothing into the study. */

import type { Command } from 'commander';
import { requireTapes } from '../app/distinctTapes.ts';
import { type ReplayedVersions, replayVersions, versionsToReplay } from '../app/replayVersions.ts';
import { currencyOf } from '../market/money.ts';
import { trialCsv } from '../report/csv.ts';
import { trialTable } from '../report/trialTable.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { runTrials, type TrialOptions } from './trials.ts';

interface ReplayOptions extends TrialOptions {
  readonly versions?: string;
  readonly csv?: boolean;
}

export function replayVerb(program: Command, run: Run): void {
  program
    .command('replay')
    .description('Run versions over recorded tapes, side by side, outside the loop.')
    .option('--versions <file>', "versions of a TOML file, e.g. examples/v1-to-v8.toml; by default the study's")
    .option('--tape <file>', 'tape to replay; several by repeating the flag, each tape once', collect, [])
    .option('--threads <count>', 'threads to run on, by default as many as there are processors')
    .option('--csv', 'results as CSV on stdout')
    .action((options: ReplayOptions, command: Command) => run(command, (context) => replay(context, options)));
}

async function replay(context: Context, options: ReplayOptions): Promise<number> {
  const { io, json } = context;
  const { config } = context.settings();
  requireTapes(options.tape);
  const versions = await versionsToReplay(options.versions ?? null, context);
  const asked = options.tape.length;
  const replayed = await replayVersions(versions, asked, (work, each) =>
    runTrials(context, { options, config, ...work }, each),
  );
  const { summaries, tapes, stopped } = replayed;
  if (stopped) io.say(`Stopped: ${tapes} of ${asked} tapes are done.`);
  if (tapes === 0) {
    if (json) io.out('[]');
    return EXIT.interrupted;
  }
  if (json) io.out(JSON.stringify(summaries, null, 2));
  else if (options.csv === true) io.out(trialCsv(summaries).trimEnd());
  else io.out(replayTable(replayed, currencyOf(config.instrument)));
  return stopped ? EXIT.interrupted : EXIT.ok;
}

function replayTable({ summaries, tapes }: ReplayedVersions, currency: string): string {
  const title = `${tapes} tape${tapes === 1 ? '' : 's'}; pessimistic fills first, then optimistic; intervals over five-minute blocks`;
  return trialTable(title, summaries, currency);
}
