/** A recording with a gap: sessions that stale data halted do not count for or against versions. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng } from '../../src/market/rng.ts';
import { aWorkspace, tune } from './tune.ts';

const START_US = 1_767_225_600_000_000;

/** Minutes of a random walk, ten rows a second, without rows for 40 s from `silentAt` s of every four minutes on. */
function recording(minutes: number, silentAt: number): string {
  const rng = createRng('outage');
  const rows = ['ts_us,kind,side,price,size'];
  let mid = 50_000;
  for (let tenth = 0; tenth <= minutes * 600; tenth++) {
    const second = (tenth / 10) % 240;
    if (second >= silentAt && second < silentAt + 40) continue;
    const us = START_US + tenth * 100_000;
    if (tenth % 5 === 0) mid += Math.round(rng.normal() * 10) / 10;
    const [bid, ask] = [(mid - 0.1).toFixed(1), (mid + 0.1).toFixed(1)];
    rows.push(`${us},Q,bid,${bid},1`, `${us},Q,ask,${ask},1`);
    if (tenth % 7 === 0) rows.push(`${us},T,${rng.uniform() < 0.5 ? `sell,${bid}` : `buy,${ask}`},0.05`);
  }
  return `${rows.join('\n')}\n`;
}

it('rolls no version back, replaces no champion, and explains why the session does not count', () => {
  const folder = aWorkspace();
  writeFileSync(join(folder, 'silence.csv'), recording(12.1, 100));
  const settings = '[study]\nname = "c"\n[instrument]\nsymbol = "BTC"\ntick_size = 0.1\nlot_size = 0.00001\n';
  writeFileSync(join(folder, 'tune.toml'), settings);
  expect(tune(folder, ['tape', 'import', 'silence.csv', '--output', 'silence.parquet']).code).toBe(0);
  const args = ['start', '--mode', 'replay', '--tape', 'silence.parquet', '--minutes', '4', '--sessions', '3'];
  const { out, code } = tune(folder, args);
  expect(code).toBe(0);
  expect(out).not.toContain('roll-back');
  expect(out).toContain('no session counts as evidence');
  const { sessions, evaluations, champion } = JSON.parse(tune(folder, ['history', '--json']).out) as {
    readonly sessions: readonly { readonly status: string; readonly endReason: string | null }[];
    readonly evaluations: readonly { readonly comparisons: readonly unknown[] }[];
    readonly champion: number;
  };
  expect(sessions.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  for (const { endReason } of sessions) expect(endReason).toMatch(/^no market data for 30 s: .* at minute 2\.\d/);
  expect(evaluations.flatMap(({ comparisons }) => comparisons)).toEqual([]);
  expect(champion).toBe(1);
});
