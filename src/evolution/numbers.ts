/** Numbers as a document writes them, in English notation alone. Another notation, or one of two meanings, is refused. */

export type ReadNumber =
  | {
      readonly kind: 'number';
      readonly value: number;
      /** What stands before the digits beside the sign: a sign of a currency, or nothing. */
      readonly mark: string;
      /** What follows, trimmed. */
      readonly rest: string;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'none' };

const NUMBER = /^([+\-−]?)\s*(\p{Sc}?)\s*([+\-−]?)\s*(\d[\d.,]*)(.*)$/su;
const PLAIN = /^\d+(\.\d+)?$/;
const GROUPED = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
/** `1.800`: 1,800 in German, 1.8 in English. */
const TWO_MEANINGS = /^[1-9]\d{0,2}\.\d{3}$/;

/** Reads the number at the start of a text: `+$0.09`, `-$2.45`, `$1,800`, `2.5 bps`, `30%`. */
export function readNumber(text: string): ReadNumber {
  const [, before = '', mark = '', after = '', run = '', rest = ''] = NUMBER.exec(text.trim()) ?? [];
  if (run === '') return { kind: 'none' };
  const digits = run.replace(/[.,]+$/, '');
  const signs = `${before}${after}`;
  if (signs.length > 1) return { kind: 'refused', reason: `“${text.trim()}” has two signs` };
  if (TWO_MEANINGS.test(digits))
    return {
      kind: 'refused',
      reason: `“${digits}” has two meanings: write ${digits.replace('.', '')} or ${Number(digits)}`,
    };
  if (!PLAIN.test(digits) && !GROUPED.test(digits))
    return {
      kind: 'refused',
      reason: `“${digits}” is not a number in English notation (1,234.56)${german(digits)}`,
    };
  const value = Number(digits.replaceAll(',', ''));
  const sign = signs === '' || signs === '+' ? 1 : -1;
  return {
    kind: 'number',
    value: value === 0 ? 0 : sign * value,
    mark,
    rest: `${run.slice(digits.length)}${rest}`.trim(),
  };
}

function german(digits: string): string {
  if (!/^\d{1,3}(\.\d{3})*,\d+$/.test(digits) && !/^\d+,\d+$/.test(digits)) return '';
  return `; in German notation it would be ${digits.replaceAll('.', '').replace(',', '.')}`;
}

/** A text without remarks in parentheses: `$9,180 (LOW)`. */
export function withoutRemarks(text: string): string {
  return text
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
