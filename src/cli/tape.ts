/** `tune tape import | info | list`. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { importTape } from '../app/importTape.ts';
import { safe } from '../app/safeText.ts';
import { describeTape } from '../recordings/tapeFile/describeTape.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { listTapes } from '../recordings/tapeFile/listTapes.ts';
import { readTape } from '../recordings/tapeFile/readTape.ts';
import { verdictText } from '../recordings/tapeFile/tapeHealth.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { importJson, importText } from './importText.ts';
import type { Run } from './program.ts';
import { factsText } from './tapeText.ts';

interface ImportOptions {
  readonly symbol?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly output?: string;
}

export function tapeVerb(program: Command, run: Run): void {
  const tape = program.command('tape').description('Import, describe and list recorded tapes.');
  tape
    .command('import <recordings...>')
    .description(
      'Make a tape of the recordings of one market: lines of Binance, Bybit or Hyperliquid, daily files of Binance and Bybit, CSV, Tardis CSV, hftbacktest npz, LOBSTER, equity zips.',
    )
    .option('--symbol <name>', 'symbol, instead of instrument.symbol of tune.toml')
    .option('--tick <size>', 'tick size, instead of instrument.tick_size')
    .option('--lot <size>', 'lot size, instead of instrument.lot_size')
    .option('--output <file>', 'tape to write; by default tapes/<first recording>.parquet')
    .action((files: readonly string[], options: ImportOptions, command: Command) =>
      run(command, (context) => importRecordings(context, files, options)),
    );
  tape
    .command('info <tape>')
    .description('Show what is on a tape, and what it is worth as a market.')
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
  const ports = { ...context, settings: () => loaded };
  const { file, sha256, summary, verdict } = await importTape(files, options.output ?? null, ports);
  if (json) io.out(JSON.stringify({ tape: file, sha256, ...importJson(summary), verdict }, null, 2));
  else {
    io.out(importText(summary, file));
    io.out(`as a market: ${verdictText(verdict)} (tune tape info shows more)`);
  }
  if (verdict.grade === 'not a market') return EXIT.ok;
  io.say(`Next: tune start --mode replay --tape ${file} --minutes 1`);
  return EXIT.ok;
}

async function info(context: Context, file: string): Promise<number> {
  const facts = describeTape(await readTape(file));
  context.io.out(
    context.json ? JSON.stringify({ file, sha256: hashFile(file), ...facts }, null, 2) : factsText(file, facts),
  );
  return EXIT.ok;
}

async function list(context: Context): Promise<number> {
  const { io, workspace } = context;
  const listings = existsSync(workspace.tapesFolder) ? await listTapes(workspace.tapesFolder) : [];
  if (context.json) {
    io.out(
      JSON.stringify(
        listings.map((one) => ('head' in one ? one.head : { file: one.file, error: one.error.message })),
        null,
        2,
      ),
    );
    return EXIT.ok;
  }
  for (const one of listings) {
    if ('error' in one) io.out(`${one.file}  ${io.paint('red', one.error.message)}`);
    else
      io.out(
        `${one.file}  ${safe(one.head.symbol)}  ${one.head.rows} rows  ${((one.head.endUs - one.head.startUs) / 60e6).toFixed(1)} min`,
      );
  }
  if (listings.length === 0) {
    io.tell(`No tapes in ${workspace.tapesFolder}.`);
    io.say('Next: tune tape import FILE');
  }
  return EXIT.ok;
}
