/** The results of parameter sets as a table for the terminal: one row a version, both fill models side by side. */

import type { PooledSet, SetSummary } from '../../evaluation/setSummary.ts';
import { type Figures, NOT_KNOWN, terminalFigures } from '../figures.ts';

const HEAD = ['Ver', 'Hours', 'Volume', 'Fills', 'P&L', 'Per 10k [90 %]', 'Optimistic P&L', 'Per 10k [90 %]', 'Sign'];
const GAP = '  ';

/** Rows in the order of `summaries`. @param title first line; names the tapes and settings */
export function setTable(title: string, summaries: readonly SetSummary[], currency: string): string {
  const figures = terminalFigures(currency);
  const rows = [HEAD, ...summaries.map((summary) => cellsOf(summary, figures))];
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(GAP);
  return [title, ...rows.map(line)].join('\n');
}

function cellsOf({ name, hours, pessimistic, optimistic, signAgrees }: SetSummary, figures: Figures): string[] {
  return [
    name,
    figures.number(hours, 1),
    figures.value(pessimistic.volume),
    String(pessimistic.fills),
    figures.money(pessimistic.profit),
    per10k(pessimistic, figures),
    figures.money(optimistic.profit),
    per10k(optimistic, figures),
    signAgrees ? 'same' : 'differs',
  ];
}

function per10k({ profitPer10k, per10kInterval }: PooledSet, figures: Figures): string {
  if (per10kInterval !== null) return figures.interval(per10kInterval);
  return profitPer10k === null ? NOT_KNOWN : `${figures.signed(profitPer10k, 2)} [${NOT_KNOWN}]`;
}
