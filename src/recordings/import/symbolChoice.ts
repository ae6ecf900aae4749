import { printable } from '../fields/malformedLine.ts';
import { ImportError } from './importResult.ts';

const SHOWN = 10;

/**
 * Which of the symbols in a recording `wanted` names, whatever its case and separators: BTC-USDT is BTCUSDT.
 * Throws an {@link ImportError} that names what is there.
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
    `it holds ${listed(alike.length > 1 ? alike : found)}, and ${printable(wanted, 40)} is ${
      alike.length > 1 ? 'none of them as it is written' : 'none of them'
    }. Choose one with --symbol.`,
  );
}

/** Symbols for a person, the first ten. */
export function listed(symbols: readonly string[]): string {
  const shown = symbols.slice(0, SHOWN).map((symbol) => printable(symbol, 40));
  const more = symbols.length > SHOWN ? ` and ${symbols.length - SHOWN} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** A symbol without case and separators: what two spellings of one market share. */
export function plainSymbol(symbol: string): string {
  return symbol.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
