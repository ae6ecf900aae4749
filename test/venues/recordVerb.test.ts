/** The program that records: stopped, killed, put to sleep, and refused. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TRADE } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { readTape } from '../../src/recordings/tapeFile/readTape.ts';
import { answers } from '../../src/shapes/answers.ts';
import { aWorkspace, type RunningTune, tune, tuneRunning } from '../cli/tune.ts';
import { BENCH_GRID, type BenchRow, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { addressesOfBench, expectRunOf, symbolOnBench, until } from './recordedRun.ts';

type Venue = 'hyperliquid' | 'binance';
const KILLS = 10;

function variables(venue: Venue, port: number): Record<string, string> {
  const { restUrl, wsUrl } = addressesOfBench(venue, port);
  return {
    TUNE_VENUE_NAME: venue,
    TUNE_VENUE_SYMBOL: symbolOnBench(venue),
    TUNE_VENUE_REST_URL: restUrl,
    TUNE_VENUE_WS_URL: wsUrl,
    TUNE_INSTRUMENT_TICK_SIZE: String(BENCH_GRID.tick),
    TUNE_INSTRUMENT_LOT_SIZE: String(BENCH_GRID.lot),
  };
}

function recording(folder: string, venue: Venue, port: number): RunningTune {
  return tuneRunning(folder, ['tape', 'record', '--hours', '1', '--json'], variables(venue, port));
}

/** The files of the one capture in a workspace. */
function capturesIn(folder: string): string[] {
  const captures = join(folder, 'captures');
  const [name] = existsSync(captures) ? readdirSync(captures) : [];
  if (name === undefined) return [];
  return readdirSync(join(captures, name))
    .sort()
    .map((file) => join(captures, name, file));
}

function textOf(folder: string): string {
  return capturesIn(folder)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

const tradesOf = (text: string): number => text.split(/"channel":"trades"|"aggTrade"/).length - 1;
const playedTrades = (rows: readonly BenchRow[]): string[] =>
  rows.filter(({ kind }) => kind === 'T').map(({ side, ticks, lots }) => `${side} ${ticks}x${lots}`);

const gridOf = (venue: Venue) => ({
  symbol: symbolOnBench(venue),
  tickSize: BENCH_GRID.tick,
  lotSize: BENCH_GRID.lot,
});

describe.skipIf(!isBenchThere)('tune tape record', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'seals the tape on %s, and its capture imports as the same tape',
    async (signal) => {
      const venue = signal === 'SIGINT' ? 'hyperliquid' : 'binance';
      const rows = await benchRows(60);
      const bench = await startBench({ venue, rows, speed: 1 });
      const folder = aWorkspace();
      const { child, ended } = recording(folder, venue, bench.port);
      await until(() => tradesOf(textOf(folder)) > 5);
      child.kill(signal);
      const { code, out, err } = await ended;
      expect(code, err).toBe(130);
      expect(err).toContain(`WARNING: venue.ws_url: ${venue} is asked at ws://127.0.0.1:`);
      const { file, tapeDigest: digest, endedEarly, trades } = JSON.parse(out);
      expect(answers['tape-record']?.shape.safeParse(JSON.parse(out)).error).toBeUndefined();
      expect(endedEarly).toBe('stopped');
      expect(trades).toBeGreaterThan(0);
      const { tape } = await importRecordings(capturesIn(folder), gridOf(venue));
      expect(tapeDigest(await readTape(file))).toBe(digest);
      expect(tapeDigest(tape)).toBe(digest);
    },
  );

  it(`leaves a capture that imports when it is killed at any moment: ${KILLS} times`, async () => {
    const rows = await benchRows(1200);
    const benches = {
      hyperliquid: await startBench({ venue: 'hyperliquid', rows, speed: 2 }),
      binance: await startBench({ venue: 'binance', rows, speed: 2 }),
    };
    const played = playedTrades(rows);
    const kill = async (nth: number): Promise<void> => {
      const venue = nth % 2 === 0 ? 'hyperliquid' : 'binance';
      const folder = aWorkspace();
      const { child, ended } = recording(folder, venue, benches[venue].port);
      // Once the first trade is on the disk; from then on at a moment of its own.
      await until(() => tradesOf(textOf(folder)) > 1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      child.kill('SIGKILL');
      await ended;
      const { tape, summary } = await importRecordings(capturesIn(folder), gridOf(venue));
      expect(summary.malformed).toBeLessThanOrEqual(1);
      const recorded = Array.from(tape.kind.subarray(0, tape.length)).flatMap((kind, i) =>
        kind === TRADE ? [`${tape.side[i]} ${tape.priceTicks[i]}x${tape.size[i]}`] : [],
      );
      expectRunOf(played, recorded);
    };
    for (let nth = 0; nth < KILLS; nth += 2) await Promise.all([kill(nth), kill(nth + 1)]);
  }, 300_000);

  it('notices that it was put to sleep: the tape has a reset, and the market is seen again', async () => {
    const bench = await startBench({ venue: 'hyperliquid', rows: await benchRows(120), speed: 1 });
    const folder = aWorkspace();
    const { child, ended } = recording(folder, 'hyperliquid', bench.port);
    await until(() => tradesOf(textOf(folder)) > 2);
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 4000));
    child.kill('SIGCONT');
    await until(() => tradesOf(textOf(folder).split('the program did not run for')[1] ?? '') > 2);
    child.kill('SIGTERM');
    const { out } = await ended;
    const { health, file } = JSON.parse(out);
    expect(health.losses).toBeGreaterThanOrEqual(1);
    expect(health.resets['lost feed']).toBeGreaterThanOrEqual(1);
    expect(tapeDigest((await importRecordings(capturesIn(folder), gridOf('hyperliquid'))).tape)).toBe(
      tapeDigest(await readTape(file)),
    );
  });
});

describe('tune tape record', () => {
  const refused = (args: readonly string[], extra: Record<string, string> = {}) => {
    const { code, err } = tune(aWorkspace(), ['tape', 'record', ...args], extra);
    return `${code} ${err}`;
  };

  it('takes no address of another machine unless it is allowed, and names the setting', () => {
    const extra = { TUNE_VENUE_WS_URL: 'wss://elsewhere.example/ws' };
    expect(refused(['--symbol', 'BTC', '--minutes', '1'], extra)).toMatch(
      /^2 venue\.ws_url: wss:\/\/elsewhere\.example\/ws is neither hyperliquid's own address .*--allow-endpoint/,
    );
  });

  it('asks for a market, for one length, and for a file that is not there yet', () => {
    expect(refused(['--minutes', '1'])).toMatch(/^2 no market is named/);
    expect(refused(['--symbol', 'BTC'])).toMatch(/^2 say how long/);
    expect(refused(['--symbol', 'BTC', '--minutes', '-1'])).toMatch(/^2 --minutes -1: a number above 0/);
    const folder = aWorkspace();
    mkdirSync(join(folder, 'tapes'));
    writeFileSync(join(folder, 'tapes', 'x.parquet'), '');
    const there = tune(folder, ['tape', 'record', '--symbol', 'BTC', '--minutes', '1', '--output', 'tapes/x.parquet']);
    expect(there.err).toContain('tapes/x.parquet exists already');
  });
});
