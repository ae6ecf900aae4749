import { type BinanceDailyType, binanceDailyType } from './binance/dailyRows.ts';
import { importBinanceDaily } from './binance/importDaily.ts';
import { importBinanceLines } from './binance/importLines.ts';
import { importBybit } from './bybit/importBybit.ts';
import { isBybitTrades } from './bybit/tradesCsv.ts';
import { CSV_HEADER, importCsv } from './csv/importCsv.ts';
import { importEquity } from './equity/importEquity.ts';
import { printable } from './fields/malformedLine.ts';
import { importHftbacktest } from './hftbacktest/importHftbacktest.ts';
import { importHyperliquid } from './hyperliquid/importHyperliquid.ts';
import { ImportError, type ImportResult, type TapeGrid } from './import/importResult.ts';
import { SizeRounding } from './import/sizeRounding.ts';
import { importLobster } from './lobster/importLobster.ts';
import { type MessageFormat, messageFormat } from './messages/messageFormat.ts';
import { archiveAdvice, packingOf, readError, readLines } from './packing/readLines.ts';
import { readZipEntries } from './packing/zip.ts';
import { readTapeHead } from './tapeFile/readTape.ts';
import { TapeFileError } from './tapeFile/tapeFileError.ts';
import { importTardis } from './tardis/importTardis.ts';
import { type TardisType, tardisType } from './tardis/tardisRow.ts';

export type RecordingFormat =
  | MessageFormat
  | BinanceDailyType
  | 'bybit-trades'
  | 'csv'
  | TardisType
  | 'hftbacktest'
  | 'lobster-messages'
  | 'lobster-orderbook'
  | 'equity-quotes'
  | 'equity-trades';

const KNOWN_FORMATS = `Known formats, plain, packed with gzip, zstd, lz4 or xz, or a zip of one file:
  csv          the header ${CSV_HEADER}, then one event a line
  binance-raw  Binance spot, USD-M or COIN-M: lines of '<time of receipt> <json>' of its streams, with a depth snapshot
  binance      Binance's own daily files: trades or aggTrades, with bookTicker or with T_DEPTH's depth_update and depth_snap
  bybit        Bybit's order book history (.data) with its trades (CSV), or lines of its public WebSocket
  hyperliquid  Hyperliquid's archive of l2Book, or lines of its WebSocket: l2Book, bbo, trades
  tardis       Tardis CSV: incremental_book_L2, book_snapshot_25 or quotes, with trades and derivative_ticker of the same market
  hftbacktest  .npz files of hftbacktest 2, day by day, each with or without the snapshot of the evening before
  lobster      LOBSTER message file, with the orderbook file of the same day
  equity       LEAN zips of a day's consolidated US quotes and trades`;

/** Lines of `time,type,order id,size,price,direction` and, since some years, the market participant. */
const LOBSTER_MESSAGE = /^\d{1,5}(\.\d+)?,[1-7],-?\d+,\d+,-?\d+,-?1(,[^,]*)?$/;
/** Four whole numbers a level. */
const LOBSTER_PICTURE = /^(-?\d+,-?\d+,-?\d+,-?\d+)(,-?\d+,-?\d+,-?\d+,-?\d+)*$/;
const EQUITY_QUOTE = /^\d+,\d+,\d+,\d+,\d+,[A-Z],[^,]*,[01]$/;
const EQUITY_TRADE = /^\d+,\d+,\d+,[A-Z],[^,]*,[01]$/;

/** An answer to a subscription, or another stream, may stand before what tells the format. */
const LINES_TO_TELL = 200;

/** Tells by its first lines what a recording is. Throws an {@link ImportError} that lists the known formats. */
export async function detectFormat(file: string): Promise<RecordingFormat> {
  if (holdsArrays(file)) return 'hftbacktest';
  await refuseParquet(file);
  const lines = await firstLines(file);
  const [first] = lines;
  if (first === undefined) throw new ImportError(file, `the file is empty.\n${KNOWN_FORMATS}`);
  const advice = archiveAdvice(first);
  if (advice !== undefined) throw new ImportError(file, advice);
  if (first === CSV_HEADER) return 'csv';
  const messages = messageFormat(lines);
  if (messages !== undefined) return messages;
  if (isBybitTrades(first)) return 'bybit-trades';
  const daily = binanceDailyType(first);
  if (daily !== undefined) return daily;
  const tardis = tardisType(first);
  if (tardis !== undefined) return tardis;
  if (LOBSTER_MESSAGE.test(first)) return 'lobster-messages';
  if (LOBSTER_PICTURE.test(first)) return 'lobster-orderbook';
  if (EQUITY_QUOTE.test(first)) return 'equity-quotes';
  if (EQUITY_TRADE.test(first)) return 'equity-trades';
  throw new ImportError(file, `no known format begins with '${printable(first, 60)}'.\n${KNOWN_FORMATS}`);
}

