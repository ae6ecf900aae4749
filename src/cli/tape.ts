/** `tune tape record`, `tune tape import`, `tune tape info` and `tune tape list`. */

import { type Command, Option } from 'commander';
import { importTape } from '../app/importTape.ts';
import { describeTapeFile, tapesIn } from '../app/tapes.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { importedData, importedText } from './importText.ts';
import type { Run } from './program.ts';
import { recordVerb } from './tapeRecord.ts';
import { factsText, tapeLine, tapesData } from './tapeText.ts';

interface ImportOptions {
  readonly symbol?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly output?: string;
  readonly clock?: string;
}

export function tapeVerb(program: Command, run: Run): void {
  const tape = program.command('tape').description('Record, import, describe and list tapes.');
  recordVerb(tape, run);
  tape
    .command('import <recordings...>')
    .description(
      'Make a tape of the recordings of one market: lines of Binance, Bybit or Hyperliquid, daily files of Binance and Bybit, CSV, Tardis CSV, hftbacktest npz, LOBSTER, equity zips.',
    )
    .option('--symbol <name>', 'symbol, instead of instrument.symbol of tune.toml')
    .option('--tick <size>', 'tick size, instead of instrument.tick_size')
    .option('--lot <size>', 'lot size, instead of instrument.lot_size')
    .option('--output <file>', 'tape to write; by default tapes/<first recording>.parquet')
    .addOption(
      new Option('--clock <clock>', 'clock of a tape made of a capture of tune tape record')
        .choices(['receipt', 'venue'])
        .default('receipt'),
    )
    .action((files: readonly string[], options: ImportOptions, command: Command) =>
      run(command, (context) => importRecordings(context, files, options)),
    );
  tape
    .command('info <tape>')
    .description('Show what is on a tape, and whether it is sound enough to replay.')
    .action((file: string, _options: unknown, command: Command) => run(command, (context) => info(context, file)));
  tape
    .command('list')
    .description('List the tapes in tapes/.')
    .action((_options: unknown, command: Command) => run(command, list));
}

async function importRecordings(context: Context, files: readonly string[], options: ImportOptions): Promise<number> {
  const { io, json } = context;
  const loaded = context.settings([
    ['instrument.symbol', '--symbol', options.symbol],
    ['instrument.tick_size', '--tick', options.tick],
    ['instrument.lot_size', '--lot', options.lot],
  ]);
  const imported = await importTape(files, options.output ?? null, options.clock === 'venue' ? 'venue' : 'receipt', {
    ...context,
    settings: () => loaded,
  });
  io.out(json ? JSON.stringify(importedData(imported), null, 2) : importedText(imported));
  if (imported.verdict.grade !== 'not a market')
    io.say(`Next: tune start --mode replay --tape ${imported.file} --minutes 1`);
  return EXIT.ok;
}

async function info({ io, json }: Context, file: string): Promise<number> {
  const { sha256, facts, clock } = await describeTapeFile(file);
  io.out(json ? JSON.stringify({ file, sha256, clock, ...facts }, null, 2) : factsText(file, facts, clock));
  return EXIT.ok;
}

async function list(context: Context): Promise<number> {
  const { io, json, workspace } = context;
  const tapes = await tapesIn(context);
  if (json) io.out(JSON.stringify(tapesData(tapes), null, 2));
  else for (const tape of tapes) io.out(tapeLine(tape, io.paint));
  if (!json && tapes.length === 0) {
    io.tell(`No tapes in ${workspace.tapesFolder}.`);
    io.say('Next: tune tape import FILE');
  }
  return EXIT.ok;
}
