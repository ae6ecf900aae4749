import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import type { BinanceEvent } from './events.ts';

/**
 * The kinds of Binance's own daily files that can be read. https://github.com/binance/binance-public-data
 * `binance-depth`: `<symbol>_T_DEPTH_<day>_depth_update.csv` and `…_depth_snap.csv`.
 */
export type BinanceDailyType = 'binance-aggTrades' | 'binance-trades' | 'binance-bookTicker' | 'binance-depth';

/** Columns in the order that files without a header have, by their names in lower case without underscores. */
const COLUMNS: Readonly<Record<BinanceDailyType, readonly string[]>> = {
  'binance-aggTrades': [
    'aggtradeid',
    'price',
    'quantity',
    'firsttradeid',
    'lasttradeid',
    'transacttime',
    'isbuyermaker',
  ],
  'binance-trades': ['id', 'price', 'qty', 'quoteqty', 'time', 'isbuyermaker'],
  'binance-bookTicker': [
    'updateid',
    'bestbidprice',
    'bestbidqty',
    'bestaskprice',
    'bestaskqty',
    'transactiontime',
    'eventtime',
  ],
  'binance-depth': ['symbol', 'timestamp', 'firstupdateid', 'lastupdateid', 'side', 'updatetype', 'price', 'qty', 'pu'],
};

/** Columns that a header must name. */
const NEEDED: Readonly<Record<BinanceDailyType, readonly string[]>> = {
  'binance-aggTrades': COLUMNS['binance-aggTrades'],
  'binance-trades': ['id', 'price', 'qty', 'time', 'isbuyermaker'],
  'binance-bookTicker': COLUMNS['binance-bookTicker'].slice(0, 6),
  'binance-depth': COLUMNS['binance-depth'].slice(0, 8),
};

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const STAMP = String.raw`(?:\d{13}|\d{16})`;
const FLAG = '(?:true|false|True|False|TRUE|FALSE)';

/** First lines of files without a header. Those of spot have one column more. */
const HEADERLESS: Readonly<Record<BinanceDailyType, RegExp>> = {
  'binance-aggTrades': new RegExp(`^\\d+,${NUMBER},${NUMBER},\\d+,\\d+,${STAMP},${FLAG}(,${FLAG})?$`),
  'binance-trades': new RegExp(`^\\d+,${NUMBER},${NUMBER},${NUMBER},${STAMP},${FLAG}(,${FLAG})?$`),
  'binance-bookTicker': new RegExp(`^\\d+,${NUMBER},${NUMBER},${NUMBER},${NUMBER},${STAMP},${STAMP}$`),
  'binance-depth': new RegExp(`^\\w+,${STAMP},\\d+,\\d+,[ab],(?:set|snap),${NUMBER},${NUMBER}(,-?\\d+)?$`),
};

const TYPES: readonly BinanceDailyType[] = [
  'binance-aggTrades',
  'binance-trades',
  'binance-bookTicker',
  'binance-depth',
];

/** The type of a daily file by its first line; undefined for any other file. */
export function binanceDailyType(first: string): BinanceDailyType | undefined {
  const names = plainNames(first);
  return TYPES.find((type) => HEADERLESS[type].test(first) || NEEDED[type].every((name) => names.includes(name)));
}

/** One line of a daily file, with the fields of the same event in the venue's stream. */
export interface DailyRow {
  readonly kind: 'aggTrade' | 'trade' | 'bookTicker' | 'set' | 'snap';
  readonly symbol: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads the lines of one daily file. */
export class DailyRows {
  readonly type: BinanceDailyType;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #hasHeader: boolean;

  constructor(type: BinanceDailyType, first: string) {
    this.type = type;
    this.#hasHeader = !HEADERLESS[type].test(first);
    const names = this.#hasHeader ? plainNames(first) : COLUMNS[type];
    this.#columns = new Map(names.map((name, i) => [name, i]));
  }

