/**
 * Figures as text. Markdown uses the real minus sign (U+2212); the terminal uses the ASCII hyphen-minus, so that a
 * figure can be copied into another program. What is not known reads `–` in both. Grouping and decimals do not depend
 * on the machine's locale.
 */

import type { Estimate } from '../evaluation/comparison.ts';
import { decimalsIn, inCurrency } from '../market/money.ts';

export const NOT_KNOWN = '–';

export interface FigureStyle {
  readonly minus: '−' | '-';
  /** One character is written before the amount (`$0.09`), a code after it (`0.09 EUR`). */
  readonly currency: string;
}

/** All methods answer `–` for null and throw a RangeError for a figure that is not finite. */
export interface Figures {
  readonly currency: string;
  /** What ratios are per: `$10k`, `10k EUR`. */
  readonly tenThousand: string;
  /** `1,234.50`, with a sign only when negative. */
  number(value: number | null, decimals: number): string;
  /** `+1.25`, `−1.25`, `0.00`. */
  signed(value: number | null, decimals: number): string;
  /** Traded value, capital, position: `$1,800` from 100 on, `$12.50` below. */
  value(amount: number | null): string;
  /** Profit and what makes it up: `+$0.09`; four decimals below a cent. */
  money(amount: number | null): string;
  /** `1.50 bps`, with a plus sign too when `sign` is true. */
  bps(value: number | null, sign?: boolean): string;
  /** A share: 0.375 reads `38 %`, and `0.4 %` below one per cent. */
  percent(share: number | null): string;
  /** A probability: `38 %`, and `<1 %` or `>99 %` near the ends: nothing is certain. */
  chance(probability: number | null): string;
  /** `+0.48 [−1.20, +2.10]`. */
  interval(estimate: Estimate | null): string;
  /** `+$0.12/h [−0.10, +0.33]`. */
  perHour(estimate: Estimate | null): string;
}

export function createFigures(style: FigureStyle): Figures {
  const { minus, currency } = style;
  const unsigned = (value: number, decimals: number): string => {
    const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
    return fraction === undefined ? grouped : `${grouped}.${fraction}`;
  };
  const signOf = (value: number, decimals: number, plus: string): string => {
    if (!Number.isFinite(value))
      throw new RangeError(`a figure of the report is ${value}; the record it comes from is damaged`);
    const rounded = Number(value.toFixed(decimals));
    return rounded < 0 ? minus : rounded > 0 ? plus : '';
  };
  const amount = (value: number, decimals: number, plus: string): string => {
    const sign = signOf(value, decimals, plus);
    const digits = unsigned(value, decimals);
    return `${sign}${inCurrency(digits, currency)}`;
  };
  const number = (value: number | null, decimals: number): string =>
    value === null ? NOT_KNOWN : signOf(value, decimals, '') + unsigned(value, decimals);
  const signed = (value: number | null, decimals: number): string =>
    value === null ? NOT_KNOWN : signOf(value, decimals, '+') + unsigned(value, decimals);
  const brackets = (estimate: Estimate, decimals: number): string =>
    `[${signed(estimate.low, decimals)}, ${signed(estimate.high, decimals)}]`;

  const decimalsOf = (value: number): number => decimalsIn(value, currency, usualDecimals(value));
  const valueDecimals = (value: number): number =>
    decimalsIn(value, currency, Math.abs(value) >= 100 || value === 0 ? 0 : 2);

  return {
    currency,
    tenThousand: tenThousandIn(currency),
    number,
    signed,
    value: (value) => (value === null ? NOT_KNOWN : amount(value, valueDecimals(value), '')),
    money: (value) => (value === null ? NOT_KNOWN : amount(value, decimalsOf(value), '+')),
    bps: (value, sign = false) => (value === null ? NOT_KNOWN : `${sign ? signed(value, 2) : number(value, 2)} bps`),
    percent: (share) => {
      if (share === null) return NOT_KNOWN;
      const percent = share * 100;
      const whole = percent === 0 || Math.abs(percent) >= 1;
      return `${number(percent, whole ? 0 : 1)} %`;
    },
    chance: (probability) => {
      if (probability === null) return NOT_KNOWN;
      if (probability < 0.005) return '<1 %';
      return probability >= 0.995 ? '>99 %' : `${number(probability * 100, 0)} %`;
    },
    interval: (estimate) => (estimate === null ? NOT_KNOWN : `${signed(estimate.mean, 2)} ${brackets(estimate, 2)}`),
    perHour: (estimate) => {
      if (estimate === null) return NOT_KNOWN;
      const decimals = Math.max(decimalsOf(estimate.low), decimalsOf(estimate.high));
      return `${amount(estimate.mean, decimals, '+')}/h ${brackets(estimate, decimals)}`;
    },
  };
}

/** `$10k`, `10k EUR`. */
export function tenThousandIn(currency: string): string {
  return inCurrency('10k', currency);
}

function usualDecimals(amount: number): number {
  return Math.abs(amount) >= 0.000_05 && Math.abs(amount) < 0.01 ? 4 : 2;
}

export function markdownFigures(currency: string): Figures {
  return createFigures({ minus: '−', currency });
}

export function terminalFigures(currency: string): Figures {
  return createFigures({ minus: '-', currency });
}

/** `1 session`, `3 sessions`, `1,200 fills`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${count === 1 ? noun : plural}`;
}
