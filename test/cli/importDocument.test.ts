/** `tune import FILE.md`, and what other verbs show of the study that comes of it. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

const ASSETS = join(import.meta.dirname, '../assets/evolution');

function withDocument(name: string): string {
  const folder = aWorkspace();
  copyFileSync(join(ASSETS, name), join(folder, 'notes.md'));
  return folder;
}

function imported(): string {
  const folder = withDocument('other-columns.md');
  tune(folder, ['import', 'notes.md']);
  return folder;
}

describe('tune import of a document', () => {
  it('says what became of versions, learnings, recommendations and every line that was not read', () => {
    const folder = withDocument('other-columns.md');
    const { code, out, err } = tune(folder, ['import', 'notes.md']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      '2 versions of notes.md imported into study default, unverified; it goes on from v2.',
      '  v1 First try: claims $2,500 volume, -$0.25 P&L, -1.00 per $10k',
      '  v2 Pause on trends: claims $4,000 volume, +$0.20 P&L, +0.50 per $10k',
      '2 claims to be tested (tune learnings):',
      '  l1 raise pauseSeconds is better: Longer pause duration - The market needs time',
      '  l2 raise levels is worse: More levels - Deeper fills lose more',
      '4 candidates for v3:',
      '  p1 pauseSeconds 12 → 15: on-trial',
      '  p2 pauseSeconds 12 → 20: on-trial',
      '  p3 levels 4 → 5: on-trial',
      '  p4 orderSizeUsd 150 → 9000: refused',
      expect.stringMatching(/^ {4}.*bounds.*9000/),
      expect.stringMatching(/^ {4}.*step-limit/),
      'Not read, 1 line:',
      '  8: Mood (a column of results that is not known)',
    ]);
    expect(err).toContain('tune --study default verify v1..v2');
  });

  it('is refused in German notation, with every line; nothing is made', () => {
    const folder = withDocument('german-numbers.md');
    const { code, err } = tune(folder, ['import', 'notes.md']);
    expect(code).toBe(2);
    expect(err).toContain('notes.md:9: volume: “1.234,56” is not a number in English notation');
    expect(err).toContain('notes.md:14: spreadBps: “1,5”');
    expect(tune(folder, ['status']).code).not.toBe(0);
  });

  it('takes values for what is open, by version', () => {
    const folder = withDocument('other-columns.md');
    const { code } = tune(folder, ['import', 'notes.md', '--set', 'v2.inventorySkewSteps=4']);
    expect(code).toBe(0);
    const v2 = JSON.parse(tune(folder, ['show', 'v2', '--json']).out) as { parameters: object; claimed: object };
    expect(v2).toMatchObject({
      parameters: { inventorySkewSteps: 4 },
      claimed: { figures: { profitPer10k: 0.5 }, insight: 'Pausing pays' },
    });
    const other = withDocument('other-columns.md');
    expect(tune(other, ['import', 'notes.md', '--set', 'levels=4']).err).toContain(
      'names no version, e.g. v4.levels=5',
    );
  });
});

describe('tune verify', () => {
  it('measures what is claimed under both fill models, and runs sessions again where there are any', () => {
    const folder = imported();
    const { code, out, err } = tune(folder, ['verify', 'v1..v2', '--hours', '1']);
    expect(code).toBe(0);
    const [title, head, ...rows] = out.trim().split('\n');
    expect(title).toMatch(/^claims beside 1 synthetic market;/);
    expect(head).toMatch(/^Ver +Claimed per \$10k +Hours +Fills +Pessimistic \[90 %\] +Optimistic \[90 %\] +In words$/);
    expect(rows[0]).toMatch(/^v1 +-1\.00 +1\.0 +\d+ .* too little to judge: \d+ fills? in 1\.0 h$/);
    expect(rows[1]).toMatch(/^v2 +\+0\.50 +1\.0 +\d+ /);
    expect(err).toContain('--tape FILE measures on a recorded one');
    tune(folder, ['start', '--sessions', '1', '--minutes', '5']);
    const again = JSON.parse(
      tune(folder, ['verify', 'v2', '--hours', '1', '--tape', 'runs/default-0001/tape.parquet', '--json']).out,
    ) as { sessions: { differences: string[] }[]; claims: { on: string; versions: object[] }[] };
    expect(again.sessions.map(({ differences }) => differences)).toEqual([[], []]);
    expect(again.claims.map(({ on, versions }) => [on, versions.length])).toEqual([
      ['sim', 1],
      ['tapes', 1],
    ]);
  });

  it('takes a range of versions without a document too, and then neither tapes nor hours', () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '5']);
    const { code, out } = tune(folder, ['verify', 'v1..v1']);
    expect(code).toBe(0);
    expect(out).toContain('session 1 from its source: identical');
    expect(tune(folder, ['verify', 'v1', '--hours', '2'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no imported document claims anything of these versions'),
    });
    expect(tune(folder, ['verify', 'v2..v1']).err).toContain('ends before it begins; write v1..v2');
  });
});
