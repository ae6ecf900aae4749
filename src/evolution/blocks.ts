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
      return [{ kind: 'heading', depth: node.depth, line, text: words(node.children).join(' ') }];
    case 'paragraph':
      return paragraph(node.children, line);
    case 'list':
      return node.children.flatMap((item) =>
        item.children.flatMap((part): Block[] => {
          if (part.type === 'list') return blocks(part);
          if (part.type !== 'paragraph') return blocks(part);
          return [{ kind: 'item', line: lineOf(part), text: words(part.children).join(' ') }];
        }),
      );
    case 'table':
      return tableBlock(node, line);
    case 'blockquote':
      return node.children.flatMap(blocks);
    case 'code':
    case 'html':
      return [{ kind: 'words', label: null, value: '', line, text: node.value }];
    default:
      return [];
  }
}

function lineOf(node: { readonly position?: { readonly start: { readonly line: number } } | undefined }): number {
  if (node.position === undefined) throw new Error('a parsed node has its position');
  return node.position.start.line;
}

/** Each line of a paragraph is a block of its own. */
function paragraph(children: readonly PhrasingContent[], from: number): Block[] {
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
  return lines.flatMap((line, i): Block[] => {
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
    cells: row.children.map((cell) => words(cell.children).join(' ')),
  }));
  const [head, ...body] = rows;
  return head === undefined ? [] : [{ kind: 'table', line, head: head.cells, rows: body }];
}

function words(children: readonly PhrasingContent[]): string[] {
  return [plain(children).replace(/\s+/g, ' ').trim()];
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
