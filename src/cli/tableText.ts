/** Tables for a terminal: columns that fit, cells broken between words; where nothing fits, one block a row. */

import type { Paint } from '../report/terminalText.ts';
import { lengthOf, lettersOf, paintedLines, type Word, wrappedWords } from './paintedWords.ts';

type Align = 'left' | 'right' | 'center' | null;
type Cell = readonly Word[];

const GAP = 2;

/** Columns are not made narrower than this, unless their cells are. */
const LEAST_TEXT = 12;

/** Rows of at most this many lines are read as rows. */
const MOST_LINES = 7;

/** A name and figures a row, as they are: the figures at the right of their columns. */
export function figureRows(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** @param rows the first is the heading */
export function tableLines(
  rows: readonly (readonly Cell[])[],
  align: readonly Align[],
  width: number,
  paint: Paint,
): string[] {
  const sizes = fittingSizes(rows, width);
  if (sizes === null) return recordLines(rows, width, paint);
  const laidOut = rows.map((row) => row.map((cell, i) => wrappedWords(cell, sizes[i] ?? 1)));
  if (laidOut.some((row) => Math.max(...row.map((lines) => lines.length)) > MOST_LINES))
    return recordLines(rows, width, paint);
  const tall = laidOut.some((row) => row.some((lines) => lines.length > 1));
  return laidOut.flatMap((row, r) => {
    const height = Math.max(1, ...row.map((lines) => lines.length));
    const lines = Array.from({ length: height }, (_, n) =>
      row
        .map((cell, i) => padded(cell[n] ?? [], sizes[i] ?? 1, align[i] === 'right', r === 0, paint))
        .join(' '.repeat(GAP))
        .trimEnd(),
    );
    return r === 0
      ? [...lines, sizes.map((size) => '-'.repeat(size)).join(' '.repeat(GAP))]
      : tall && r < rows.length - 1
        ? [...lines, '']
        : lines;
  });
}

function padded(words: Cell, size: number, right: boolean, heading: boolean, paint: Paint): string {
  const [line = ''] = paintedLines([words], paint);
  const space = ' '.repeat(Math.max(0, size - lengthOf(words)));
  const text = heading ? paint('bold', line) : line;
  return right ? space + text : text + space;
}

/** Widths of the columns: the widest are narrowed until all fit; null where they cannot. */
function fittingSizes(rows: readonly (readonly Cell[])[], width: number): number[] | null {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const of = (i: number, size: (cell: Cell) => number): number => Math.max(1, ...rows.map((row) => size(row[i] ?? [])));
  const sizes = Array.from({ length: columns }, (_, i) => of(i, lengthOf));
  // A heading may be broken between words; figures are left whole.
  const least = Array.from({ length: columns }, (_, i) => {
    const longest = of(i, (cell) => Math.max(0, ...cell.map(lettersOf)));
    const figures = Math.max(0, ...rows.slice(1).map((row) => lengthOf(row[i] ?? [])));
    return Math.min(sizes[i] ?? 1, Math.max(longest, Math.min(figures, LEAST_TEXT)));
  });
  const room = width - GAP * (columns - 1);
  const used = (): number => sizes.reduce((sum, size) => sum + size, 0);
  while (used() > room) {
    const widest = sizes.reduce((best, size, i) => {
      const spare = size - (least[i] ?? size);
      return spare > 0 && (best === -1 || size > (sizes[best] ?? 0)) ? i : best;
    }, -1);
    if (widest === -1) return null;
    sizes[widest] = (sizes[widest] ?? 1) - 1;
  }
  return sizes;
}

/** One line a cell, named by its column; an empty line between rows. */
function recordLines(rows: readonly (readonly Cell[])[], width: number, paint: Paint): string[] {
  const [heading = [], ...others] = rows;
  return others.flatMap((row, r) => {
    const lines = row.flatMap((cell, i) => {
      const name = (heading[i] ?? []).map((word) => word.map(({ text }) => text).join('')).join(' ');
      const named: Cell = i === 0 || name === '' ? cell : [[{ text: `${name}:`, bold: false }], ...cell];
      const indent = i === 0 ? 0 : 2;
      return paintedLines(wrappedWords(named, width - indent), paint).map(
        (line, n) => ' '.repeat(n === 0 ? indent : indent * 2).slice(0, indent) + line,
      );
    });
    return r < others.length - 1 ? [...lines, ''] : lines;
  });
}
