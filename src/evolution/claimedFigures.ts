/** Figures that a document claims of a version: in its results table and in the section of the version. */

import type { ClaimedFigures } from '../study/importedDocument.ts';
import type { TableRow } from './blocks.ts';
import type { DocumentLine, Findings } from './document.ts';
import { readNumber, withoutRemarks } from './numbers.ts';

type Figure = keyof ClaimedFigures;

interface FigureForm {
  /** Written in money. */
  readonly money: boolean;
  readonly whole: boolean;
  /** Words that may follow the number. */
  readonly unit: RegExp;
  readonly positive: boolean;
}

const FORMS: Readonly<Record<Figure, FigureForm>> = {
  volume: { money: true, whole: false, unit: /^$/, positive: true },
  fills: { money: false, whole: true, unit: /^(fills)?$/, positive: true },
  profit: { money: true, whole: false, unit: /^$/, positive: false },
  profitPer10k: { money: true, whole: false, unit: /^$/, positive: false },
  forceCloses: { money: false, whole: true, unit: /^(force closes|times)?$/, positive: true },
};

const NAMES: Readonly<Record<string, Figure>> = {
  volume: 'volume',
  fills: 'fills',
  'p&l': 'profit',
  pnl: 'profit',
  profit: 'profit',
  'per 10k': 'profitPer10k',
  'per 10,000': 'profitPer10k',
  'force closes': 'forceCloses',
};

/** Figures with their lines. */
export type LocatedFigures = ReadonlyMap<Figure, { readonly value: number; readonly line: number }>;

export interface ResultsRow {
  readonly version: number;
  readonly line: number;
  readonly figures: LocatedFigures;
  readonly change: string;
  readonly insight: string;
}

/** Which figure a label or a column of a table names; null for another word. */
export function figureNamed(name: string): Figure | null {
  const key = name
    .toLowerCase()
    .replace(/\p{Sc}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return Object.hasOwn(NAMES, key) ? (NAMES[key] ?? null) : null;
}

/** @param currency the sign of money, e.g. `$` @returns null after a refusal */
export function readFigure(
  figure: Figure,
  text: string,
  line: number,
  currency: string,
  found: Findings,
): number | null {
  const form = FORMS[figure];
  const written = withoutRemarks(text);
  if (!form.money && /^zero$/i.test(written)) return 0;
  const read = readNumber(written);
  const refused = (reason: string): null => {
    found.refuse(line, reason);
    return null;
  };
  if (read.kind === 'none') return refused(`${figure}: “${text}” is not a number`);
  if (read.kind === 'refused') return refused(`${figure}: ${read.reason}`);
  if (read.mark !== '' && (!form.money || read.mark !== currency))
    return refused(`${figure}: “${text}” is not in ${form.money ? currency : 'plain numbers'}`);
  const isInCurrency = form.money && read.rest === currency;
  if (!isInCurrency && !form.unit.test(read.rest.toLowerCase()))
    return refused(`${figure}: “${read.rest}” behind the number is not understood`);
  if (form.whole && !Number.isInteger(read.value)) return refused(`${figure}: ${read.value} is not a whole number`);
  if (form.positive && read.value < 0) return refused(`${figure}: ${read.value} is below zero`);
  return read.value;
}

/** The rows of a results table, whatever the order of its columns; null for a table that has no column of versions. */
export function readResultsTable(
  table: { readonly line: number; readonly head: readonly string[]; readonly rows: readonly TableRow[] },
  currency: string,
  found: Findings,
): ResultsRow[] | null {
  const columns = table.head.map((title) => title.toLowerCase().trim());
  const at = columns.findIndex((title) => /^(ver\.?|version)$/.test(title));
  if (at === -1) return null;
  for (const [i, title] of columns.entries())
    if (i !== at && figureNamed(title) === null && title !== 'change' && title !== 'key insight')
      found.unread({ line: table.line, text: table.head[i] ?? '' }, 'a column of results that is not known');
  return table.rows.flatMap(({ line, cells }) => {
    const [, number] = /^(?:v|version\s+)?(\d{1,4})$/i.exec(cells[at]?.trim() ?? '') ?? [];
    if (number === undefined) {
      found.unread({ line, text: cells.join(' | ') }, 'names no version, e.g. v3');
      return [];
    }
    const figures = new Map<Figure, { value: number; line: number }>();
    for (const [i, title] of columns.entries()) {
      const figure = figureNamed(title);
      const text = cells[i]?.trim() ?? '';
      if (figure === null || /^[-–—]?$/.test(text)) continue;
      if (figures.has(figure)) found.refuse(line, `two columns name ${figure}`);
      const value = readFigure(figure, text, line, currency, found);
      if (value !== null) figures.set(figure, { value, line });
    }
    const cell = (title: string): string => cells[columns.indexOf(title)]?.trim() ?? '';
    return [{ version: Number(number), line, figures, change: cell('change'), insight: cell('key insight') }];
  });
}

/** Both places may name a figure; they must then agree. */
export function joined(
  version: number,
  table: LocatedFigures,
  section: LocatedFigures,
  found: Findings,
): ClaimedFigures {
  const one = (figure: Figure): number | null => {
    const [a, b] = [table.get(figure), section.get(figure)];
    if (a !== undefined && b !== undefined && a.value !== b.value)
      found.refuse(b.line, `${figure} of v${version} is ${b.value}, but ${a.value} in line ${a.line}`);
    return a?.value ?? b?.value ?? null;
  };
  return {
    volume: one('volume'),
    fills: one('fills'),
    profit: one('profit'),
    profitPer10k: one('profitPer10k'),
    forceCloses: one('forceCloses'),
  };
}

/** Half of the last digit of money that is written in cents. */
const HALF_CENT = 0.005;

/** A claim that contradicts itself by more than rounding: profit over volume gives another figure per 10,000. null where it does not. */
export function contradiction({ volume, profit, profitPer10k }: ClaimedFigures, line: number): DocumentLine | null {
  if (volume === null || profit === null || profitPer10k === null || volume === 0) return null;
  const follows = (profit / volume) * 10_000;
  const rounding = (HALF_CENT / volume) * 10_000 + 0.01 + Math.abs(follows) * (0.5 / volume);
  if (Math.abs(follows - profitPer10k) <= rounding) return null;
  return { line, text: `${profitPer10k} per 10k is claimed, but profit over volume gives ${follows.toFixed(2)}` };
}
