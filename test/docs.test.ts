/** The form of the documentation: links lead to existing targets, lines are short, and no dollar sign starts a formula. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const COLUMNS = 100;

const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
  ...pagesIn('docs/strategies'),
];

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a page outside its code blocks. */
function proseOf(markdown: string): Line[] {
  let inCode = false;
  return markdown.split('\n').flatMap((text, index) => {
    const isFence = text.trimStart().startsWith('```');
    if (isFence) inCode = !inCode;
    return isFence || inCode ? [] : [{ number: index + 1, text }];
  });
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
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
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
  const markdown = readFileSync(join(ROOT, page), 'utf8');

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

describe.each(['examples/v1-to-v8.md', 'examples/strategies.md'])('%s', (file) => {
  it('has no dollar sign that could open a formula', () => {
    expect(openDollars(readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
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
