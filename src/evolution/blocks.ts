/** A Markdown document as headings, labels, items and tables, each with its line. Emphasis is taken off. */

import type { PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { DocumentLine } from './document.ts';

export type Block =
  | ({ readonly kind: 'heading'; readonly depth: number } & DocumentLine)
  /** A line of a paragraph; `label` and `value` where it begins with a strong label: `**Capital**: $1,000`. */
  | ({ readonly kind: 'words'; readonly label: string | null; readonly value: string } & DocumentLine)
  | ({ readonly kind: 'item' } & DocumentLine)
  | {
      readonly kind: 'table';
      readonly line: number;
      readonly head: readonly string[];
      readonly rows: readonly TableRow[];
    };

export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export function blocksOf(markdown: string): Block[] {
  const { children } = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  return children.flatMap(blocks);
}

function blocks(node: RootContent): Block[] {
  const line = lineOf(node);
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', depth: node.depth, line, text: oneLine(node.children) }];
    case 'paragraph':
      return paragraph(node.children, line);
    case 'list':
      return node.children.flatMap((item) =>
        item.children.flatMap((part) =>
          part.type === 'paragraph' ? itemBlocks(paragraph(part.children, lineOf(part))) : blocks(part),
        ),
      );
    case 'table':
      return tableBlock(node, line);
    case 'blockquote':
      return node.children.flatMap(blocks);
    case 'code':
    case 'html':
      return [{ kind: 'words', label: null, value: '', line, text: node.value }];
    case 'thematicBreak':
      return [];
    case 'definition':
      return [{ kind: 'words', label: null, value: '', line, text: `[${node.identifier}]: ${node.url}` }];
    default:
      return [{ kind: 'words', label: null, value: '', line, text: node.type }];
  }
}

type Words = Extract<Block, { readonly kind: 'words' }>;

/** The lines of an item are one, but for a label without an empty line before it: Markdown takes that to be the item's too. */
function itemBlocks(lines: readonly Words[]): Block[] {
  const made: Block[] = [];
  for (const [i, words] of lines.entries()) {
    const { line, text, label } = words;
    const before = made.at(-1);
    if (i > 0 && label !== null) made.push(words);
    else if (before?.kind === 'item') made[made.length - 1] = { ...before, text: `${before.text} ${text}` };
    else made.push({ kind: 'item', line, text });
  }
  return made;
}

function lineOf(node: { readonly position?: { readonly start: { readonly line: number } } | undefined }): number {
  if (node.position === undefined) throw new Error('a parsed node has its position');
  return node.position.start.line;
}

/** Each line of a paragraph is a block of its own. */
function paragraph(children: readonly PhrasingContent[], from: number): Words[] {
  const lines: PhrasingContent[][] = [[]];
  for (const child of children) {
    if (child.type === 'break') {
      lines.push([]);
      continue;
    }
    if (child.type !== 'text') {
      lines.at(-1)?.push(child);
      continue;
    }
    const [first = '', ...more] = child.value.split('\n');
    lines.at(-1)?.push({ ...child, value: first });
    for (const value of more) lines.push([{ ...child, value }]);
  }
  return lines.flatMap((line, i): Words[] => {
    const text = plain(line).trim();
    if (text === '') return [];
    return [{ kind: 'words', ...labelOf(line, text), line: from + i, text }];
  });
}

function labelOf(line: readonly PhrasingContent[], text: string): { label: string | null; value: string } {
  const [first] = line.filter((node) => node.type !== 'text' || node.value.trim() !== '');
  if (first?.type !== 'strong') return { label: null, value: text };
  // A label that stands alone may have no colon.
  if (plain(first.children).trim() === text) return { label: text.replace(/:$/, '').trim(), value: '' };
  const [, label = '', value = ''] = /^([^:]{1,80}):\s*(.*)$/s.exec(text) ?? [];
  return label === '' ? { label: null, value: text } : { label: label.trim(), value };
}

function tableBlock({ children }: Table, line: number): Block[] {
  const rows = children.map((row) => ({
    line: lineOf(row),
    cells: row.children.map((cell) => oneLine(cell.children)),
  }));
  const [head, ...body] = rows;
  return head === undefined ? [] : [{ kind: 'table', line, head: head.cells, rows: body }];
}

function oneLine(children: readonly PhrasingContent[]): string {
  return plain(children).replace(/\s+/g, ' ').trim();
}

function plain(children: readonly PhrasingContent[]): string {
  return children
    .map((node) => {
      if ('children' in node) return plain(node.children);
      if ('value' in node) return node.value;
      return node.type === 'break' ? '\n' : '';
    })
    .join('');
}
