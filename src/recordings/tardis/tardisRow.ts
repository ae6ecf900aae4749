import { basename } from 'node:path';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US } from '../fields/stamp.ts';
import { notMicroseconds } from '../fields/stampUnit.ts';
import type { DelayStatistics } from '../import/feedDelays.ts';
import type { ImportLog } from '../import/importLog.ts';
import { ImportError } from '../import/importResult.ts';
import { readLines } from '../packing/readLines.ts';
import type { MarketFilter } from './marketFilter.ts';

/** Columns of every Tardis file, in any order. */
const COMMON = ['symbol', 'timestamp', 'local_timestamp'];
const COLUMNS_OF = {
  'tardis-book': ['is_snapshot', 'side', 'price', 'amount'],
  'tardis-snapshots': ['asks[0].price', 'asks[0].amount', 'bids[0].price', 'bids[0].amount'],
  'tardis-quotes': ['ask_amount', 'ask_price', 'bid_price', 'bid_amount'],
  'tardis-ticker': ['funding_timestamp', 'funding_rate'],
  'tardis-trades': ['side', 'price', 'amount'],
} as const;

export type TardisType = keyof typeof COLUMNS_OF;
const TYPES = Object.keys(COLUMNS_OF) as readonly TardisType[];

/** The type of a Tardis file by the column names of its first line; undefined for any other file. */
export function tardisType(header: string): TardisType | undefined {
  const columns = new Set(csvFields(header));
  const has = (names: readonly string[]): boolean => names.every((name) => columns.has(name));
  // An options chain has quotes too, but of another contract in each row.
  if (!has(COMMON) || columns.has('strike_price')) return undefined;
  return TYPES.find((type) => has(COLUMNS_OF[type]));
}

/** A line of a Tardis file, as text. */
export interface TardisRow {
  readonly exchange: string;
  /** By the exchange's clock, µs since 1970; the time of receipt where the exchange gives none. */
  readonly timeUs: number;
  /** Time of receipt; the rows of one message share it. */
  readonly localUs: number;
  readonly fields: readonly string[];
}

/** Takes a row. May throw a {@link MalformedLineError}, if it has changed nothing. */
export type TakeTardisRow = (row: TardisRow) => void;

/** Reads the files of one market; rows of others are dropped (counted). */
export class TardisReader {
  readonly #delays: DelayStatistics;
  readonly #markets: MarketFilter;

  constructor(delays: DelayStatistics, markets: MarketFilter) {
    this.#delays = delays;
    this.#markets = markets;
  }

  /**
   * Reads one file; `begin` gets the names of its columns and returns the function that takes its rows.
   * Returns its last time of receipt. Throws an {@link ImportError} for a file of another market, or one that begins before
   * `afterUs`, the last time of receipt of the file before; `mayLack` lets a file of many symbols lack the one asked for.
   */
  async read(
    file: string,
    log: ImportLog,
    { afterUs, mayLack }: { readonly afterUs: number; readonly mayLack: boolean },
    begin: (columns: readonly string[]) => TakeTardisRow,
  ): Promise<number> {
    refuseLiquidations(file);
    let columns: readonly string[] | undefined;
    let take: TakeTardisRow = () => undefined;
    let [exchangeAt, symbolAt, timeAt, localAt] = [-1, -1, -1, -1];
    let isFirst = true;
    let localUs = 0;
    const readRow = (line: string, width: number): void => {
      const fields = csvFields(line);
      if (fields.length !== width) throw new MalformedLineError(`${width} fields expected, ${fields.length} found`);
      const exchange = fields[exchangeAt] ?? '';
      if (!this.#markets.takes(file, exchange, fields[symbolAt] as string)) {
        log.drop('rows of other symbols');
        return;
      }
      const row = {
        exchange,
        timeUs: microseconds(fields[timeAt], 'timestamp'),
        localUs: microseconds(fields[localAt], 'local_timestamp'),
        fields,
      };
      if (Math.abs(row.timeUs - row.localUs) > CLOCK_TOLERANCE_US) {
        throw new MalformedLineError('the timestamp is more than an hour from the local_timestamp');
      }
      if (row.localUs < localUs) throw new MalformedLineError('the local_timestamp is before that of an earlier line');
      if (isFirst) {
        const unit = notMicroseconds(row.timeUs, 'timestamp');
        if (unit !== undefined) throw new ImportError(file, unit);
        if (row.localUs < afterUs) {
          throw new ImportError(
            file,
            'it begins before the file named before it ends. Name the files of one type by day.',
          );
        }
      }
      isFirst = false;
      take(row);
      if (row.localUs !== localUs) this.#delays.add(row.localUs - row.timeUs);
      localUs = row.localUs;
    };
    for await (const lines of readLines(file)) {
      for (const line of lines) {
        log.eachLine(line, () => {
          if (columns === undefined) {
            columns = csvFields(line);
            exchangeAt = columns.indexOf('exchange');
            symbolAt = columns.indexOf('symbol');
            timeAt = columns.indexOf('timestamp');
            localAt = columns.indexOf('local_timestamp');
            take = begin(columns);
          } else if (line !== '') readRow(line, columns.length);
        });
      }
    }
    log.refuseIfTooMalformed();
    this.#markets.endFile(file, mayLack);
    return localUs;
  }
}

/** Files of liquidations have the columns of trades. Only the name that Tardis gives the file differs. */
function refuseLiquidations(file: string): void {
  if (!/(^|_)liquidations(_|\.|$)/.test(basename(file))) return;
  throw new ImportError(
    file,
    'it is named as a file of liquidations, which are part of the trades already. Leave it out, or rename it if it holds trades.',
  );
}

/** Whole µs since 1970. Throws a {@link MalformedLineError} that names the column. */
export function microseconds(text: string | undefined, column: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isSafeInteger(value)) {
    throw new MalformedLineError(`${column} is not a whole number of microseconds since 1970`);
  }
  return value;
}

/** A field that may be empty; programs write that in several ways. Undefined if it is empty. */
export function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' || /^(nan|null|none)$/i.test(text) ? undefined : text;
}

/** A flag as Tardis, pandas or R write it. Throws a {@link MalformedLineError} that names the column. */
export function flag(text: string | undefined, column: string): boolean {
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
    case '1':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
    case '0':
      return false;
    default:
      throw new MalformedLineError(`${column} '${printable(text, 20)}' is neither true nor false`);
  }
}

/** The fields of a CSV line. Fields may be quoted (`"a, b"`, with quotes in them doubled). */
function csvFields(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (char === '"') {
      if (isQuoted && line[i + 1] === '"') {
        field += char;
        i++;
      } else isQuoted = !isQuoted;
    } else if (char === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
