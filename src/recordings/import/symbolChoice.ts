import { printable } from '../fields/malformedLine.ts';
import { ImportError } from './importResult.ts';

const SHOWN = 10;

/**
 * The symbol of a recording that `wanted` means. Case and separators do not matter: BTC-USDT means BTCUSDT.
 * Throws an {@link ImportError} that names the symbols of the recording if there is no such symbol, or more than one.
 */
export function chooseSymbol(found: readonly string[], wanted: string, source: string): string {
  const exact = found.find((symbol) => symbol === wanted);
  if (exact !== undefined) return exact;
  const alike = found.filter((symbol) => plainSymbol(symbol) === plainSymbol(wanted));
  const [one, another] = alike;
  if (one !== undefined && another === undefined) return one;
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    throw new ImportError(
      source,
      `this is a recording of ${printable(only, 40)}, not of ${printable(wanted, 40)}. Use --symbol ${printable(only, 40)}.`,
    );
  }
  throw new ImportError(
    source,
    `it holds ${listed(alike.length > 1 ? alike : found)}, and ${printable(wanted, 40)} ${
      alike.length > 1 ? 'matches all of these without case and separators' : 'is none of them'
    }. Choose one with --symbol.`,
  );
}

/** The first ten symbols as a text for an error or a note. */
export function listed(symbols: readonly string[]): string {
  const shown = symbols.slice(0, SHOWN).map((symbol) => printable(symbol, 40));
  const more = symbols.length > SHOWN ? ` and ${symbols.length - SHOWN} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** A symbol in upper case without separators. */
export function plainSymbol(symbol: string): string {
  return symbol.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
