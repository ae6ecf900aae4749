/** Words with emphasis: broken into lines by what is seen of them, then painted. */

import type { Paint } from '../report/terminalText.ts';

/** A part of a word; a word has several where emphasis begins or ends within it. */
interface Part {
  readonly text: string;
  readonly bold: boolean;
}

/** Without spaces. */
export type Word = readonly Part[];

export function wordsOf(pieces: readonly Part[]): Word[] {
  const words: Part[][] = [];
  let open = false;
  for (const { text, bold } of pieces) {
    for (const [i, piece] of text.split(/[ \t\n]+/).entries()) {
      if (i > 0) open = false;
      if (piece === '') continue;
      if (open) words.at(-1)?.push({ text: piece, bold });
      else words.push([{ text: piece, bold }]);
      open = true;
    }
  }
  return words;
}

export function plainOf(word: Word): string {
  return word.map(({ text }) => text).join('');
}

/** Letters of the words in one line. */
export function lengthOf(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + lettersOf(word), Math.max(0, words.length - 1));
}

export function lettersOf(word: Word): number {
  return [...plainOf(word)].length;
}

/** Lines of at most `width`; a word that is longer is cut into pieces. */
export function wrappedWords(words: readonly Word[], width: number): Word[][] {
  const lines: Word[][] = [];
  let room = 0;
  for (const word of words.flatMap((one) => cut(one, width))) {
    const size = lettersOf(word);
    const last = lines.at(-1);
    if (last === undefined || size + 1 > room) {
      lines.push([word]);
      room = width - size;
    } else {
      last.push(word);
      room -= size + 1;
    }
  }
  return lines;
}

function cut(word: Word, width: number): Word[] {
  if (lettersOf(word) <= width) return [word];
  const letters = word.flatMap(({ text, bold }) => [...text].map((letter) => ({ letter, bold })));
  const count = Math.ceil(letters.length / width);
  return Array.from({ length: count }, (_, i) =>
    letters.slice(i * width, (i + 1) * width).map(({ letter, bold }) => ({ text: letter, bold })),
  );
}

export function paintedLines(lines: readonly (readonly Word[])[], paint: Paint): string[] {
  return lines.map((words) => words.map((word) => painted(word, paint)).join(' '));
}

function painted(word: Word, paint: Paint): string {
  return word.map(({ text, bold }) => (bold ? paint('bold', text) : text)).join('');
}
