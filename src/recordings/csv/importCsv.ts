import { RESET, TRADE } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { notMicroseconds } from '../fields/stampUnit.ts';
import { ImportLog } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { readLines } from '../packing/readLines.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows } from '../rows/collectedRows.ts';
import { type CsvRow, readCsvRow } from './csvRow.ts';
import { RepeatedRuns, withoutDoubleStretches } from './repeatedRows.ts';

export const CSV_HEADER = 'ts_us,kind,side,price,size';

/** Rows may be out of order by this much; rows that are later are malformed. */
const TOLERATED_DISORDER_US = 1e6;

/**
 * Imports events as text, one a line, plain or gzip. The header `ts_us,kind,side,price,size` is required.
 *
 * | kind | row                                   | side                                      |
 * | ---- | ------------------------------------- | ----------------------------------------- |
 * | R    | the book is unknown from here         | empty, and so are price and size          |
 * | D    | size now at that level, 0 removes it  | bid, ask                                  |
 * | Q    | best price and the size there         | bid, ask                                  |
 * | T    | trade                                 | the aggressor's: buy (hits the ask), sell |
 *
 * `ts_us` is µs since 1970, price and size are decimals. A recording whose first stamp is a date in another unit is refused;
 * one that counts from its own start is not. Repeated runs of rows are taken once. Throws an {@link ImportError}.
 */
export async function importCsv(file: string, grid: TapeGrid): Promise<ImportResult> {
  const log = new ImportLog(file);
  const rows = new CollectedRows();
  const runs = new RepeatedRuns(rows, TOLERATED_DISORDER_US);
  let isFirst = true;
  const read = (line: string): void => {
    if (isFirst) refuseOtherUnit(file, line);
    isFirst = false;
    const row = readCsvRow(line, log.line, grid);
    if (row.kind === TRADE && row.size === 0) {
      log.drop('trades below half a lot');
      return;
    }
    const passed = runs.pass(row);
    for (const one of passed) if (one !== row) takeHeld(one, rows, log);
    if (passed.includes(row)) take(row, rows, log);
  };
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      log.eachLine(line, () => {
        if (log.line === 1) requireHeader(file, line);
        else if (line !== '') read(line);
      });
    }
  }
  if (log.line === 0) requireHeader(file, '');
  for (const row of runs.end()) takeHeld(row, rows, log);
  log.drop('rows of a repeated run', runs.leftOut);
  log.refuseIfTooMalformed();
  if (rows.length === 0) throw new ImportError(file, 'there are no events in it.');
  return log.finish(assembleTape(withoutDoubleStretches(rows, log), grid, log.resets));
}

function requireHeader(file: string, line: string): void {
  if (line === CSV_HEADER) return;
  throw new ImportError(file, `the first line must be '${CSV_HEADER}' and is '${printable(line, 60)}'.`);
}

function refuseOtherUnit(file: string, line: string): void {
  const unit = notMicroseconds(Number(line.split(',')[0]), 'ts_us');
  if (unit !== undefined) throw new ImportError(file, unit);
}

/** Throws a {@link MalformedLineError} for a row that is too far out of order. */
function take({ timeUs, kind, side, priceTicks, size }: CsvRow, rows: CollectedRows, log: ImportLog): void {
  const behindUs = rows.newestUs - timeUs;
  if (behindUs > TOLERATED_DISORDER_US) {
    throw new MalformedLineError(`${behindUs} µs before an earlier line (tolerated: ${TOLERATED_DISORDER_US})`);
  }
  rows.append(timeUs, kind, side, priceTicks, size);
  if (kind === RESET) log.reset({ timeUs, reason: 'in the recording' });
  if (behindUs > 0) log.countReordered();
}

/** Takes a row whose line was read earlier. */
function takeHeld(row: CsvRow, rows: CollectedRows, log: ImportLog): void {
  log.eachHeld(row.line, `${row.timeUs},…`, () => take(row, rows, log));
}
