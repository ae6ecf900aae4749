/** Claims as a plain-text table for a terminal of a given width. */

import type { JudgedClaim } from '../study/learnings/judgedClaim.ts';
import { effectWords, measuredWords, moveWords, rangeWords } from './claimText.ts';
import { terminalFigures } from './figures.ts';
import { clip, wrapped } from './wrapped.ts';

const HEAD = ['Status', 'Parameter', 'Claim', 'Scope', 'Measured [90 %]', 'Sessions', 'By'];
const GAP = '  ';
/** Indentation of the words of a claim, which stand below its figures. */
const BELOW = '     ';

/** One claim a row, in the order given. @throws never for lack of claims: then it is the head alone */
export function claimTable(judged: readonly JudgedClaim[], width: number, currency: string): string {
  const figures = terminalFigures(currency);
  const rows = judged.map((one) => [
    one.status,
    one.claim.parameter,
    `${moveWords(one.claim)}: ${effectWords(one.claim)}`,
    one.claim.scope,
    measuredWords(one, figures),
    String(one.sessions),
    one.claim.by,
  ]);
  const sizes = HEAD.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    clip(
      cells
        .map((cell, i) => cell.padEnd(sizes[i] ?? 0))
        .join(GAP)
        .trimEnd(),
      width,
    );
  return [
    line(HEAD),
    ...rows.flatMap((row, i) => {
      const one = judged[i];
      const notes = one === undefined ? [] : [`"${one.claim.claim}"`, ...rangeWords(one, figures)];
      return [line(row), ...notes.flatMap((note) => wrapped(note, width - BELOW.length).map((text) => BELOW + text))];
    }),
  ].join('\n');
}
