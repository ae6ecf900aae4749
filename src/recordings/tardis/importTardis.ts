import { ASK, BID, TRADE } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import { DelayStatistics } from '../import/feedDelays.ts';
import { finishAll, ImportLog } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows, MergedRows } from '../rows/collectedRows.ts';
import { MarketFilter } from './marketFilter.ts';
import { TardisBook } from './tardisBook.ts';
import { TardisFunding } from './tardisFunding.ts';
import { type TakeTardisRow, TardisReader, type TardisType } from './tardisRow.ts';

export interface TardisFile {
  readonly file: string;
  readonly type: TardisType;
}

/** Types that contain the book. A tape needs exactly one of them. */
const BOOKS = ['tardis-book', 'tardis-snapshots', 'tardis-quotes'] as const;

/**
 * Imports Tardis CSV files of one market, packed or not, as downloaded or saved again by another program: a book
 * (`incremental_book_L2`, `book_snapshot_25`, or the best quotes alone as `quotes` or `book_ticker`) and, if given, `trades`
 * and `derivative_ticker`. Files of one type are read in the order given: name them by day. Columns are found by name.
 *
 * The rows of the grid's symbol are read, those of others counted, see {@link MarketFilter}.
 *
 * Rows are merged by the exchange's time. At one time fundings come first (they are paid on the position before the trades), then
 * trades, then the book. A change of the book already contains the trade that caused it. If it were applied first, the queue before
 * an order would shrink twice, by the change and by the trade, and the order would fill too early. A book that is applied later can
 * only make fills later. (The converter of hftbacktest uses the same order.)
 *
 * Trades and fundings before the book are dropped and counted, and so are trades of unknown side.
 * https://docs.tardis.dev/downloadable-csv-files/data-types. Throws an {@link ImportError}.
 */
export async function importTardis(files: readonly TardisFile[], grid: TapeGrid): Promise<ImportResult> {
  requireOneBook(files);
  const delays = new DelayStatistics();
  const reader = new TardisReader(delays, new MarketFilter(grid.symbol));
  const [book, trades, fundings] = [new CollectedRows(), new CollectedRows(), new CollectedRows()];
  const logs: ImportLog[] = [];
  const readAll = async (type: TardisType, begin: (columns: readonly string[], log: ImportLog) => TakeTardisRow) => {
    let last: ImportLog | undefined;
    let afterUs = 0;
    // A market that did not trade on a day has no trades, but it has a book.
    const mayLack = !BOOKS.some((one) => one === type);
    for (const { file } of files.filter((one) => one.type === type)) {
      const log = new ImportLog(file);
      logs.push(log);
      afterUs = await reader.read(file, log, { afterUs, mayLack }, (columns) => begin(columns, log));
      last = log;
    }
    return last;
  };
  const writer = new TardisBook(book, grid);
  await readAll('tardis-book', (columns, log) => writer.changes(columns, log));
  writer.endSnapshot();
  await readAll('tardis-snapshots', (columns, log) => writer.snapshots(columns, log));
  await readAll('tardis-quotes', (columns, log) => writer.quotes(columns, log));
  if (book.length === 0) throw new ImportError(namesOf(files), 'there is no snapshot of the book in it.');
  const [fromUs, toUs] = [book.oldestUs, book.newestUs];
  await readAll('tardis-trades', (columns, log) => takeTrades(columns, trades, fromUs, grid, log));
  const funding = new TardisFunding({ rows: fundings, fromUs, toUs: Math.max(toUs, trades.newestUs), grid });
  const tickers = await readAll('tardis-ticker', (columns, log) => funding.take(columns, log));
  if (tickers !== undefined) funding.end(tickers);
  const resets = logs[0]?.resets ?? [];
  const rows = new MergedRows([fundings, trades, book]);
  return finishAll(logs, assembleTape(rows, grid, resets), delays.summary(), rows.delays);
}

function takeTrades(
  columns: readonly string[],
  rows: CollectedRows,
  fromUs: number,
  grid: TapeGrid,
  log: ImportLog,
): TakeTardisRow {
  const [sideAt, priceAt, amountAt] = ['side', 'price', 'amount'].map((name) => columns.indexOf(name));
  return ({ timeUs, localUs, fields }) => {
    const side = fields[sideAt as number];
    if (side !== 'buy' && side !== 'sell' && side !== 'unknown') {
      throw new MalformedLineError(`side '${printable(side, 20)}' is not one of buy, sell, unknown`);
    }
    const ticks = priceTicks(fields[priceAt as number], grid);
    const lots = sizeLots(fields[amountAt as number], grid);
    if (side === 'unknown') log.drop('trades of unknown side');
    else if (lots === 0) log.drop('trades below half a lot');
    else if (timeUs < fromUs) log.drop('trades before the book');
    else {
      if (timeUs < rows.newestUs) log.countReordered();
      rows.receivedUs = localUs;
      rows.append(timeUs, TRADE, side === 'buy' ? ASK : BID, ticks, lots);
    }
  };
}

function requireOneBook(files: readonly TardisFile[]): void {
  const books = BOOKS.filter((type) => files.some((file) => file.type === type));
  if (books.length === 1) return;
  throw new ImportError(
    namesOf(files),
    books.length === 0
      ? 'there is no book. Name the incremental_book_L2, book_snapshot_25, quotes or book_ticker file as well.'
      : 'incremental_book_L2, book_snapshot_25 and quotes or book_ticker are the same book twice. Name one of them.',
  );
}

function namesOf(files: readonly TardisFile[]): string {
  return files.map(({ file }) => file).join(', ');
}
