import type { Fields } from '../fields/jsonFields.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';

/** Names of the columns of Bybit's files of trades; linear and inverse contracts, and spot. */
const NEEDED = [
  ['timestamp', 'symbol', 'side', 'size', 'price'],
  ['timestamp', 'price', 'volume', 'side'],
] as const;

/** Whether a file is one of Bybit's trades, by its first line. */
export function isBybitTrades(header: string): boolean {
  const columns = header.split(',');
  return (
    (columns.includes('trdMatchID') && NEEDED[0].every((name) => columns.includes(name))) ||
    header.startsWith(SPOT_HEADER)
  );
}

const SPOT_HEADER = 'id,timestamp,price,volume,side';

/**
 * Reads the lines of such a file as messages of `publicTrade`, so that the same mapping can be used. `symbol` is used
 * for files that do not contain it (spot). Throws a {@link MalformedLineError}.
 */
export class BybitTradeLines {
  readonly #columns: readonly string[];
  readonly #symbol: string;

  constructor(header: string, symbol: string) {
    this.#columns = header.split(',');
    this.#symbol = symbol;
  }

  read(line: string): Fields {
    const values = line.split(',');
    if (values.length !== this.#columns.length) {
      throw new MalformedLineError(`${this.#columns.length} fields expected, ${values.length} found`);
    }
    const of = (name: string): string | undefined => values[this.#columns.indexOf(name)];
    const symbol = of('symbol') ?? this.#symbol;
    const trade = {
      T: of('timestamp'),
      s: symbol,
      S: sideOf(of('side')),
      v: of('size') ?? of('volume'),
      p: of('price'),
      i: of('trdMatchID') ?? of('id'),
    };
    return { topic: `publicTrade.${symbol}`, data: [trade] };
  }

  /** The stamp of a line, as text. */
  stampOf(line: string): string {
    return line.split(',')[this.#columns.indexOf('timestamp')] ?? '';
  }
}

/** Spot writes sides in lower case. */
function sideOf(side: string | undefined): string {
  if (side === 'Buy' || side === 'buy') return 'Buy';
  if (side === 'Sell' || side === 'sell') return 'Sell';
  throw new MalformedLineError(`side '${printable(side, 20)}' is neither Buy nor Sell`);
}
