/** `tune tape import | info | list`. */

import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { describeTape, type TapeFacts } from '../feeds/describeTape.ts';
import { importRecordings } from '../feeds/detect.ts';
import { hashFile } from '../feeds/hashFile.ts';
import type { ImportSummary } from '../feeds/importResult.ts';
import { listTapes } from '../feeds/library.ts';
import { readTape } from '../feeds/readTape.ts';
import { writeTape } from '../feeds/writeTape.ts';
import { isoMicroseconds } from '../report/isoTime.ts';
import type { Context } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { safe } from './io.ts';
import type { Run } from './program.ts';

interface ImportOptions {
  readonly symbol?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly output?: string;
}

export function tapeVerb(program: Command, run: Run): void {
  const tape = program.command('tape').description('import, describe and list recorded tapes');
  tape
    .command('import <recordings...>')
    .description(
      'make a tape of the recordings of one market: lines of Binance, Bybit or Hyperliquid, daily files of Binance and Bybit, CSV, Tardis CSV, hftbacktest npz, LOBSTER, equity zips',
    )
    .option('--symbol <name>', 'symbol, instead of instrument.symbol of tune.toml')
    .option('--tick <size>', 'tick size, instead of instrument.tick_size')
    .option('--lot <size>', 'lot size, instead of instrument.lot_size')
    .option('--output <file>', 'tape to write; by default tapes/<first recording>.parquet')
    .action((files: readonly string[], options: ImportOptions, command: Command) =>
      run(command, (context) => importTape(context, files, options)),
    );
  tape
    .command('info <tape>')
    .description('what is on a tape')
    .action((file: string, _options: unknown, command: Command) => run(command, (context) => info(context, file)));
  tape
    .command('list')
    .description('the tapes in tapes/')
    .action((_options: unknown, command: Command) => run(command, list));
}

async function importTape(context: Context, files: readonly string[], options: ImportOptions): Promise<number> {
  const { io, workspace } = context;
  const { instrument } = context.settings([
    ['instrument.symbol', '--symbol', options.symbol],
    ['instrument.tick_size', '--tick', options.tick],
    ['instrument.lot_size', '--lot', options.lot],
  ]).config;
  const { tape, summary } = await importRecordings(files, instrument);
  const output =
    options.output ??
    join(
      workspace.tapesFolder,
      `${basename(files[0] ?? 'tape').replace(/(\.(jsonl|json|csv|txt|data|npz|zip))?(\.(gz|zip|zst|lz4|xz))?$/, '')}.parquet`,
    );
  if (options.output === undefined) makeFolder(workspace.tapesFolder);
  writeTape(output, tape);
  if (context.json) io.out(JSON.stringify({ tape: output, sha256: hashFile(output), ...summary }, null, 2));
  else io.out(summaryText(summary, output));
  io.say(`Next: tune start --mode replay --tape ${output} --minutes 1`);
  return EXIT.ok;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `cannot make the folder ${folder}: ${error instanceof Error ? error.message : String(error)}; use --output FILE`,
    );
  }
}

function summaryText(summary: ImportSummary, output: string): string {
  const lines = [
    `${safe(summary.source)}: ${summary.lines} lines`,
    `${output}: ${summary.rows} rows, ${summary.trades} trades, ${isoMicroseconds(summary.fromUs)} to ${isoMicroseconds(summary.toUs)}`,
    `reordered ${summary.reordered}, malformed ${summary.malformed}, gaps ${summary.gaps.length}, resets ${summary.resets.length}`,
  ];
  if (summary.feedDelayUs !== undefined) {
    const { median, p99 } = summary.feedDelayUs;
    lines.push(`feed delay: median ${milliseconds(median)} ms, 99 % within ${milliseconds(p99)} ms`);
  }
  if (summary.delaysLeftOut !== undefined) lines.push(`feed delays are not on the tape: ${summary.delaysLeftOut}`);
  else if (summary.delayRows !== undefined) lines.push(`feed delays are on the tape: ${summary.delayRows} rows`);
  for (const note of summary.notes ?? []) lines.push(`note: ${safe(note)}`);
  for (const [reason, count] of Object.entries(summary.dropped)) lines.push(`left out: ${count} ${reason}`);
  for (const gap of summary.gaps)
    lines.push(`gap at line ${gap.line}, ${isoMicroseconds(gap.timeUs)}: expected ${gap.expected}, found ${gap.found}`);
  for (const reset of summary.resets) lines.push(`reset at ${isoMicroseconds(reset.timeUs)}: ${reset.reason}`);
  for (const bad of summary.firstMalformed)
    lines.push(
      `malformed line ${bad.line}${bad.file === undefined ? '' : ` of ${safe(bad.file)}`}: ${safe(bad.reason)}: ${safe(bad.text)}`,
    );
  return lines.join('\n');
}

async function info(context: Context, file: string): Promise<number> {
  const facts = describeTape(await readTape(file));
  context.io.out(
    context.json ? JSON.stringify({ file, sha256: hashFile(file), ...facts }, null, 2) : factsText(file, facts),
  );
  return EXIT.ok;
}

function factsText(file: string, facts: TapeFacts): string {
  const known = (value: number | undefined, digits: number): string =>
    value === undefined ? '–' : value.toFixed(digits);
  const range = facts.tradedRange;
  const silence = facts.longestSilence;
  return [
    `${file}: ${safe(facts.symbol)}, tick ${facts.tickSize}, lot ${facts.lotSize}`,
    `time     ${isoMicroseconds(facts.startUs)} to ${isoMicroseconds(facts.endUs)} (${((facts.endUs - facts.startUs) / 60e6).toFixed(2)} min)`,
    `rows     ${facts.rows}, ${known(facts.eventsPerSecond, 0)} a second: ${Object.entries(facts.rowsByKind)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
    `traded   ${facts.volume.toFixed(3)} units${range === undefined ? '' : ` between ${range.low} and ${range.high}`}`,
    `spread   median ${known(facts.medianSpreadTicks, 1)} ticks, ${known(facts.medianSpreadBps, 3)} bps`,
    `delays   ${delaysText(facts)}`,
    `silence  ${silence === undefined ? '–' : `longest ${(silence.durationUs / 1e6).toFixed(2)} s from ${isoMicroseconds(silence.fromUs)}`}`,
  ].join('\n');
}

function delaysText({ feedDelayUs }: TapeFacts): string {
  if (feedDelayUs === undefined) return 'not recorded: latency.feed = "recorded" is not possible';
  return `recorded: median ${milliseconds(feedDelayUs.median)} ms, 99 % within ${milliseconds(feedDelayUs.p99)} ms`;
}

function milliseconds(us: number): string {
  return (us / 1000).toFixed(1);
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
  if (listings.length === 0) io.say(`No tapes in ${workspace.tapesFolder}.\nNext: tune tape import FILE`);
  return EXIT.ok;
}
