/** Our own Markdown as text for a terminal: no markup, no line wider than the terminal, tables laid out to it. */

import type { BlockContent, DefinitionContent, ListItem, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Paint } from '../report/terminalText.ts';
import type { Io } from './io.ts';
import { paintedLines, plainOf, type Word, wordsOf, wrappedWords } from './paintedWords.ts';
import { tableLines } from './tableText.ts';

interface Options {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/** A page for stdout: laid out where a person reads it, Markdown where a program does. */
export function pageFor(markdown: string, io: Pick<Io, 'terminal' | 'width' | 'paint'>): string {
  return io.terminal ? markdownText(markdown, io) : markdown.trimEnd();
}

/** Narrower than this, words are cut anyway. */
const NARROWEST = 24;

export function markdownText(markdown: string, { width, paint }: Options): string {
  const { children } = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const room = Math.max(NARROWEST, width);
  return children.map((block) => blockLines(block, room, paint).join('\n')).join('\n\n');
}

function blockLines(block: RootContent | BlockContent | DefinitionContent, width: number, paint: Paint): string[] {
  switch (block.type) {
    case 'heading':
      return paintedLines(wrappedWords(bold(inlineWords(block.children)), width), paint);
    case 'paragraph':
      return paintedLines(
        linesOf(block.children).flatMap((line) => wrappedWords(inlineWords(line), width)),
        paint,
      );
    case 'blockquote':
      return block.children
        .flatMap((child) => blockLines(child, width - 2, paint))
        .map((line) => paint('dim', `| ${line}`));
    case 'list':
      return block.children.flatMap((item, i) =>
        itemLines(item, block.ordered === true ? `${(block.start ?? 1) + i}. ` : '- ', width, paint),
      );
    case 'table':
      return tableLines(cellsOf(block), block.align ?? [], width, paint);
    case 'thematicBreak':
      return ['-'.repeat(width)];
    case 'code':
      return block.value.split('\n');
    default:
      throw new Error(`a page holds a ${block.type}, which no page is written with`);
  }
}

/** Later lines are indented below the first word. */
function itemLines(item: ListItem, mark: string, width: number, paint: Paint): string[] {
  const lines = item.children.flatMap((child) => blockLines(child, width - mark.length, paint));
  return lines.map((line, i) => (i === 0 ? mark : ' '.repeat(mark.length)) + line);
}

function cellsOf({ children }: Table): Word[][][] {
  return children.map((row) => row.children.map((cell) => inlineWords(cell.children)));
}

/** The pieces between hard line breaks. */
function linesOf(children: readonly PhrasingContent[]): PhrasingContent[][] {
  return children.reduce<PhrasingContent[][]>(
    (lines, child) => {
      if (child.type === 'break') lines.push([]);
      else lines.at(-1)?.push(child);
      return lines;
    },
    [[]],
  );
}

function inlineWords(children: readonly PhrasingContent[]): Word[] {
  return wordsOf(children.flatMap((child) => pieces(child, false)));
}

interface Piece {
  readonly text: string;
  readonly bold: boolean;
}

function pieces(node: PhrasingContent, isBold: boolean): Piece[] {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return [{ text: node.value, bold: isBold }];
    case 'strong':
      return node.children.flatMap((child) => pieces(child, true));
    case 'emphasis':
    case 'link':
      return node.children.flatMap((child) => pieces(child, isBold));
    case 'image':
      return [{ text: `[chart: ${node.alt ?? ''}, ${node.url}]`, bold: isBold }];
    case 'break':
      return [{ text: ' ', bold: isBold }];
    default:
      throw new Error(`a page holds a ${node.type}, which no page is written with`);
  }
}

function bold(words: readonly Word[]): Word[] {
  return words.map((word) => [{ text: plainOf(word), bold: true }]);
}
