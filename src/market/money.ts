/** How amounts of a quote currency are written. */

import type { Instrument } from './instrument.ts';

/** The dollar and stablecoins that are worth one. */
const DOLLARS = new Set(['USD', 'USDT', 'USDC', 'USDE']);
/** Coins of which a hundredth is worth more than a few dollars: two decimals would round profits away. */
const COINS = new Set(['BTC', 'XBT', 'ETH', 'BNB', 'SOL']);

/** `$`, or the code of the quote currency: `EUR`. */
export function currencyOf({ quoteCurrency = 'USD' }: Pick<Instrument, 'quoteCurrency'>): string {
  return DOLLARS.has(quoteCurrency.toUpperCase()) ? '$' : quoteCurrency;
}

/** A sign comes before the digits, a code after them: `$1.25`, `1.25 EUR`. */
export function inCurrency(digits: string, currency: string): string {
  return currency.length === 1 ? `${currency}${digits}` : `${digits} ${currency}`;
}

/** The decimals that an amount needs: `usual` of most currencies, more of a coin. */
export function decimalsIn(amount: number, currency: string, usual: number): number {
  const size = Math.abs(amount);
  if (!COINS.has(currency.toUpperCase()) || size === 0) return usual;
  if (size >= 100) return Math.max(usual, 2);
  return size >= 0.01 ? 4 : size >= 0.0001 ? 6 : 8;
}

/** The size of an amount, whatever its sign: `$12.35`, `12.35 EUR`, `0.0123 BTC`. */
export function amountText(amount: number, currency: string, usual = 2): string {
  return inCurrency(Math.abs(amount).toFixed(decimalsIn(amount, currency, usual)), currency);
}
