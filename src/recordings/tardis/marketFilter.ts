import { printable } from '../fields/malformedLine.ts';
import { ImportError } from '../import/importResult.ts';
import { listed, plainSymbol } from '../import/symbolChoice.ts';

/**
 * Selects the rows of one market from files that may contain many. Case, dashes, underscores and slashes of a symbol do not matter:
 * `BTC-USDT` is `btcusdt`.
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

  /** Whether a row is of the market. Throws an {@link ImportError} if two markets match the symbol. */
  takes(file: string, exchange: string, symbol: string): boolean {
    // Successive rows are mostly of one market; making a key for each would be slow.
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
   * Call after each file. Throws an {@link ImportError} that names the symbols of the file if nothing of the market was in it;
   * with `mayLack` not for a file of many symbols.
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
    throw new ImportError(file, `${names.join(' and ')} both match the symbol: split the markets before importing.`);
  }
}
