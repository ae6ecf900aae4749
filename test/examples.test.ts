/** The examples in docstrings run as they are written, each in a process of its own. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src');

interface Example {
  /** Path of the source file from the project's root. */
  readonly file: string;
  readonly code: string;
}

/** The code blocks after `@example` in a file's docstrings. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/@example\s*\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)].map(([, block = '']) => ({
    file: relative(ROOT, file),
    code: block.replace(/^\s*\* ?/gm, ''),
  }));
}

/** Imports from `mmtune/` mean this project's sources. */
function withSources(code: string): string {
  return code.replace(
    /from 'mmtune\/([^']+)'/g,
    (_, path: string) => `from '${pathToFileURL(join(SOURCES, path)).href}'`,
  );
}

function run(code: string): { readonly status: number | null; readonly errors: string } {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const file = join(folder, 'example.ts');
    writeFileSync(file, withSources(code));
    const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, errors: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .toSorted()
  .map((file) => join(SOURCES, file));
const examples = files.flatMap(examplesIn);

describe('examples in docstrings', () => {
  it('stand at ten public entry points or more, and each checks what it shows', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
    for (const { code } of examples) expect(code).toContain('assert.');
  });

  it.each(examples)('$file', ({ code }) => {
    expect(run(code)).toEqual({ status: 0, errors: '' });
  });

  it('an example that is wrong is found', () => {
    const { status, errors } = run("import assert from 'node:assert/strict';\nassert.equal(1 + 1, 3);\n");
    expect(status).not.toBe(0);
    expect(errors).toContain('AssertionError');
  });
});
