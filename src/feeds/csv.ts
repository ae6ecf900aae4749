import { ASK, BEST, BID, type BookSide, DEPTH, RESET, TRADE } from '../market/tape.ts';
import { assembleTape } from './assembleTape.ts';
import { CollectedRows } from './collectedRows.ts';
import { priceTicks, sizeLots } from './grid.ts';
import { ImportLog, MalformedLineError } from './importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from './importResult.ts';
import { readLines } from './lines.ts';
import { printable } from './printable.ts';

export const CSV_HEADER = 'ts_us,kind,side,price,size';

/** Rows may be this much out of order; further back they are malformed. */
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
 * `ts_us` is µs since 1970, price and size are decimals. Throws an {@link ImportError}.
 */
export async function importCsv(file: string, grid: TapeGrid): Promise<ImportResult> {
  const log = new ImportLog(file);
  const rows = new CollectedRows();
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      log.eachLine(line, () => {
        if (log.line === 1) requireHeader(file, line);
        else if (line !== '') readRow(line, grid, rows, log);
      });
    }
  }
  if (log.line === 0) requireHeader(file, '');
  log.refuseIfTooMalformed();
  if (rows.length === 0) throw new ImportError(file, 'there are no events in it.');
  return log.finish(assembleTape(rows, grid, log.resets));
}

function requireHeader(file: string, line: string): void {
  if (line === CSV_HEADER) return;
  throw new ImportError(file, `the first line must be '${CSV_HEADER}' and is '${printable(line, 60)}'.`);
}

function readRow(line: string, grid: TapeGrid, rows: CollectedRows, log: ImportLog): void {
  const fields = line.split(',');
  if (fields.length !== 5) throw new MalformedLineError(`5 fields expected, ${fields.length} found`);
  const [stamp = '', kind, side, price, size] = fields;
  const timeUs = Number(stamp);
  if (!/^\d+$/.test(stamp) || !Number.isSafeInteger(timeUs)) {
    throw new MalformedLineError('ts_us is not a whole number of microseconds since 1970');
  }
  const behindUs = rows.newestUs - timeUs;
  if (behindUs > TOLERATED_DISORDER_US) {
    throw new MalformedLineError(`${behindUs} µs before an earlier line (tolerated: ${TOLERATED_DISORDER_US})`);
  }
  switch (kind) {
    case 'R':
      if (side !== '' || price !== '' || size !== '') throw new MalformedLineError('a reset has only a time');
      rows.append(timeUs, RESET, BID, 0, 0);
      log.resets.push({ timeUs, reason: 'in the recording' });
      break;
    case 'D':
      rows.append(timeUs, DEPTH, sideOf(side, 'bid', 'ask'), priceTicks(price, grid), sizeLots(size, grid));
      break;
    case 'Q':
      rows.append(timeUs, BEST, sideOf(side, 'bid', 'ask'), priceTicks(price, grid), sizeLots(size, grid));
      break;
    case 'T': {
      const hit = sideOf(side, 'sell', 'buy');
      const ticks = priceTicks(price, grid);
      const lots = sizeLots(size, grid);
      if (lots === 0) {
        log.drop('trades below half a lot');
        return;
      }
      rows.append(timeUs, TRADE, hit, ticks, lots);
      break;
    }
    default:
      throw new MalformedLineError(`kind '${printable(String(kind), 20)}' is not one of R, D, Q, T`);
  }
  if (behindUs > 0) log.reordered++;
}

function sideOf(text: string | undefined, bid: string, ask: string): BookSide {
  if (text === bid) return BID;
  if (text === ask) return ASK;
  throw new MalformedLineError(`side '${printable(String(text), 20)}' is neither ${bid} nor ${ask}`);
}
