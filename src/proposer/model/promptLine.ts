/** Lines of the prompt, with what their figures are about; and how figures and changes are written in them. */

import type { ParameterValue } from '../../strategy/parameters.ts';
import { figuresIn } from './quotedFigures.ts';
import { caps, quote, quotedText } from './quoteText.ts';

export interface PromptLine {
  readonly text: string;
  /** Ids of the versions, sessions and proposals that its figures are about; empty for what can be quoted anywhere. */
  readonly about: readonly string[];
  /** Words of code that stand in quotes: their figures can be quoted too. */
  readonly coded?: string;
}

export function lineOf(text: string, ...about: readonly string[]): PromptLine {
  return { text, about };
}

/** Each on its line, each line ended. */
export function textOf(lines: readonly PromptLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}

/** Cells of a row, or its head. */
export function row(...cells: readonly (string | number)[]): string {
  return cells.join(' | ');
}

/** The same for the many rows of the records: each blank is a token. */
export function denseRow(...cells: readonly (string | number)[]): string {
  return cells.join('|');
}

/** `1 session`, `8 sessions` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A measured figure: three significant digits, at most four decimals; whole numbers and values from 1,000 to the unit. */
export function brief(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value === 0 ? 0 : value);
  if (Math.abs(value) >= 1000) return String(Math.round(value));
  const decimals = Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  const rounded = Number(value.toFixed(decimals));
  return String(rounded === 0 ? 0 : rounded);
}

/** A share as a whole percentage; one decimal at the ends, where it matters. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const value = share * 100;
  return `${Number(value.toFixed(value > 0 && (value < 2 || value > 98) ? 1 : 0))} %`;
}

/** `0.1 ±0.3` */
export function withError(mean: number, error: number): string {
  return `${brief(mean)} ±${brief(error)}`;
}

/** `[-0.2, 0.4]` */
export function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${brief(low)}, ${brief(high)}]`;
}

/** One word from outside that cannot be mistaken for anything else stays as it is; all else is quoted. */
export function wordOf(text: string, cap: number = caps.name): string {
  return text.length <= cap && /^[A-Za-z]+(?:-[A-Za-z]+)*$/.test(text) ? text : quote(quotedText(text, cap));
}

/** Text from outside in quotes. */
export function quoted(text: string, cap: number): string {
  return quote(quotedText(text, cap));
}

/** `spreadBps 1→1.4` */
export function changeText(change: {
  readonly parameter: string;
  readonly from: ParameterValue | null;
  readonly to: ParameterValue | null;
}): string {
  return `${wordOf(change.parameter)} ${valueText(change.from)}→${valueText(change.to)}`;
}

export function valueText(value: ParameterValue | null): string {
  return value === null ? 'none' : String(value);
}

const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** The line as code wrote it, without what was said from outside. */
export function withoutQuotes(text: string): string {
  return text.replaceAll(QUOTED, '""');
}

/** Figures of code's own in a line. A percentage is known as a share too. */
export function figuresOf(text: string): number[] {
  return figuresIn(withoutQuotes(text)).flatMap(({ size, sign, percent: isPercent }) => {
    const value = size * (sign ?? 1);
    return isPercent ? [value, value / 100] : [value];
  });
}
