import { basename } from 'node:path';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { readStamp } from '../fields/stamp.ts';
import { finishAll } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { chooseSymbol } from '../import/symbolChoice.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import { IdRanges } from '../messages/seenIds.ts';
import { mergedLines } from '../packing/mergedLines.ts';
import { readLines } from '../packing/readLines.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows } from '../rows/collectedRows.ts';
import { BinanceMapping } from './binanceMapping.ts';
import { DailyDepth } from './dailyDepth.ts';
import { type BinanceDailyType, DailyRows, eventOfRow } from './dailyRows.ts';

export interface BinanceDailyFile {
  readonly file: string;
  readonly type: BinanceDailyType;
}

/** At one time trades come before the book, whose change already contains the trade that caused it. */
const ORDER: readonly BinanceDailyType[] = [
  'binance-trades',
  'binance-aggTrades',
  'binance-depth',
  'binance-bookTicker',
];

/**
 * Imports Binance's own daily files of one market: `trades` or `aggTrades` with `bookTicker` (best quotes) or with the
 * `depth_update` and `depth_snap` of T_DEPTH (the whole book), of any number of days. Their rows are mapped as events of the
 * venue's streams. Throws an {@link ImportError}.
 */
export async function importBinanceDaily(given: readonly BinanceDailyFile[], grid: TapeGrid): Promise<ImportResult> {
  const files = given.toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const names = files.map(({ file }) => file);
  const source = names.join(', ');
  const has = (type: BinanceDailyType): boolean => files.some((one) => one.type === type);
  if (!has('binance-depth') && !has('binance-bookTicker')) {
    throw new ImportError(
      source,
      'trades alone have no prices to quote at. Name the bookTicker files, or the depth_update and depth_snap files, as well.',
    );
  }
  const readers = await Promise.all(files.map(async ({ file, type }) => new DailyRows(type, await firstLine(file))));
  const symbol = await symbolOf(files, readers, grid.symbol, source);
  const logs = new FileLogs(names);
  const rows = new CollectedRows();
  const tradeIds = new IdRanges();
  const selection = {
    symbol,
    book: has('binance-depth') ? 'changes' : 'quotes',
    levels: 1,
    unnamedPartialDepth: 'none',
    trades: has('binance-trades') ? 'trade' : 'aggTrade',
    tradeIds,
    clock: 'venue',
  } as const;
  const mapping = new BinanceMapping(selection, grid, {
    book: rows,
    trades: rows,
    fundings: rows,
    log: logs,
    onTimes: () => undefined,
  });
  const depth = new DailyDepth((event) => mapping.mapEvent(event, Number.NaN));
  const keyOf = (line: string, file: number): number => readStamp(readers[file]?.stampOf(line) ?? '')?.us ?? Number.NaN;
  for await (const { file, line } of mergedLines(names, keyOf)) {
    const reader = readers[file];
    logs.turnTo(file);
    logs.current.eachLine(line, () => {
      if (reader === undefined || line === '' || reader.isHeader(logs.line)) return;
      const row = reader.read(line);
      if (row.kind === 'set' || row.kind === 'snap') {
        depth.take(row, file);
        return;
      }
      try {
        depth.flush();
      } finally {
        if (row.kind === 'trade' && typeof row.fields.t === 'number') tradeIds.add(row.fields.t);
        mapping.mapEvent(eventOfRow(row), Number.NaN);
      }
    });
  }
  try {
    depth.flush();
  } catch (error) {
    if (!(error instanceof MalformedLineError)) throw error;
    logs.drop('last change of depth, malformed');
  }
  mapping.end();
  logs.refuseIfTooMalformed();
  if (rows.length === 0 || (selection.book === 'changes' && depth.changes === 0)) {
    throw new ImportError(
      source,
      selection.book === 'changes'
        ? 'depth_update and depth_snap files of one day make a book together, joined by their update ids; these do not. Name both.'
        : 'there is no quote in it.',
    );
  }
  const notes: string[] = [];
  if (depth.hasUnseenGaps)
    notes.push('the depth files do not name the update before each change: holes in them cannot be seen');
  if (has('binance-trades') && has('binance-aggTrades')) {
    notes.push('each trade is counted once: trades is used, aggTrades where it is missing');
  }
  return finishAll(logs.all, assembleTape(rows, grid, logs.resets), undefined, undefined, notes);
}

/**
 * The venue's symbol, from the depth files, which contain it, or from the names that Binance gives its files. Throws an {@link ImportError}
 * for files of several markets, or of another than `wanted`.
 */
async function symbolOf(
  files: readonly BinanceDailyFile[],
  readers: readonly DailyRows[],
  wanted: string,
  source: string,
): Promise<string> {
  const found = new Set<string>();
  for (const [i, { file, type }] of files.entries()) {
    const named = /^([A-Z0-9_]+)-(?:aggTrades|trades|bookTicker)-\d{4}/.exec(basename(file))?.[1];
    const held = type === 'binance-depth' ? await symbolIn(file, readers[i]) : undefined;
    const symbol = held ?? named;
    if (symbol !== undefined) found.add(symbol);
  }
  if (found.size > 1) {
    throw new ImportError(source, `these files are of several markets: ${[...found].join(', ')}. Name those of one.`);
  }
  return found.size === 0 ? wanted : chooseSymbol([...found], wanted, source);
}

async function symbolIn(file: string, reader: DailyRows | undefined): Promise<string | undefined> {
  let line = 0;
  for await (const lines of readLines(file)) {
    for (const text of lines) {
      line++;
      const symbol = /^(\w+),\d/.exec(text)?.[1];
      if (reader?.isHeader(line) !== true && symbol !== undefined) return symbol.toUpperCase();
    }
  }
  return undefined;
}

async function firstLine(file: string): Promise<string> {
  for await (const lines of readLines(file)) return lines[0] ?? '';
  return '';
}
