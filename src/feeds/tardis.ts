import { ASK, BID, TRADE } from '../market/tape.ts';
import { assembleTape } from './assembleTape.ts';
import { CollectedRows } from './collectedRows.ts';
import { Delays } from './delays.ts';
import { priceTicks, sizeLots } from './grid.ts';
import { finishAll, ImportLog, MalformedLineError } from './importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from './importResult.ts';
import { MergedRows } from './mergedRows.ts';
import { printable } from './printable.ts';
import { TardisBook } from './tardisBook.ts';
import { type TakeTardisRow, TardisReader, type TardisType } from './tardisRow.ts';
import { tardisTicker } from './tardisTicker.ts';

export interface TardisFile {
  readonly file: string;
  readonly type: TardisType;
}

/**
 * Imports Tardis CSV files of one market, plain or gzip: a book (`incremental_book_L2` or `book_snapshot_25`) and, if given,
 * `trades` and `derivative_ticker`. Files of one type are read in the order given: name them by day.
 *
 * Rows are merged by the exchange's time. At one time come fundings (paid on what was held when it struck), then trades, then
 * the book. The book's change already contains the trade that caused it: were it applied first, an order's queue would shrink
 * twice, by the change and by the trade, and the order would fill too early. A book that is applied later can only make fills
 * later. (The converter of hftbacktest asks for the same order.)
 *
 * Trades and fundings from before the book are dropped (counted), and so are trades of unknown side.
 * https://docs.tardis.dev/downloadable-csv-files/data-types. Throws an {@link ImportError}.
 */
export async function importTardis(files: readonly TardisFile[], grid: TapeGrid): Promise<ImportResult> {
  requireOneBook(files);
  const delays = new Delays();
  const reader = new TardisReader(delays);
  const [book, trades, fundings] = [new CollectedRows(), new CollectedRows(), new CollectedRows()];
  const logs: ImportLog[] = [];
  const readAll = async (type: TardisType, begin: (columns: readonly string[], log: ImportLog) => TakeTardisRow) => {
    let afterUs = 0;
    for (const { file } of files.filter((one) => one.type === type)) {
      const log = new ImportLog(file);
      logs.push(log);
      afterUs = await reader.read(file, log, afterUs, (columns) => begin(columns, log));
    }
  };
  const writer = new TardisBook(book, grid);
  await readAll('tardis-book', (_columns, log) => writer.changes(log));
  await readAll('tardis-pictures', (columns, log) => writer.pictures(columns, log));
  if (book.length === 0) throw new ImportError(namesOf(files), 'there is no snapshot of the book in it.');
  const fromUs = book.oldestUs;
  await readAll('tardis-trades', (_columns, log) => takeTrades(trades, fromUs, grid, log));
  await readAll('tardis-ticker', (columns, log) => tardisTicker(columns, { rows: fundings, fromUs, grid, log }));
  const resets = logs[0]?.resets ?? [];
  const rows = new MergedRows([fundings, trades, book]);
  return finishAll(logs, assembleTape(rows, grid, resets), delays.summary(), rows.receipts);
}

function takeTrades(rows: CollectedRows, fromUs: number, grid: TapeGrid, log: ImportLog): TakeTardisRow {
  return ({ timeUs, localUs, fields }) => {
    const [, , , , , side, price, amount] = fields;
    if (side !== 'buy' && side !== 'sell' && side !== 'unknown') {
      throw new MalformedLineError(`side '${printable(String(side), 20)}' is not one of buy, sell, unknown`);
    }
    const ticks = priceTicks(price, grid);
    const lots = sizeLots(amount, grid);
    if (side === 'unknown') log.drop('trades of unknown side');
    else if (lots === 0) log.drop('trades below half a lot');
    else if (timeUs < fromUs) log.drop('trades before the book');
    else {
      if (timeUs < rows.newestUs) log.reordered++;
      rows.receivedUs = localUs;
      rows.append(timeUs, TRADE, side === 'buy' ? ASK : BID, ticks, lots);
    }
  };
}

function requireOneBook(files: readonly TardisFile[]): void {
  const changes = files.some(({ type }) => type === 'tardis-book');
  const pictures = files.some(({ type }) => type === 'tardis-pictures');
  if (changes && pictures) {
    throw new ImportError(
      namesOf(files),
      'incremental_book_L2 and book_snapshot_25 are the same book twice. Name one of them.',
    );
  }
  if (changes || pictures) return;
  throw new ImportError(
    namesOf(files),
    'there is no book. Name the incremental_book_L2 or book_snapshot_25 file as well.',
  );
}

function namesOf(files: readonly TardisFile[]): string {
  return files.map(({ file }) => file).join(', ');
}
