/** Unfinished campaigns, waiting versions, settings without effect, unusable workspaces and orders that are too small. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, type RunningTune, tune, tuneRunning } from './tune.ts';

const SHORT = ['--sessions', '1', '--minutes', '1', '--approve', 'ask'];

function settings(folder: string, ...lines: readonly string[]): void {
  writeFileSync(join(folder, 'tune.toml'), `${lines.join('\n')}\n`);
}

function status(folder: string): { readonly campaign: object; readonly queued: readonly number[] } {
  return JSON.parse(tune(folder, ['status', '--json']).out) as ReturnType<typeof status>;
}

/** A campaign of 60 short sessions, of which the first is done. */
async function aRunningCampaign(folder: string): Promise<RunningTune> {
  const running = tuneRunning(folder, ['start', '--sessions', '60', '--minutes', '5', '--approve', 'ask']);
  await running.shows('session 1/60');
  return running;
}

describe('a campaign that was not finished', () => {
  it('is shown as running while it runs, and resume explains its refusal', async () => {
    const folder = aWorkspace();
    const { child, ended } = await aRunningCampaign(folder);
    const { out, err } = tune(folder, ['status']);
    expect(out).toMatch(
      new RegExp(`^campaign {2}sim, running now in process ${child.pid}: .*of 60 sessions done, begun .* UTC$`, 'm'),
    );
    expect(err).toContain('Ctrl-C in its terminal');
    expect(status(folder).campaign).toMatchObject({ status: 'running', planned: 60, process: child.pid });
    // The records alone do not tell a campaign that runs from one that died.
    expect(tune(folder, ['report']).err).toBe('Next: tune status\n');
    const resumed = tune(folder, ['resume']);
    expect(resumed.err).toContain('a campaign of study default runs in this workspace already');
    expect(resumed.code).toBe(6);
    child.kill('SIGINT');
    await ended;
  });

  it('is not dropped by the next start, which names it and both ways to continue', async () => {
    const folder = aWorkspace();
    const { child, ended } = await aRunningCampaign(folder);
    child.kill('SIGKILL');
    await ended;
    expect(tune(folder, ['status']).err).toBe('Next: tune resume\n');
    const { done } = status(folder).campaign as { done: number };
    const refused = tune(folder, ['start', ...SHORT]);
    expect(refused.err).toContain('the last campaign is unfinished: sim, died while running');
    expect(refused.err).toContain(`${done} of 60 sessions done, begun `);
    expect(refused.err).toMatch(/tune resume\n.*--new/);
    expect(refused.code).toBe(2);
    expect(status(folder).campaign).toMatchObject({ status: 'died', done });

    const left = tune(folder, ['start', '--new', ...SHORT]);
    expect(left.err).toContain('Ended for good: the campaign of 60 sessions');
    expect(left.code).toBe(0);
    expect(status(folder).campaign).toMatchObject({ id: 2, status: 'finished', done: 1, planned: 1 });
    expect(tune(folder, ['resume']).err).toContain('the last campaign is finished');
  });

  it('waits for a decision under hold: start refuses, and the output of a decision names the next step', () => {
    const folder = aWorkspace();
    // With trials none would wait so soon.
    writeFileSync(join(folder, 'tune.toml'), '[session]\ntrials = 0\n');
    const asked = tune(folder, ['start', '--sessions', '2', '--minutes', '2', '--approve', 'hold']);
    expect(asked.err).toContain('Next: tune review p1, then tune resume');
    const refused = tune(folder, ['start', ...SHORT]);
    expect(refused.err).toContain('stopped for a decision: 1 of 2 sessions done');
    expect(refused.code).toBe(2);
    expect(tune(folder, ['reject', 'p1', '--reason', 'no']).err).toContain('Next: tune resume');
  });

  it('of another study in the same workspace is not taken for this one', async () => {
    const folder = aWorkspace();
    const first = await aRunningCampaign(folder);
    first.child.kill('SIGKILL');
    await first.ended;
    const other = tuneRunning(folder, ['--study', 'other', 'start', '--sessions', '60', '--minutes', '5']);
    await other.shows('session 1/60');
    expect(status(folder).campaign).toMatchObject({ status: 'died', process: null });
    other.child.kill('SIGINT');
    await other.ended;
  });
});

