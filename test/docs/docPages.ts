/** The pages that people read, and what stands in their blocks of code. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** A fenced block of code. */
export interface Block {
  /** `sh` in a block that begins with three backticks and `sh`; empty where none is named. */
  readonly language: string;
  readonly lines: readonly Line[];
}

/** The lines outside the blocks of code, and the blocks. */
export function partsOf(markdown: string): { readonly prose: readonly Line[]; readonly blocks: readonly Block[] } {
  const prose: Line[] = [];
  const blocks: Block[] = [];
  let open: { language: string; lines: Line[] } | null = null;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^\s*```(\S*)/.exec(text);
    if (fence !== null) {
      if (open !== null) blocks.push(open);
      open = open === null ? { language: fence[1] ?? '', lines: [] } : null;
    } else (open === null ? prose : open.lines).push({ number: index + 1, text });
  }
  return { prose, blocks };
}
