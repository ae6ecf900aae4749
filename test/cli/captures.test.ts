/**
 * What stands on a terminal, as tmux shows it, of a study on file that never changes: kept in test/assets/terminal/, so that a change
 * of the layout is seen and looked at. `npx vitest run test/cli/captures.test.ts -u` writes the files anew.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ASSETS = join(import.meta.dirname, '../assets');
const TUNE = join(import.meta.dirname, '../../bin/tune.js');
const ROWS = 70;
const isThere = spawnSync('tmux', ['-V']).status === 0;
if (!isThere) console.warn('captures of a terminal are skipped: tmux is not there');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-captures-'));
  writeFileSync(join(folder, 'tune.db'), gunzipSync(readFileSync(join(ASSETS, 'study-schema-3.db.gz'))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The screen after the program has ended, without spaces at the ends of lines. */
function screen(args: string, columns: number): string {
  const socket = join(folder, `${args.replaceAll(' ', '-')}-${columns}`);
  // A server of its own, which no session of the user sees.
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...words], {
      encoding: 'utf8',
      env: plainEnv(),
      timeout: 30_000,
    });
  const command = `${process.execPath} ${TUNE} --study asset --no-input ${args}; tmux -S ${socket} wait-for -S done; sleep 60`;
  tmux('new-session', '-d', '-x', String(columns), '-y', String(ROWS), '-c', folder, command);
  try {
    tmux('wait-for', 'done');
    return `${tmux('capture-pane', '-p').trimEnd()}\n`;
  } finally {
    tmux('kill-server');
  }
}

function plainEnv(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(TUNE_|TMUX|CI$)/.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', LANG: 'C.UTF-8', TERM: 'xterm' };
}

describe.skipIf(!isThere)('on a terminal', { timeout: 60_000 }, () => {
  const shown = { review: 'review p9', diff: 'diff v1 v3', compare: 'compare v1 v3', status: 'status' };
  const screens = Object.entries(shown).flatMap(([name, args]) =>
    [60, 100].map((columns) => [`${args} at ${columns} columns`, `${name}-${columns}.txt`, args, columns] as const),
  );

  it.each(screens)('%s', async (_, file, args, columns) => {
    const text = screen(args, columns);
    expect(text.split('\n').length).toBeLessThan(ROWS);
    expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
    await expect(text).toMatchFileSnapshot(join(ASSETS, 'terminal', file));
  });
});
