/** The pages in history/ and runs/ as viewers read them: no formulas, whole tables, links that lead somewhere; and which files another session changes. */

import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Nodes, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

const LONG = 120_000;

function aStudy(sessions: number): string {
  const folder = aWorkspace();
  runs(folder, sessions);
  return folder;
}

function runs(folder: string, sessions: number): void {
  const args = ['start', '--sessions', String(sessions), '--minutes', '3', '--approve', 'auto', '--threads', '1'];
  const { code, err } = tune(folder, args);
  expect(code, err).toBe(0);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function written(folder: string): string[] {
  return [...filesBelow(join(folder, 'history')), ...filesBelow(join(folder, 'runs'))];
}

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath);

function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap((child) => nodesOf(child)) : [])];
}

function parsed(page: string): Nodes[] {
  const root: Root = parser.parse(readFileSync(page, 'utf8'));
  return nodesOf(root);
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : '';
}

/** The anchor that code hosts give to a heading. */
function anchorsOf(page: string): string[] {
  return parsed(page)
    .filter(({ type }) => type === 'heading')
    .map((heading) =>
      textOf(heading)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(' ', '-'),
    );
}

function leadsNowhere(page: string, url: string): boolean {
  const [path = '', anchor] = decodeURI(url).split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

describe('the pages of a study', { timeout: LONG }, () => {
  it('hold no formula and no broken table, and every link and picture leads to a file', () => {
    const folder = aStudy(3);
    const pages = written(folder).filter((file) => file.endsWith('.md'));
    expect(pages.map((page) => relative(folder, page))).toEqual(
      expect.arrayContaining([
        'history/README.md',
        'history/glossary.md',
        'history/default/EVOLUTION.md',
        'history/default/evidence.md',
        'history/default/proposals.md',
        'history/default/sessions.md',
        'history/default/round-0000.md',
        'history/default/v001.md',
        'runs/default-0001/README.md',
      ]),
    );
    let links = 0;
    let tables = 0;
    for (const page of pages) {
      const where = relative(folder, page);
      const nodes = parsed(page);
      expect(nodes.filter(({ type }) => type === 'math' || type === 'inlineMath').map(textOf), where).toEqual([]);
      for (const node of nodes) {
        if (node.type === 'paragraph')
          expect(textOf(node).trimStart().startsWith('|'), `${where}: a row outside a table`).toBe(false);
        if (node.type === 'table') {
          tables++;
          const [head] = node.children;
          for (const row of node.children) expect(row.children.length, where).toBe(head?.children.length);
        }
        if (node.type === 'link' || node.type === 'image') {
          links++;
          expect(leadsNowhere(page, node.url), `${where} links to ${node.url}`).toBe(false);
        }
      }
    }
    expect(links).toBeGreaterThan(100);
    expect(tables).toBeGreaterThan(20);
  });

  it('leave no dollar sign that could open a formula, also for viewers that know no Markdown', () => {
    const folder = aStudy(1);
    const report = join(folder, 'page.md');
    expect(tune(folder, ['report', '--out', report]).code).toBe(0);
    const pages = [...written(folder).filter((file) => file.endsWith('.md')), report];
    for (const page of pages) {
      const withoutCode = readFileSync(page, 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
      expect(withoutCode.match(/(?<!\\)\$.{0,40}/g) ?? [], relative(folder, page)).toEqual([]);
    }
    expect(readFileSync(join(folder, 'history/default/EVOLUTION.md'), 'utf8')).toContain('\\$1,000');
  });
});

interface Seen {
  readonly content: string;
  readonly modified: number;
}

function seen(folder: string): Map<string, Seen> {
  return new Map(
    written(folder).map((file) => [
      relative(folder, file),
      { content: readFileSync(file, 'latin1'), modified: statSync(file).mtimeMs },
    ]),
  );
}

/** Files whose content differs, is new or is gone. */
function changed(before: Map<string, Seen>, after: Map<string, Seen>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file)?.content !== after.get(file)?.content)
    .sort();
}

describe('writing the pages again', { timeout: LONG }, () => {
  it('touches no file where nothing happened, and removes pages that belong to nothing', () => {
    const folder = aStudy(2);
    const before = seen(folder);
    writeFileSync(join(folder, 'history/default/v099.md'), 'a page of a version that is not on record');
    writeFileSync(join(folder, 'history/default/notes.md'), 'a page of a person');
    expect(tune(folder, ['history']).code).toBe(0);
    const after = seen(folder);
    expect(changed(before, after)).toEqual(['history/default/notes.md']);
    expect([...before].filter(([file, { modified }]) => after.get(file)?.modified !== modified)).toEqual([]);
  });

  it('after one more session changes only what that session changed', () => {
    const folder = aStudy(3);
    const before = seen(folder);
    runs(folder, 1);
    const after = seen(folder);
    const { versions, sessions, lanes } = JSON.parse(tune(folder, ['history', '--json']).out) as {
      versions: { number: number }[];
      sessions: { id: number; number: number }[];
      lanes: { sessionId: number; version: number }[];
    };
    const newest = sessions.at(-1);
    const ran = new Set(lanes.filter(({ sessionId }) => sessionId === newest?.id).map(({ version }) => version));
    const files = changed(before, after);
    // Earlier sessions stay as they are; the last one before got its round, to which it links.
    expect(files.filter((file) => file.startsWith('runs/') && !file.startsWith('runs/default-0004/'))).toEqual([
      'runs/default-0003/README.md',
    ]);
    expect(files.filter((file) => file.startsWith('history/glossary'))).toEqual([]);
    expect(files.filter((file) => /round-\d+\.svg$/.test(file) && before.has(file))).toEqual([]);
    // Of the versions that were there before, those that ran.
    const pages = files.flatMap((file) => /v(\d+)\.md$/.exec(file)?.[1] ?? []).map(Number);
    expect(pages.filter((number) => before.has(`history/default/v00${number}.md`) && !ran.has(number))).toEqual([]);
    expect(files).toContain('history/default/EVOLUTION.md');
    expect(versions.length).toBeGreaterThan(0);
  });

  it('makes the same files again when they were deleted', () => {
    const folder = aStudy(2);
    const text = (files: Map<string, Seen>): [string, string][] =>
      [...files].filter(([file]) => file.startsWith('history/')).map(([file, { content }]) => [file, content]);
    const before = text(seen(folder));
    rmSync(join(folder, 'history'), { recursive: true });
    expect(tune(folder, ['history']).code).toBe(0);
    expect(text(seen(folder)).sort()).toEqual(before.sort());
  });
});