describe('a version that waits for its session', () => {
  it('is shown, and can be cancelled on record: it gets no session, and may be proposed again', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...SHORT]);
    tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'wider']);
    tune(folder, ['override', '--set', 'spreadBps=1.2', '--reason', 'a little wider']);
    expect(status(folder).queued).toEqual([2, 3]);
    expect(tune(folder, ['status']).out).toContain('v2 (by human), v3 (by human): each runs in a session of its own');

    expect(tune(folder, ['cancel', 'v2', '--reason', ' ']).code).toBe(2);
    expect(tune(folder, ['cancel', 'v1', '--reason', 'x']).err).toContain('v1 is the champion; these wait: v2, v3');
    expect(tune(folder, ['cancel', 'v9', '--reason', 'x']).code).toBe(2);
    expect(tune(folder, ['cancel', 'v2', '--reason', 'too wide']).code).toBe(0);
    expect(tune(folder, ['cancel', 'v2', '--reason', 'x'])).toMatchObject({
      code: 1,
      err: 'v2 was cancelled already; these wait: v3\n',
    });

    const { err } = tune(folder, ['start', ...SHORT]);
    expect(err).toContain('session 1/1 v3');
    expect(status(folder).queued).toEqual([]);
    const evolution = readFileSync(join(folder, 'history/default/EVOLUTION.md'), 'utf8');
    expect(evolution).toMatch(/^\| \[v2\].*\| Cancelled before it ran \|/m);
    expect(readFileSync(join(folder, 'history/default/v002.md'), 'utf8')).toContain('**cancel** by');
    expect(tune(folder, ['show', 'v2']).out).toContain('it was cancelled before it ran');
    expect(tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'after all']).code).toBe(0);
  });

  it('is named when no proposal waits, and in the last lines of a campaign', () => {
    const folder = aWorkspace();
    const example = join(import.meta.dirname, '../../examples/v1-to-v8.toml');
    tune(folder, ['import', example]);
    const { err } = tune(folder, ['start', ...SHORT]);
    expect(err).toMatch(/^Queued {4}v2 \(by import\), v3/m);
    const review = tune(folder, ['review']);
    expect(review.out).toContain('No proposal waits');
    expect(review.out).toContain('\nQueued    v2 (by import)');
    expect(review.out).toContain('tune cancel v2 --reason');
  });

  it('is what the next campaign begins with, and its page says so', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...SHORT]);
    tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'wider']);
    expect(tune(folder, ['report']).out).toContain('Next: `tune start` (v2 waits for its session and runs first).');
    expect(tune(folder, ['show', 'v2']).out).toContain(
      'it has not run yet: it is the first in the queue, with which the next campaign begins',
    );
    expect(tune(folder, ['start', ...SHORT]).err).toContain('session 1/1 v2');
  });
});

describe('settings of a study that has begun', () => {
  it('[parameters] are reported as having no effect, with the verb that has one', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...SHORT]);
    expect(tune(folder, ['start', ...SHORT]).err).not.toContain('[parameters]');
    settings(folder, '[parameters]', 'spreadBps = 1.5');
    const { err, code } = tune(folder, ['start', ...SHORT]);
    expect(err).toContain('[parameters] of tune.toml made v1 and have no effect any more: spreadBps = 1.5 (v1: 1).');
    expect(err).toContain('tune override --set spreadBps=1.5 --reason');
    expect(code).toBe(0);
    const shown = tune(folder, ['config', 'show']);
    expect(shown.err).toContain('Study default has begun: [parameters] made its v1');
    expect(shown.err).toContain('spreadBps = 1.5 (v1: 1)');
    tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'wider']);
    expect(tune(folder, ['start', ...SHORT]).err).not.toContain('[parameters]');
  });

  it('differing terms are listed by setting, with both values and their source', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...SHORT]);
    settings(folder, '[study]', 'capital = 2000', '[instrument]', 'lot_size = 0.001', 'quote_currency = "EUR"');
    const { err, code } = tune(folder, ['start', ...SHORT], { TUNE_STUDY_RISK_AVERSION: '100' });
    expect(code).toBe(1);
    expect(err.split('\n').filter((line) => line.startsWith('  '))).toEqual([
      '  study.capital: 1000 in the study, 2000 in tune.toml',
      '  study.risk_aversion: 200 in the study, 100 in the environment',
      '  instrument.lot_size: 0.00001 in the study, 0.001 in tune.toml',
      '  instrument.quote_currency: not set in the study, EUR in tune.toml',
    ]);
    expect(err).toContain('tune --study NAME start');
  });
});

describe('an unusable workspace', () => {
  it('every verb names a file or a missing folder', () => {
    const folder = aWorkspace();
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'mine');
    for (const verb of [['status'], ['init'], ['start'], ['config', 'show']]) {
      expect(tune(folder, ['--workspace', file, ...verb])).toMatchObject({
        code: 2,
        err: `--workspace: ${file} is not a folder\n`,
      });
    }
    const missing = join(folder, 'nowhere');
    for (const verb of [['status'], ['start'], ['import', 'x.toml']]) {
      const { code, err } = tune(folder, ['--workspace', missing, ...verb]);
      expect(err).toContain(`${missing} does not exist`);
      expect(code).toBe(2);
    }
    expect(tune(folder, ['--workspace', missing, 'init']).code).toBe(0);
    expect(readFileSync(join(missing, 'tune.toml'), 'utf8')).toContain('[study]');
  });

  it('init that cannot write names the folder, not a database', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const inside = join(folder, 'notes.txt/inside');
    const { code, err } = tune(folder, ['--workspace', inside, 'init']);
    expect(err).toContain(`${inside} has to be a folder that can be written to: ENOTDIR`);
    expect(err).not.toContain('tune.db');
    expect(code).toBe(1);
  });
});