  isHeader(line: number): boolean {
    return line === 1 && this.#hasHeader;
  }

  /** The stamp of a line, as text. */
  stampOf(line: string): string {
    const fields = line.split(',');
    return (this.type === 'binance-depth' ? this.#text(fields, 'timestamp') : this.#time(fields)) ?? '';
  }

  /** Throws a {@link MalformedLineError}. */
  read(line: string): DailyRow {
    const fields = line.split(',');
    const text = (name: string): string | undefined => this.#text(fields, name);
    const id = (name: string): number => idOf(text(name), name);
    switch (this.type) {
      case 'binance-aggTrades':
        return row('aggTrade', {
          a: id('aggtradeid'),
          p: text('price'),
          q: text('quantity'),
          f: id('firsttradeid'),
          l: id('lasttradeid'),
          T: this.#time(fields),
          m: flag(text('isbuyermaker')),
        });
      case 'binance-trades':
        return row('trade', {
          t: id('id'),
          p: text('price'),
          q: text('qty'),
          T: this.#time(fields),
          m: flag(text('isbuyermaker')),
        });
      case 'binance-bookTicker':
        return row('bookTicker', {
          u: id('updateid'),
          b: text('bestbidprice'),
          B: text('bestbidqty'),
          a: text('bestaskprice'),
          A: text('bestaskqty'),
          T: this.#time(fields),
        });
      case 'binance-depth':
        return this.#depth(fields);
    }
  }

  #depth(fields: readonly string[]): DailyRow {
    const text = (name: string): string | undefined => this.#text(fields, name);
    const type = text('updatetype');
    if (type !== 'set' && type !== 'snap') {
      throw new MalformedLineError(`update_type '${printable(type, 20)}' is neither set nor snap`);
    }
    const side = text('side');
    if (side !== 'a' && side !== 'b') {
      throw new MalformedLineError(`side '${printable(side, 20)}' is neither a nor b`);
    }
    const pu = text('pu') ?? '';
    return row(
      type,
      {
        T: text('timestamp'),
        U: idOf(text('firstupdateid'), 'first_update_id'),
        u: idOf(text('lastupdateid'), 'last_update_id'),
        ...(pu === '' || pu === '-1' ? {} : { pu: idOf(pu, 'pu') }),
        side,
        level: [text('price'), text('qty')],
      },
      text('symbol'),
    );
  }

  #time(fields: readonly string[]): string | undefined {
    return this.#text(fields, 'transacttime') ?? this.#text(fields, 'transactiontime') ?? this.#text(fields, 'time');
  }

  #text(fields: readonly string[], name: string): string | undefined {
    const column = this.#columns.get(name);
    return column === undefined ? undefined : fields[column];
  }
}

/** The event of a row of trades or quotes. */
export function eventOfRow({ kind, symbol, fields }: DailyRow): BinanceEvent {
  const eventKind = kind === 'set' ? 'depth' : kind === 'snap' ? 'snapshot' : kind;
  return { kind: eventKind, name: eventKind, symbol, stream: undefined, fields };
}

function row(kind: DailyRow['kind'], fields: DailyRow['fields'], symbol?: string): DailyRow {
  return { kind, symbol: symbol?.toUpperCase(), fields };
}

function plainNames(header: string): string[] {
  return header.split(',').map((name) => name.trim().toLowerCase().replaceAll('_', ''));
}

function idOf(text: string | undefined, name: string): number {
  const id = Number(text);
  if (text === undefined || !/^\d+$/.test(text) || !Number.isSafeInteger(id)) {
    throw new MalformedLineError(`${name} is not a sequence number`);
  }
  return id;
}

function flag(text: string | undefined): boolean {
  const value = text?.toLowerCase();
  if (value !== 'true' && value !== 'false') throw new MalformedLineError('is_buyer_maker is neither true nor false');
  return value === 'true';
}
