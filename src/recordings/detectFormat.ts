import { type BinanceDailyType, binanceDailyType } from './binance/dailyRows.ts';
import { isBybitTrades } from './bybit/tradesCsv.ts';
import { isCapture } from './capture/captureFormat.ts';
import { CSV_HEADER } from './csv/importCsv.ts';
import { type EquityType, equityType } from './equity/equityQuotes.ts';
import { printable } from './fields/malformedLine.ts';
import { ImportError } from './import/importResult.ts';
import { type LobsterType, lobsterType } from './lobster/lobsterLine.ts';
import { type MessageFormat, messageFormat } from './messages/messageFormat.ts';
import { archiveAdvice, packingOf, readError, readLines } from './packing/readLines.ts';
import { readZipEntries } from './packing/zip.ts';
import { readTapeHead } from './tapeFile/readTape.ts';
import { TapeFileError } from './tapeFile/tapeFileError.ts';
import { type TardisType, tardisType } from './tardis/tardisRow.ts';

export type RecordingFormat =
  | 'capture'
  | MessageFormat
  | BinanceDailyType
  | 'bybit-trades'
  | 'csv'
  | TardisType
  | 'hftbacktest'
  | LobsterType
  | EquityType;

const KNOWN_FORMATS = `Known formats, plain, packed with gzip, zstd, lz4 or xz, or a zip of one file:
  csv          the header ${CSV_HEADER}, then one event a line
  binance-raw  Binance spot, USD-M or COIN-M: lines of '<time of receipt> <json>' of its streams, with a depth snapshot
  binance      Binance's own daily files: trades or aggTrades, with bookTicker or with T_DEPTH's depth_update and depth_snap
  bybit        Bybit's order book history (.data) with its trades (CSV), or lines of its public WebSocket
  hyperliquid  Hyperliquid's archive of l2Book, or lines of its WebSocket: l2Book, bbo, trades
  paradex      lines of Paradex's binary frames in base64, as captures hold them
  capture      what tune tape record wrote: the messages of a live feed
  tardis       Tardis CSV: incremental_book_L2, book_snapshot_25 or quotes, with trades and derivative_ticker of the same market
  hftbacktest  .npz files of hftbacktest 2, day by day, each with or without the snapshot of the evening before
  lobster      LOBSTER message file, with the orderbook file of the same day
  equity       LEAN zips of a day's consolidated US quotes and trades`;

/** Lines that are read to find the format: the first may be answers to a subscription, or other streams. */
const LINES_TO_TELL = 200;

/** Detects the format of a recording by its first lines. Throws an {@link ImportError} that lists the known formats. */
export async function detectFormat(file: string): Promise<RecordingFormat> {
  if (holdsArrays(file)) return 'hftbacktest';
  await refuseParquet(file);
  const lines = await firstLines(file);
  const [first] = lines;
  if (first === undefined) throw new ImportError(file, `the file is empty.\n${KNOWN_FORMATS}`);
  const advice = archiveAdvice(first);
  if (advice !== undefined) throw new ImportError(file, advice);
  if (isCapture(first)) return 'capture';
  if (first === CSV_HEADER) return 'csv';
  const messages = messageFormat(lines);
  if (messages !== undefined) return messages;
  if (isBybitTrades(first)) return 'bybit-trades';
  const type = binanceDailyType(first) ?? tardisType(first) ?? lobsterType(first) ?? equityType(first);
  if (type !== undefined) return type;
  throw new ImportError(file, `no known format begins with '${printable(first, 60)}'.\n${KNOWN_FORMATS}`);
}

function holdsArrays(file: string): boolean {
  try {
    return packingOf(file) === 'zip' && readZipEntries(file).some(({ name }) => name.endsWith('.npy'));
  } catch (error) {
    throw readError(file, error);
  }
}

/** Throws an {@link ImportError} for a Parquet file: it is a tape already, or a file of another program. */
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
