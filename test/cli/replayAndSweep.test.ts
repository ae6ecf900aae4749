/** `tune replay` and `tune sweep`: tables, CSV, refusals, and the results kept after a stop. */

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/v1-to-v8.toml');

/** A workspace with the tapes of simulated sessions; `tape` is the first. */
function withTape(minutes: number, sessions = 1): { folder: string; tape: string } {
  const folder = aWorkspace();
  tune(folder, ['start', '--sessions', String(sessions), '--minutes', String(minutes)]);
  return { folder, tape: 'runs/default-0001/tape.parquet' };
}

describe('tune replay', () => {
  it('runs the eight versions over tapes and shows both fill models side by side', () => {
    const { folder, tape } = withTape(15);
    const { code, out } = tune(folder, ['replay', '--versions', EXAMPLE, '--tape', tape]);
    expect(code).toBe(0);
    const rows = out.trim().split('\n');
    expect(rows[1]).toMatch(/^Ver +Hours +Volume +Fills +P&L +Per 10k \[90 %\] +Optimistic P&L/);
    expect(rows.slice(2).map((row) => row.split(' ')[0])).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']);
    expect(existsSync(join(folder, `${tape}.compiled`))).toBe(true);
    const csv = tune(folder, ['replay', '--versions', EXAMPLE, '--tape', tape, '--csv']).out.trim().split('\n');
    expect(csv).toHaveLength(9);
    expect(new Set(csv.map((line) => line.split(',').length)).size).toBe(1);
  });

  it('gives the study’s own versions the result that their session had', () => {
    const { folder, tape } = withTape(15);
    const [v1] = JSON.parse(tune(folder, ['replay', '--tape', tape, '--json']).out) as {
      name: string;
      pessimistic: { profit: number; fills: number };
    }[];
    const { lanes } = JSON.parse(tune(folder, ['show', 's1', '--json']).out) as {
      lanes: { fillModel: string; metrics: { profit: number; fills: number } }[];
    };
    const ran = lanes.find((lane) => lane.fillModel === 'pessimistic')?.metrics;
    expect(v1?.pessimistic).toMatchObject({ profit: ran?.profit, fills: ran?.fills });
  });

  it('prints the same whatever the number of threads', () => {
    const { folder, tape } = withTape(15, 2);
    const other = 'runs/default-0002/tape.parquet';
    const args = ['replay', '--versions', EXAMPLE, '--tape', tape, '--tape', other, '--json'];
    const outs = ['1', '2', '5'].map((threads) => tune(folder, [...args, '--threads', threads]).out);
    expect(JSON.parse(outs[0] ?? '')).toHaveLength(8);
    expect(new Set(outs).size).toBe(1);
  });

  it('explains the fault of a tape', () => {
    const { folder, tape } = withTape(5);
    const bytes = readFileSync(join(folder, tape));
    writeFileSync(join(folder, 'cut.parquet'), bytes.subarray(0, bytes.length - 4));
    const cut = tune(folder, ['replay', '--versions', EXAMPLE, '--tape', 'cut.parquet']);
    expect([cut.code, cut.err.trim().split('\n')]).toEqual([
      1,
      [expect.stringMatching(/^cut\.parquet: the tape file is damaged \(its end is missing\)/)],
    ]);
    const otherGrid = tune(folder, ['replay', '--tape', tape, '--versions', EXAMPLE], {
      TUNE_INSTRUMENT_TICK_SIZE: '0.7',
    });
    expect([otherGrid.code, otherGrid.err]).toEqual([2, expect.stringContaining('no whole multiple')]);
    const threads = tune(folder, ['replay', '--tape', tape, '--versions', EXAMPLE, '--threads', 'many']);
    expect([threads.code, threads.err]).toEqual([2, expect.stringContaining('--threads many')]);
  });

  it('checks before any run that every tape has recorded feed delays', () => {
    const { folder, tape } = withTape(2);
    const feed = { TUNE_LATENCY_FEED: 'recorded' };
    const says = `${tape}: the tape has no recorded feed delays, which latency.feed = "recorded" needs`;
    const replay = tune(folder, ['replay', '--versions', EXAMPLE, '--tape', tape], feed);
    expect([replay.code, replay.out, replay.err]).toEqual([2, '', expect.stringContaining(says)]);
    const sweep = tune(folder, ['sweep', '--param', 'spreadBps=1,2', '--tape', tape], feed);
    expect([sweep.code, sweep.err]).toEqual([2, expect.stringContaining(says)]);
    const start = tune(
      folder,
      ['--study', 'other', 'start', '--mode', 'replay', '--tape', tape, '--minutes', '1'],
      feed,
    );
    expect([start.code, start.err]).toEqual([1, expect.stringContaining(says)]);
    expect(tune(folder, ['tape', 'info', tape]).out).toContain('delays   not recorded');
  });

  it('runs over a recording with its delays', () => {
    const folder = aWorkspace();
    const start = 1_704_067_200_000_000;
    const line = (second: number, delayMs: number, rest: string): string =>
      `binance,BTC,${start + second * 1e6},${start + second * 1e6 + delayMs * 1000},${rest}`;
    const lines = ['true,bid,92000.0,1', 'true,ask,92000.1,1'].map((rest) => line(0, 20, rest));
    for (let i = 1; i < 200; i++) lines.push(line(i, i % 50 === 0 ? 900 : 20, `false,bid,92000.0,${1 + (i % 3)}`));
    writeFileSync(
      join(folder, 'book.csv'),
      `exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n${lines.join('\n')}\n`,
    );
    const trades = Array.from({ length: 20 }, (_, i) => line(10 * i + 5, 20, `${i},buy,92000.1,0.5`));
    writeFileSync(
      join(folder, 'trades.csv'),
      `exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n${trades.join('\n')}\n`,
    );
    const grid = ['--tick', '0.1', '--lot', '0.001'];
    const imported = tune(folder, [
      'tape',
      'import',
      'book.csv',
      'trades.csv',
      ...grid,
      '--symbol',
      'BTC',
      '--output',
      'late.parquet',
    ]);
    expect(imported.out).toContain('feed delays are on the tape: 7 rows');
    expect(imported.out).toContain('as a market: good');
    const described = JSON.parse(tune(folder, ['tape', 'info', 'late.parquet', '--json']).out) as object;
    expect(described).toMatchObject({ health: { verdict: { grade: 'good' }, withoutTwoSides: 0, resets: 0 } });
    expect(tune(folder, ['tape', 'info', 'late.parquet']).out).toContain(
      'delays   recorded: median 20.0 ms, 99 % within 900.0 ms',
    );
    const feed = { TUNE_LATENCY_FEED: 'recorded', TUNE_INSTRUMENT_LOT_SIZE: '0.001' };
    expect(tune(folder, ['replay', '--versions', EXAMPLE, '--tape', 'late.parquet'], feed).code).toBe(0);
    // Candidates race over recorded markets, because those of the synthetic session have no feed delays.
    const lot = { TUNE_INSTRUMENT_LOT_SIZE: '0.001' };
    expect(tune(folder, ['start', '--sessions', '1', '--minutes', '1'], lot).code).toBe(0);
    const campaign = ['start', '--mode', 'replay', '--tape', 'late.parquet', '--minutes', '1', '--sessions', '2'];
    const gate = tune(folder, campaign, { ...feed, TUNE_GATE_TAPES: 'runs/default-0001/tape.parquet' });
    expect([gate.code, gate.err]).toEqual([1, expect.stringContaining('the tape has no recorded feed delays')]);
    const ran = tune(folder, campaign, feed);
    expect([ran.code, ran.err]).toEqual([0, expect.not.stringContaining('does not say how late')]);
    expect(tune(folder, ['verify', 'v1'], feed).code).toBe(0);
  }, 30_000);

  it.each([
    ['a tape store that is not there', 'nowhere', 2, 'nowhere: there is no such folder to share tapes in'],
    ['a queue that nobody serves', '.', 1, 'redis://127.0.0.1:9: no server answers there'],
  ])('a sweep with %s says that alone', (_, store, code, error) => {
    const { folder, tape } = withTape(2);
    const queue = ['--queue', 'redis://127.0.0.1:9', '--tape-store', store];
    const swept = tune(folder, ['sweep', '--param', 'spreadBps=1,2', '--tape', tape, ...queue]);
    expect(swept.code).toBe(code);
    expect(swept.err).toContain(error);
    expect(swept.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('refuses the same tape twice, by its path and by its bytes, and so does a sweep', () => {
    const { folder, tape } = withTape(2);
    copyFileSync(join(folder, tape), join(folder, 'copy.parquet'));
    const versions = ['replay', '--versions', EXAMPLE];
    const search = ['sweep', '--param', 'spreadBps=1,2'];
    for (const [verb, again] of [
      [versions, `./${tape}`],
      [versions, 'copy.parquet'],
      [search, tape],
      [search, 'copy.parquet'],
    ] as const) {
      const { code, out, err } = tune(folder, [...verb, '--tape', tape, '--tape', again]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`--tape ${again} is the same tape as --tape ${tape}: its minutes would count twice`);
    }
    expect(existsSync(join(folder, 'sweeps'))).toBe(false);
  });

  it('asks for a tape, and for one that exists', () => {
    const folder = aWorkspace();
    expect(tune(folder, ['replay', '--versions', EXAMPLE]).code).toBe(2);
    const missing = tune(folder, ['replay', '--versions', EXAMPLE, '--tape', 'none.parquet']);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('none.parquet does not exist')]);
  });
});

describe('tune sweep', () => {
  it('tries every combination, writes CSV and heat map, and says what made no difference', () => {
    const { folder, tape } = withTape(10);
    const args = ['sweep', '--param', 'spreadBps=1:2:0.5', '--param', 'rocPauseBps=1,2', '--tape', tape];
    const { code, out } = tune(folder, args);
    expect(code).toBe(0);
    expect(out).toContain('spreadBps=1.5 rocPauseBps=2');
    expect(out).toContain('rocPauseBps made no difference');
    expect(out).toContain('luck was part of the choice');
    expect(readFileSync(join(folder, 'sweeps/default/results.csv'), 'utf8').trim().split('\n')).toHaveLength(7);
    expect(readFileSync(join(folder, 'sweeps/default/heatmap.svg'), 'utf8')).toContain('</svg>');
  });

  it('keeps what is done when it is stopped', async () => {
    const { folder, tape } = withTape(60);
    const running = tuneRunning(folder, [
      'sweep',
      '--param',
      'spreadBps=0.1:20',
      '--param',
      'gridResetBps=2:200',
      '--sample',
      '20000',
      '--tape',
      tape,
    ]);
    await new Promise((done) => setTimeout(done, 3000));
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    expect(code).toBe(130);
    const done = Number(/Stopped: (\d+) of/.exec(err)?.[1]);
    expect(done % 16).toBe(0);
    if (done > 0)
      expect(readFileSync(join(folder, 'sweeps/default/results.csv'), 'utf8').trim().split('\n')).toHaveLength(
        done + 1,
      );
  });

  it.each([
    ['spreadBps=4:1:0.5', 'runs from 4 down to 1'],
    ['spreadBps=1:99', '99 is not allowed'],
    ['spreadBps=x:2', '"x" is not a number'],
    ['spreadBps=1:2:0', 'the step must be greater than 0'],
    ['pread=1:2', 'unknown parameter "pread"'],
    ['pauseOnTrend=yes', '"yes" is not true or false'],
    ['spreadBps', 'is not name='],
  ])('refuses --param %s', (flag, message) => {
    const folder = aWorkspace();
    const { code, err } = tune(folder, ['sweep', '--param', flag, '--tape', EXAMPLE]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
