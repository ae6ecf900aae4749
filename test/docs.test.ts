/** The form of the documentation: links lead to existing targets, lines are short, and no dollar sign starts a formula. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Line, PAGES, pagesIn, partsOf, ROOT, textOf } from './docs/docPages.ts';

const COLUMNS = 100;

/** The lines of a page outside its code blocks. */
function proseOf(markdown: string): readonly Line[] {
  return partsOf(markdown).prose;
}

function withoutCodeSpans(text: string): string {
  return text.replace(/`[^`]*`/g, '');
}

/** The anchor that code hosts give to a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+\s+/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}

function anchorsOf(markdown: string): string[] {
  return proseOf(markdown)
    .filter(({ text }) => text.startsWith('#'))
    .map(({ text }) => anchorOf(text));
}

function brokenLinks(page: string, markdown: string): string[] {
  const links = proseOf(markdown).flatMap(({ text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? ''),
  );
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
    if (!existsSync(file)) return true;
    if (anchor === undefined) return false;
    return !file.endsWith('.md') || !anchorsOf(path === '' ? markdown : readFileSync(file, 'utf8')).includes(anchor);
  });
}

/** Files of the project that a page names in code spans and that are not there. */
function missingFiles(markdown: string): string[] {
  const named = [...markdown.matchAll(/`((?:src|test|bench|lint|prompts|examples)\/[\w./-]+\.\w+)`/g)];
  return named.map((match) => match[1] ?? '').filter((path) => !existsSync(join(ROOT, path)));
}

/** A table row cannot be wrapped, and neither can a link longer than a line. */
function longLines(markdown: string): string[] {
  return proseOf(markdown)
    .filter(({ text }) => [...text].length > COLUMNS)
    .filter(({ text }) => !text.trimStart().startsWith('|') && /\s/.test(text.trim()))
    .filter(({ text }) => [...text.replace(/\]\([^)]*\)/, ']')].length > COLUMNS)
    .map(({ number, text }) => `${number}: ${text}`);
}

/** Some viewers show text between two dollar signs as a formula. */
function openDollars(markdown: string): string[] {
  return proseOf(markdown)
    .filter(({ text }) => /(?<!\\)\$/.test(withoutCodeSpans(text)))
    .map(({ number, text }) => `${number}: ${text}`);
}

describe.each(PAGES)('%s', (page) => {
  const markdown = textOf(page);

  it('links only to files and headings that exist', () => {
    expect(brokenLinks(page, markdown)).toEqual([]);
  });

  it('names only files that exist', () => {
    expect(missingFiles(markdown)).toEqual([]);
  });

  it(`has no line of prose beyond ${COLUMNS} columns`, () => {
    expect(longLines(markdown)).toEqual([]);
  });

  it('has no dollar sign that could open a formula', () => {
    expect(openDollars(markdown)).toEqual([]);
  });
});

describe.each([...pagesIn('examples'), ...pagesIn('bench')])('%s', (page) => {
  it('links only to files and headings that exist', () => {
    expect(brokenLinks(page, textOf(page))).toEqual([]);
  });
});

describe.each(pagesIn('examples'))('%s', (page) => {
  it('has no dollar sign that could open a formula', () => {
    expect(openDollars(textOf(page))).toEqual([]);
  });
});

describe('a link', () => {
  it('is broken where its file or its heading is missing', () => {
    const links =
      '[a](docs/safety.md#exit-codes-and-streams) [b](docs/safety.md#nothing) [c](docs/nothing.md) [d](#here)';
    expect(brokenLinks('README.md', `# Here\n\n${links}`)).toEqual(['docs/safety.md#nothing', 'docs/nothing.md']);
  });
});

describe('the glossary', () => {
  const terms = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| **'));

  it('stays short enough to be read', () => {
    expect(terms.length).toBeGreaterThan(0);
    expect(terms.length).toBeLessThanOrEqual(45);
  });
});
