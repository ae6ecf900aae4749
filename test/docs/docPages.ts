/** The pages that people read, and what stands in their blocks of code. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code, Nodes } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

export const ROOT: string = join(import.meta.dirname, '../..');

/** Paths from the folder of the project. */
export const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
  ...pagesIn('docs/strategies'),
];

export function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

export interface Line {
  readonly number: number;
  readonly text: string;
}

/** A block of code, fenced or indented, wherever it stands: in a list, in a quotation. */
export interface Block {
  /** `sh` in a block that begins with three backticks and `sh`; empty where none is named. */
  readonly language: string;
  /** Without the indentation of the block. */
  readonly lines: readonly Line[];
}

export interface PageParts {
  /** The lines outside the blocks of code. */
  readonly prose: readonly Line[];
  readonly blocks: readonly Block[];
  /** What stands in code spans of the prose, each on one line. */
  readonly spans: readonly string[];
}

const parser = unified().use(remarkParse);

export function partsOf(markdown: string): PageParts {
  const nodes = nodesOf(parser.parse(markdown));
  const codes = nodes.filter((node) => node.type === 'code');
  const lines = markdown.split('\n').map((text, index) => ({ number: index + 1, text }));
  return {
    prose: lines.filter(({ number }) => codes.every((code) => number < firstLine(code) || number > lastLine(code))),
    blocks: codes.map((code) => blockOf(code, lines[firstLine(code) - 1]?.text ?? '')),
    spans: nodes.flatMap((node) => (node.type === 'inlineCode' ? [node.value.replace(/\s+/g, ' ')] : [])),
  };
}

function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap((child) => nodesOf(child)) : [])];
}

/** @param opening the line on which it begins: of a fenced block its fence, of an indented one its first line */
function blockOf(code: Code, opening: string): Block {
  const from = firstLine(code) + (/```|~~~/.test(opening) ? 1 : 0);
  const lines = code.value.split('\n').map((text, index) => ({ number: from + index, text }));
  return { language: code.lang ?? '', lines };
}

function firstLine({ position }: Code): number {
  return position?.start.line ?? 0;
}

function lastLine({ position }: Code): number {
  return position?.end.line ?? 0;
}
