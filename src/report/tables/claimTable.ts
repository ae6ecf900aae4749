/** Claims of a document beside measurements, as a table for the terminal: one row a version. */

import type { SetSummary } from '../../evaluation/setSummary.ts';
import { claimVerdict, ratioText } from '../claimed.ts';
import { terminalFigures } from '../figures.ts';

const GAP = '  ';

export interface ClaimRow {
  readonly summary: SetSummary;
  /** Claimed profit per 10,000 of volume; null where none is claimed. */
  readonly claimedPer10k: number | null;
}

/** @param title first line: names the markets */
export function claimTable(title: string, rows: readonly ClaimRow[], currency: string): string {
  const figures = terminalFigures(currency);
  const per = `per ${figures.tenThousand}`;
  const head = ['Ver', `Claimed ${per}`, 'Hours', 'Fills', 'Pessimistic [90 %]', 'Optimistic [90 %]', 'In words'];
  const cells = rows.map(({ summary: { name, hours, pessimistic, optimistic }, claimedPer10k }) => [
    name,
    figures.signed(claimedPer10k, 2),
    figures.number(hours, 1),
    String(pessimistic.fills),
    ratioText(pessimistic, figures),
    ratioText(optimistic, figures),
    claimVerdict(claimedPer10k, { ...pessimistic, hours }, { ...optimistic, hours }),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...cells].map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) =>
        i === 0 || i === row.length - 1 ? cell.padEnd(i === 0 ? (widths[i] ?? 0) : 0) : cell.padStart(widths[i] ?? 0),
      )
      .join(GAP);
  return [title, ...[head, ...cells].map(line)].join('\n');
}
