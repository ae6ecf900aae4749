import type { Delays } from './delays.ts';
import { type ImportLog, MalformedLineError } from './importLog.ts';
import { ImportError } from './importResult.ts';
import { readLines } from './lines.ts';
import { printable } from './printable.ts';

/** The common beginning of every line of a Tardis CSV file. */
const COMMON = 'exchange,symbol,timestamp,local_timestamp,';
const BOOK = `${COMMON}is_snapshot,side,price,amount`;
const TRADES = `${COMMON}id,side,price,amount`;
const PICTURES =
  /^exchange,symbol,timestamp,local_timestamp,asks\[0\]\.price,asks\[0\]\.amount,bids\[0\]\.price,bids\[0\]\.amount(,|$)/;
const TICKER = /^exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,/;

/** A stamp further than this from the time of receipt is garbage: it would drag the whole tape with it. */
const CLOCK_TOLERANCE_US = 3_600_000_000;

export type TardisType = 'tardis-book' | 'tardis-pictures' | 'tardis-trades' | 'tardis-ticker';

/** Which of the readable types a file with this first line is. */
export function tardisType(header: string): TardisType | undefined {
  if (header === BOOK) return 'tardis-book';
  if (header === TRADES) return 'tardis-trades';
  if (PICTURES.test(header)) return 'tardis-pictures';
  if (TICKER.test(header)) return 'tardis-ticker';
  return undefined;
}

/** A line of a Tardis file, as text. */
export interface TardisRow {
  /** By the exchange's clock, µs since 1970; the time of receipt where the exchange gives none. */
  readonly timeUs: number;
  /** Time of receipt; the rows of one message share it. */
  readonly localUs: number;
  readonly fields: readonly string[];
}

/** Takes a row. May throw a {@link MalformedLineError}, and then must have changed nothing. */
export type TakeTardisRow = (row: TardisRow) => void;

/** Reads the files of one market: the first row of all says which; rows of others are dropped (counted). */
export class TardisReader {
  readonly #delays: Delays;
  #market: string | undefined;

  constructor(delays: Delays) {
    this.#delays = delays;
  }

  /**
   * Reads one file; `begin` gets the names of its columns and gives what takes its rows.
   * Returns its last time of receipt. Throws an {@link ImportError} for a file that begins with another market, or before
   * `afterUs`, the last time of receipt of the file before.
   */
  async read(
    file: string,
    log: ImportLog,
    afterUs: number,
    begin: (columns: readonly string[]) => TakeTardisRow,
  ): Promise<number> {
    let columns: readonly string[] | undefined;
    let take: TakeTardisRow = () => undefined;
    let isFirst = true;
    let localUs = 0;
    const readRow = (line: string, width: number): void => {
      const fields = line.split(',');
      if (fields.length !== width) throw new MalformedLineError(`${width} fields expected, ${fields.length} found`);
      const row = {
        timeUs: microseconds(fields[2], 'timestamp'),
        localUs: microseconds(fields[3], 'local_timestamp'),
        fields,
      };
      if (Math.abs(row.timeUs - row.localUs) > CLOCK_TOLERANCE_US) {
        throw new MalformedLineError('the timestamp is more than an hour from the local_timestamp');
      }
      if (row.localUs < localUs) throw new MalformedLineError('the local_timestamp is before that of an earlier line');
      const market = `${fields[0]} ${fields[1]}`;
      this.#market ??= market;
      if (market !== this.#market) {
        if (isFirst)
          throw new ImportError(
            file,
            `it is of ${printable(market, 60)}, the file before of ${printable(this.#market, 60)}.`,
          );
        log.drop('other markets');
        return;
      }
      if (isFirst && row.localUs < afterUs) {
        throw new ImportError(
          file,
          'it begins before the file named before it ends. Name the files of one type by day.',
        );
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
            columns = line.split(',');
            take = begin(columns);
          } else if (line !== '') readRow(line, columns.length);
        });
      }
    }
    log.refuseIfTooMalformed();
    return localUs;
  }
}

/** Whole µs since 1970. Throws a {@link MalformedLineError} that names the column. */
export function microseconds(text: string | undefined, column: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isSafeInteger(value)) {
    throw new MalformedLineError(`${column} is not a whole number of microseconds since 1970`);
  }
  return value;
}
