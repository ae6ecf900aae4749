/** `tune replay`: many versions as lanes over many tapes, measured side by side. Writes nothing into the study. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { readStudy } from '../app/studyAccess.ts';
import { readVersionsFile } from '../config/versionsFile.ts';
import { summarise, type TrialOutcome, type TrialSummary } from '../evaluation/trialSummary.ts';
import { currencyOf } from '../market/money.ts';
import { trialCsv, trialTable } from '../report/trialTable.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { requireTapes, runTrials, type TrialOptions } from './trials.ts';

interface ReplayOptions extends TrialOptions {
  readonly versions?: string;
  readonly csv?: boolean;
}

interface NamedVersion {
  readonly name: string;
  readonly parameters: Parameters;
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
  const { config } = context.settings();
  requireTapes(options.tape);
  const versions = await versionsOf(context, options, config.study.strategy);
  const onTapes = options.tape.map(() => [] as TrialOutcome[]);
  const trials = {
    options,
    config,
    sets: versions.map((version) => version.parameters),
    firstDone: 'tapes',
    title: `${versions.length} versions on ${options.tape.length} tape${options.tape.length === 1 ? '' : 's'}`,
  } as const;
  const stopped = await runTrials(context, trials, ({ tape, fromSet, outcomes }) => {
    for (const [i, outcome] of outcomes.entries()) (onTapes[tape] as TrialOutcome[])[fromSet + i] = outcome;
  });
  const whole = onTapes.filter((outcomes) => versions.every((_, i) => outcomes[i] !== undefined));
  if (stopped) context.io.say(`Stopped: ${whole.length} of ${options.tape.length} tapes are done.`);
  if (whole.length === 0) {
    if (context.json) context.io.out('[]');
    return EXIT.interrupted;
  }
  const summaries = versions.map(({ name }, i) =>
    summarise(
      name,
      whole.map((outcomes) => outcomes[i] as TrialOutcome),
    ),
  );
  print(context, options, summaries, { tapes: whole.length, currency: currencyOf(config.instrument) });
  return stopped ? EXIT.interrupted : EXIT.ok;
}

async function versionsOf(context: Context, options: ReplayOptions, strategy: string): Promise<NamedVersion[]> {
  if (options.versions !== undefined) {
    return readVersionsFile(options.versions, strategy).map(({ parameters }, i) => ({ name: `v${i + 1}`, parameters }));
  }
  const versions = await readStudy(context, (journal) => journal.versions());
  if (versions.length === 0) throw new UsageError('the study has no versions yet; name a file with --versions');
  return versions.map(({ number, parameters }) => ({ name: `v${number}`, parameters }));
}

function print(
  context: Context,
  options: ReplayOptions,
  summaries: readonly TrialSummary[],
  { tapes, currency }: { readonly tapes: number; readonly currency: string },
): void {
  const { io, json } = context;
  if (json) io.out(JSON.stringify(summaries, null, 2));
  else if (options.csv === true) io.out(trialCsv(summaries).trimEnd());
  else
    io.out(
      trialTable(
        `${tapes} tape${tapes === 1 ? '' : 's'}; pessimistic fills first, then optimistic; intervals over five-minute blocks`,
        summaries,
        currency,
      ),
    );
}
