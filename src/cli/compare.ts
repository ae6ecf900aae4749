/**
 * `tune compare v7 v8` or `tune compare v7..v8`: two versions on the sessions that both ran in. `tune compare --preset static --tape
 * FILE`: a preset beside its strategy over tapes.
 */

import type { Command } from 'commander';
import { comparePresets, presetPair, settingsFor } from '../app/comparePresets.ts';
import { compareTwoVersions } from '../app/compareVersions.ts';
import { requireTapes } from '../app/distinctTapes.ts';
import { UsageError } from '../app/errors.ts';
import { safe } from '../app/safeText.ts';
import { readStudy } from '../app/studyAccess.ts';
import { setMetrics } from '../campaign/setRequest.ts';
import { currencyOf } from '../market/money.ts';
import { compareText } from '../report/compareText.ts';
import { presetComparisonPage } from '../report/presetComparison.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionPair } from './recordIds.ts';
import { observedSets } from './setTerminal.ts';
import { collect, TAPES_FLAG, TAPES_THREADS_FLAG, type TapesOptions } from './sharedFlags.ts';

interface CompareOptions extends TapesOptions {
  readonly preset?: string;
  readonly against?: string;
}

export function compareVerb(program: Command, run: Run): void {
  program
    .command('compare [from] [to]')
    .description(
      'Show whether one version is better than another on the sessions that both ran in, e.g. v7 v8 or v7..v8; with --preset, how a preset of a strategy behaves beside the strategy on tapes.',
    )
    .option('--preset <name>', 'a preset of the strategy, run over tapes, e.g. static')
    .option(
      '--against <name>',
      'what runs beside the preset: another preset, or a strategy; by default that of tune.toml',
    )
    .option(...TAPES_FLAG, collect, [])
    .option(...TAPES_THREADS_FLAG)
    .action((first: string | undefined, second: string | undefined, options: CompareOptions, command: Command) =>
      run(command, async (context) => {
        if (options.preset !== undefined) return presets(context, first, options.preset, options);
        if (options.against !== undefined || options.tape.length > 0) {
          throw new UsageError('--against and --tape go with --preset NAME');
        }
        if (first === undefined)
          throw new UsageError('name two versions, e.g. v7 v8, or --preset NAME with --tape FILE');
        return versions(context, first, second);
      }),
    );
}

async function presets(
  context: Context,
  version: string | undefined,
  preset: string,
  options: CompareOptions,
): Promise<number> {
  if (version !== undefined) throw new UsageError(`${version} and --preset cannot be compared: name one or the other`);
  requireTapes(options.tape);
  const { config } = context.settings();
  const pair = presetPair(preset, options.against, config);
  const runner = observedSets(setMetrics, context, options, settingsFor(pair, config));
  const compared = await comparePresets(pair, options.tape.length, runner);
  const { io, json } = context;
  if (compared.stopped) io.say(`Stopped: ${compared.tapes} of ${options.tape.length} tapes are done.`);
  if (json) io.out(JSON.stringify(compared, null, 2));
  else if (compared.tapes > 0) io.out(presetComparisonPage(compared, currencyOf(config.instrument)).trimEnd());
  return compared.stopped || compared.tapes === 0 ? EXIT.interrupted : EXIT.ok;
}

function versions(context: Context, first: string, second: string | undefined): Promise<number> {
  return readStudy(context, (journal) => {
    const compared = compareTwoVersions(journal, ...versionPair(first, second));
    const { version, against, sides, luck, records } = compared;
    const { io } = context;
    if (context.json) {
      const changes = compared.changes.map(({ parameter, from, to }) => ({ parameter, from, to }));
      io.out(JSON.stringify({ ...sides, version, against, changes, luck }, null, 2));
    } else {
      io.out(safe(compareText(sides, luck, records, { width: io.width, paint: io.paint })));
    }
    io.say(`Next: tune show v${version}`);
    return EXIT.ok;
  });
}
