import { ASK, BEST, BID, type BookSide, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';

/** A row of a tape, its time in µs since 1970. */
export interface CsvRow {
  /** Number of its line, from 1. */
  readonly line: number;
  readonly timeUs: number;
  readonly kind: number;
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly size: number;
}

/** Reads a line `ts_us,kind,side,price,size`. Throws a {@link MalformedLineError}. */
export function readCsvRow(text: string, line: number, grid: TapeGrid): CsvRow {
  const fields = text.split(',');
  if (fields.length !== 5) throw new MalformedLineError(`5 fields expected, ${fields.length} found`);
  const [stamp = '', kind, side, price, size] = fields;
  const timeUs = Number(stamp);
  if (!/^\d+$/.test(stamp) || !Number.isSafeInteger(timeUs)) {
    throw new MalformedLineError('ts_us is not a whole number of microseconds since 1970');
  }
  if (kind === 'R') {
    if (side !== '' || price !== '' || size !== '') throw new MalformedLineError('a reset has only a time');
    return { line, timeUs, kind: RESET, side: BID, priceTicks: 0, size: 0 };
  }
  const level = (kindOfRow: number, sideOfRow: BookSide): CsvRow => ({
    line,
    timeUs,
    kind: kindOfRow,
    side: sideOfRow,
    priceTicks: priceTicks(price, grid),
    size: sizeLots(size, grid),
  });
  switch (kind) {
    case 'D':
      return level(DEPTH, sideOf(side, 'bid', 'ask'));
    case 'Q':
      return level(BEST, sideOf(side, 'bid', 'ask'));
    case 'T':
      return level(TRADE, sideOf(side, 'sell', 'buy'));
    default:
      throw new MalformedLineError(`kind '${printable(kind, 20)}' is not one of R, D, Q, T`);
  }
}

function sideOf(text: string | undefined, bid: string, ask: string): BookSide {
  if (text === bid) return BID;
  if (text === ask) return ASK;
  throw new MalformedLineError(`side '${printable(text, 20)}' is neither ${bid} nor ${ask}`);
}