/** Imports a recording of whichever known format. Throws an {@link ImportError}. */
export async function importRecording(file: string, grid: TapeGrid): Promise<ImportResult> {
  return importRecordings([file], grid);
}

/**
 * Imports the files of one recording as one tape: one file, or those of one market that a source splits by kind of data.
 * Throws an {@link ImportError}, also for files that make no tape together.
 *
 * @example await importRecordings(['book.csv.gz', 'trades.csv.gz'], { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001 });
 */
export async function importRecordings(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const sizes = new SizeRounding();
  const { tape, summary } = await importTogether(files, { ...grid, sizes });
  return { tape, summary: { ...summary, sizes: sizes.summary() } };
}

async function importTogether(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const found = await Promise.all(files.map(async (file) => ({ file, format: await detectFormat(file) })));
  const names = files.join(', ');
  /** The only file of a format; undefined without one. */
  const only = (format: RecordingFormat): string | undefined => {
    const [one, ...others] = found.filter((each) => each.format === format);
    if (others.length > 0)
      throw new ImportError(names, `${others.length + 1} files are of the format ${format}. Name one.`);
    return one?.file;
  };
  /** Refuses other formats than these beside each other. */
  const together = (...formats: readonly RecordingFormat[]): void => {
    const stranger = found.find(({ format }) => !formats.includes(format));
    if (stranger === undefined) return;
    throw new ImportError(
      stranger.file,
      `a file of the format ${stranger.format} makes no tape with the others. Import it alone.`,
    );
  };
  const [first] = found;
  switch (first?.format) {
    case undefined:
      throw new ImportError('recording', 'no file was named.');
    case 'csv':
      together('csv');
      return importCsv(only('csv') ?? first.file, grid);
    case 'binance-raw':
      together('binance-raw');
      return importBinanceLines(files, grid);
    case 'hyperliquid':
      together('hyperliquid');
      return importHyperliquid(files, grid);
    case 'bybit':
    case 'bybit-trades': {
      together('bybit', 'bybit-trades');
      const of = (format: RecordingFormat) => found.filter((one) => one.format === format).map(({ file }) => file);
      return importBybit(of('bybit'), of('bybit-trades'), grid);
    }
    case 'binance-aggTrades':
    case 'binance-trades':
    case 'binance-bookTicker':
    case 'binance-depth':
      together('binance-aggTrades', 'binance-trades', 'binance-bookTicker', 'binance-depth');
      return importBinanceDaily(
        found.flatMap(({ file, format }) => (isBinanceDaily(format) ? [{ file, type: format }] : [])),
        grid,
      );
    case 'hftbacktest':
      together('hftbacktest');
      return importHftbacktest(files, grid);
    case 'lobster-messages':
    case 'lobster-orderbook': {
      together('lobster-messages', 'lobster-orderbook');
      const messages = only('lobster-messages');
      if (messages === undefined)
        throw new ImportError(names, 'an orderbook file has no times. Name its message file as well.');
      return importLobster(messages, only('lobster-orderbook'), grid);
    }
    case 'equity-quotes':
    case 'equity-trades': {
      together('equity-quotes', 'equity-trades');
      const quotes = only('equity-quotes');
      if (quotes === undefined)
        throw new ImportError(names, 'trades alone have no prices to quote at. Name the quote file as well.');
      return importEquity(quotes, only('equity-trades'), grid);
    }
    default:
      together('tardis-book', 'tardis-pictures', 'tardis-quotes', 'tardis-trades', 'tardis-ticker');
      return importTardis(
        found.flatMap(({ file, format }) => (isTardis(format) ? [{ file, type: format }] : [])),
        grid,
      );
  }
}

function isBinanceDaily(format: RecordingFormat): format is BinanceDailyType {
  return format.startsWith('binance-') && format !== 'binance-raw';
}

function isTardis(format: RecordingFormat): format is TardisType {
  return format.startsWith('tardis-');
}

function holdsArrays(file: string): boolean {
  try {
    return packingOf(file) === 'zip' && readZipEntries(file).some(({ name }) => name.endsWith('.npy'));
  } catch (error) {
    throw readError(file, error);
  }
}

/** Throws an {@link ImportError} for a Parquet file: it is a tape already, or of another program. */
async function refuseParquet(file: string): Promise<void> {
  try {
    if (packingOf(file) !== 'parquet') return;
    await readTapeHead(file);
  } catch (error) {
    if (!(error instanceof TapeFileError)) throw readError(file, error);
    if (error.problem !== 'not a tape')
      throw new ImportError(file, 'this is a Parquet file that cannot be read.', error);
    throw new ImportError(file, `this is a Parquet file, but not a tape.\n${KNOWN_FORMATS}`, error);
  }
  throw new ImportError(file, 'this is a tape: it needs no import.');
}

/** The first lines that are not blank. */
async function firstLines(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of readLines(file)) {
    found.push(...lines.filter((text) => text.trim() !== '').slice(0, LINES_TO_TELL - found.length));
    if (found.length >= LINES_TO_TELL) break;
  }
  return found;
}
