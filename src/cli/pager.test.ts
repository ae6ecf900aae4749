import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { showInPager } from './pager.ts';

const env = (pager: string): NodeJS.ProcessEnv => ({ PATH: process.env.PATH ?? '', PAGER: pager });

test('the command in PAGER gets the whole text, and options of less that leave a short text on the screen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-pager-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'shown');
  expect(showInPager('a page\n', env(`{ cat; echo "$LESS"; } > '${file}'`))).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('a page\nFRX\n');
});

test.each([
  ['empty', ''],
  ['cat', 'cat'],
  ['a command that does not exist', 'no-such-pager-here 2> /dev/null'],
])('%s shows nothing: the page is printed instead', (_name, pager) => {
  expect(showInPager('a page\n', env(pager))).toBe(false);
});

test('a reader who leaves a long text early has been shown it', () => {
  expect(showInPager('a line\n'.repeat(200_000), env('head -1 > /dev/null'))).toBe(true);
});
