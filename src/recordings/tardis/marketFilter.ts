import { printable } from '../fields/malformedLine.ts';
import { ImportError } from '../import/importResult.ts';
import { listed, plainSymbol } from '../import/symbolChoice.ts';

/**
 * Picks the rows of one market out of files that may hold many. A symbol is the one asked for if they differ in case, dashes,
 * underscores and slashes at most: `BTC-USDT` is `btcusdt`.
 */
export class MarketFilter {
  readonly #symbol: string;
  readonly #wanted: string;
  /** Whether rows of a market are taken, by exchange and symbol as they are written. */
  readonly #known = new Map<string, boolean>();
  #market: { readonly exchange: string; readonly symbol: string } | undefined;
  /** Symbols of the file being read, and whether one of them is taken. */
  #inFile = new Set<string>();
  #isFound = false;
  #last: { file: string; exchange: string; symbol: string; taken: boolean } | undefined;

  constructor(symbol: string) {
    this.#symbol = symbol;
    this.#wanted = plainSymbol(symbol);
  }

  /** Whether a row is of the market. Throws an {@link ImportError} if two markets answer to its symbol. */
  takes(file: string, exchange: string, symbol: string): boolean {
    // Rows of one market mostly follow each other: putting a key together for each would be felt.
    const last = this.#last;
    if (last?.exchange === exchange && last.symbol === symbol && last.file === file) return last.taken;
    const key = `${exchange}\n${symbol}`;
    const known = this.#known.get(key);
    const taken = known ?? this.#decide(file, exchange, symbol);
    if (known === undefined) this.#known.set(key, taken);
    if (taken) this.#isFound = true;
    else this.#inFile.add(symbol);
    this.#last = { file, exchange, symbol, taken };
    return taken;
  }

  /**
   * Call after each file. Throws an {@link ImportError} that names what the file holds if nothing of the market was in it;
   * `mayLack` lets one pass that is of many symbols.
   */
  endFile(file: string, mayLack: boolean): void {
    const others = [...this.#inFile];
    const isMissing = !this.#isFound && others.length > 0;
    this.#inFile = new Set();
    this.#isFound = false;
    this.#last = undefined;
    if (!isMissing || (mayLack && others.length > 1)) return;
    const symbol = printable(this.#symbol, 40);
    const named = listed(others);
    if (others.length === 1) {
      throw new ImportError(
        file,
        `it is of ${named}, not of ${symbol}. Pass --symbol ${named} if that is what you want.`,
      );
    }
    throw new ImportError(file, `it holds no rows of ${symbol}, but of ${named}. Pass one of them as --symbol.`);
  }

  #decide(file: string, exchange: string, symbol: string): boolean {
    if (plainSymbol(symbol) !== this.#wanted) return false;
    this.#market ??= { exchange, symbol };
    if (this.#market.exchange === exchange && this.#market.symbol === symbol) return true;
    const names = [this.#market, { exchange, symbol }].map((market) =>
      printable(`${market.exchange} ${market.symbol}`.trim(), 60),
    );
    throw new ImportError(
      file,
      `${names.join(' and ')} both answer to the symbol: split the markets before importing.`,
    );
  }
}
