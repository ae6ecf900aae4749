/** `tune replay`: many versions as lanes over many tapes, measured side by side. Writes nothing into the study. */

import type { Command } from 'commander';
import { readVersionsFile } from '../config/versionsFile.ts';
import type { TrialOutcome } from '../evaluation/trial.ts';
import { summarise, type TrialSummary } from '../evaluation/trialSummary.ts';
import { trialCsv, trialTable } from '../report/trialTable.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { type Context, reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { stopOnSignals } from './signals.ts';
import { laneSettings, openTape, requireTapes, watchedTrial } from './trialSettings.ts';
import { WorkLine } from './workLine.ts';

interface ReplayOptions {
  readonly versions?: string;
  readonly tape: readonly string[];
  readonly csv?: boolean;
}

interface NamedVersion {
  readonly name: string;
  readonly parameters: Parameters;
}

export function replayVerb(program: Command, run: Run): void {
  program
    .command('replay')
    .description('run versions over recorded tapes, side by side, outside the loop')
    .option('--versions <file>', "versions of a TOML file, e.g. examples/v1-to-v8.toml; by default the study's")
    .option('--tape <file>', 'tape to replay; may be repeated', collect, [])
    .option('--csv', 'results as CSV on stdout')
    .action((options: ReplayOptions, command: Command) => run(command, (context) => replay(context, options)));
}

async function replay(context: Context, options: ReplayOptions): Promise<number> {
  const { config } = context.settings();
  requireTapes(options.tape);
  const versions = await versionsOf(context, options, config.study.strategy);
  const settings = laneSettings(config);
  const line = new WorkLine(context.io);
  const stop = stopOnSignals(() => line.show('stopping', 0));
  const outcomes: TrialOutcome[][] = [];
  try {
    for (const [i, file] of options.tape.entries()) {
      const tape = await openTape(file, config);
      const results = await watchedTrial(
        tape,
        versions.map((version) => version.parameters),
        settings,
        {
          progress: (share) => line.show(`${versions.length} versions on ${file}`, (i + share) / options.tape.length),
          stop: stop.state,
        },
      );
      if (results === undefined) break;
      outcomes.push(results);
    }
  } finally {
    stop.release();
    line.done();
  }
  if (outcomes.length < options.tape.length)
    context.io.say(`Stopped: ${outcomes.length} of ${options.tape.length} tapes are done.`);
  if (outcomes.length === 0) return EXIT.interrupted;
  const summaries = versions.map(({ name }, i) =>
    summarise(
      name,
      outcomes.map((onTape) => onTape[i] as TrialOutcome),
      config.study.seed,
    ),
  );
  print(context, options, summaries, outcomes.length);
  return stop.state.requested ? EXIT.interrupted : EXIT.ok;
}

async function versionsOf(context: Context, options: ReplayOptions, strategy: string): Promise<NamedVersion[]> {
  if (options.versions !== undefined) {
    return readVersionsFile(options.versions, strategy).map(({ parameters }, i) => ({ name: `v${i + 1}`, parameters }));
  }
  const versions = await reading(context, (journal) => journal.versions());
  if (versions.length === 0) throw new UsageError('the study has no versions yet; name a file with --versions');
  return versions.map(({ number, parameters }) => ({ name: `v${number}`, parameters }));
}

function print(context: Context, options: ReplayOptions, summaries: readonly TrialSummary[], tapes: number): void {
  const { io, json } = context;
  if (json) io.out(JSON.stringify(summaries, null, 2));
  else if (options.csv === true) io.out(trialCsv(summaries).trimEnd());
  else
    io.out(
      trialTable(
        `${tapes} tape${tapes === 1 ? '' : 's'}; pessimistic fills first, then optimistic; intervals over five-minute blocks`,
        summaries,
        '$',
      ),
    );
}