describe('a folder in the place of a file', () => {
  it('is named, with a way to fix it', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...SHORT]);
    mkdirSync(join(folder, 'page.md'));
    const report = tune(folder, ['report', '--out', 'page.md']);
    expect(report.err).toContain(`${join(folder, 'page.md')} is a folder where a file is to be written`);
    expect(report.err).toContain('give the command again');
    expect(report.code).toBe(1);
    mkdirSync(join(folder, 'tune.toml'));
    const start = tune(folder, ['start', ...SHORT]);
    expect(start.err).toContain('tune.toml: cannot be read (EISDIR');
    expect(start.code).toBe(2);
  });
});

describe('orders that are too small', () => {
  /** Book of one level a side around 50,000, a trade every second, for three minutes. */
  function aTape(folder: string): void {
    const at = (second: number): number => 1_767_225_600_000_000 + second * 1_000_000;
    const rows = [`${at(0)},R,,,`, `${at(0)},D,bid,49999.9,2`, `${at(0)},D,ask,50000.1,2`];
    for (let s = 1; s <= 180; s++) rows.push(`${at(s)},T,${s % 2 === 0 ? 'buy,50000.1' : 'sell,49999.9'},0.05`);
    writeFileSync(join(folder, 'flat.csv'), `ts_us,kind,side,price,size\n${rows.join('\n')}\n`);
    tune(folder, ['tape', 'import', 'flat.csv', '--lot', '0.01']);
  }
  const replay = ['start', '--mode', 'replay', '--tape', 'tapes/flat.parquet', '--minutes', '1', '--sessions', '1'];

  it('are refused at the start, at the price of the tape that is replayed', () => {
    const folder = aWorkspace();
    settings(folder, '[instrument]', 'lot_size = 0.01');
    aTape(folder);
    const { code, err } = tune(folder, replay);
    // A lot of 0.01 at 49,999.9 or 50,000.1.
    expect(err).toMatch(/orderSizeUsd = 100 is below the smallest order of (499\.999|500\.001)/);
    expect(err).toContain('the first trade of tapes/flat.parquet');
    expect(code).toBe(2);
    settings(
      folder,
      '[instrument]',
      'lot_size = 0.01',
      '[study]',
      'capital = 5000',
      '[parameters]',
      'orderSizeUsd = 510',
    );
    expect(tune(folder, replay).code).toBe(0);
    const override = tune(folder, ['override', '--set', 'orderSizeUsd=490', '--reason', 'less']);
    expect(override.err).toContain('orderSizeUsd = 490 is below the smallest order of 500');
    expect(override.code).toBe(4);
  });

  it('are refused also from a person, and for a champion on a market where it cannot quote', () => {
    const folder = aWorkspace();
    settings(
      folder,
      '[instrument]',
      'lot_size = 0.01',
      '[sim]',
      'start_price = 15000',
      '[parameters]',
      'orderSizeUsd = 200',
    );
    aTape(folder);
    expect(tune(folder, ['start', ...SHORT]).code).toBe(0);
    // One lot at 15,000 is worth 150.
    const override = tune(folder, ['override', '--set', 'orderSizeUsd=140', '--reason', 'less']);
    expect(override.err).toContain('orderSizeUsd = 140 is below the smallest order of 150');
    expect(override.code).toBe(4);
    const started = tune(folder, replay);
    expect(started.err).toMatch(/^v1, the champion: orderSizeUsd = 200 is below the smallest order of (499|500)/m);
    expect(started.code).toBe(2);
  });

  it('or denied by risk limits give a warning at the end and on the page of the session', () => {
    const folder = aWorkspace();
    settings(folder, '[risk]', 'collar_pct = 0.01', '[parameters]', 'spreadBps = 5');
    const { err, code } = tune(folder, ['start', ...SHORT]);
    expect(err).toContain('Warning: no order was placed in 1 session: s1 (v1).');
    expect(code).toBe(0);
    const page = readFileSync(join(folder, 'runs/default-0001/README.md'), 'utf8');
    expect(page).toContain('v1 placed no order at all');
    expect(page).toContain('denied price-collar');
  });
});
