/** The program on a live market: stopped, put to sleep, killed, and refused. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { aWorkspace, type RunningTune, tune, tuneRunning } from '../cli/tune.ts';
import { BENCH_GRID, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { addressesOfBench, symbolOnBench, until } from './recordedRun.ts';

type Venue = 'hyperliquid' | 'binance';
const KILLS = 40;
const START = ['start', '--mode', 'paper', '--sessions', '20', '--minutes', '1'];

class Trader {
  readonly folder = aWorkspace();
  readonly #variables: Record<string, string>;

  constructor(venue: Venue, port: number, more: Readonly<Record<string, string>> = {}) {
    const { restUrl, wsUrl } = addressesOfBench(venue, port);
    this.#variables = {
      TUNE_VENUE_NAME: venue,
      TUNE_VENUE_SYMBOL: symbolOnBench(venue),
      TUNE_VENUE_REST_URL: restUrl,
      TUNE_VENUE_WS_URL: wsUrl,
      TUNE_INSTRUMENT_SYMBOL: 'SOL',
      TUNE_INSTRUMENT_TICK_SIZE: String(BENCH_GRID.tick),
      TUNE_INSTRUMENT_LOT_SIZE: String(BENCH_GRID.lot),
      TUNE_APPROVAL_PAPER: 'auto',
      ...more,
    };
  }

  running(...args: readonly string[]): RunningTune {
    return tuneRunning(this.folder, args, this.#variables);
  }

  tune(...args: readonly string[]): ReturnType<typeof tune> {
    return tune(this.folder, args, this.#variables);
  }

  /** Messages that were received so far, of all captures. */
  get captures(): readonly string[] {
    const folder = join(this.folder, 'captures');
    try {
      return readdirSync(folder)
        .sort()
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  }

  async expectImports(folder: string): Promise<void> {
    const files = readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
    const { summary } = await importRecordings(files, {
      symbol: this.#variables.TUNE_VENUE_SYMBOL ?? '',
      tickSize: BENCH_GRID.tick,
      lotSize: BENCH_GRID.lot,
    });
    expect(summary.malformed).toBeLessThanOrEqual(1);
  }
}

function tradesIn(folder: string): number {
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  return text.split(/"channel":"trades"|"aggTrade"/).length - 1;
}

/** Waits until the nth start of the program hears trades. */
async function untilItHears(trader: Trader, nth: number): Promise<void> {
  await until(() => trader.captures.length >= nth && tradesIn(trader.captures.at(-1) ?? '') > 1);
}

describe.skipIf(!isBenchThere)('a campaign on a live market', () => {
  it.each([
    ['SIGINT', 'hyperliquid'],
    ['SIGTERM', 'binance'],
  ] as const)(
    'is sealed on %s, proven by tune verify, and goes on',
    async (signal, venue) => {
      const bench = await startBench({ venue, rows: await benchRows(120), speed: 1 });
      const trader = new Trader(venue, bench.port);
      const { child, ended } = trader.running(...START);
      await untilItHears(trader, 1);
      await new Promise((resolve) => setTimeout(resolve, 4000));
      child.kill(signal);
      const { code, err } = await ended;
      expect(code, err).toBe(130);
      const verified = trader.tune('verify', 'v1');
      expect(verified.out).toContain('session 1 from its source: identical');
      expect(verified.out).toContain('session 1 from its capture: identical');
      expect(verified.code).toBe(0);
      const resumed = trader.running('resume');
      await untilItHears(trader, 2);
      resumed.child.kill(signal);
      expect((await resumed.ended).code).toBe(130);
    },
    60_000,
  );

  it('that was put to sleep ends its session, keeps what it saw, and begins the next', async () => {
    const bench = await startBench({ venue: 'hyperliquid', rows: await benchRows(120), speed: 1 });
    const trader = new Trader('hyperliquid', bench.port);
    const { child, ended, shows } = trader.running(...START);
    await untilItHears(trader, 1);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 4500));
    child.kill('SIGCONT');
    await shows('interrupted: the feed had a gap: the program did not run for');
    await new Promise((resolve) => setTimeout(resolve, 4000));
    child.kill('SIGINT');
    await ended;
    const verified = trader.tune('verify', 'v1');
    expect(verified.code, verified.out + verified.err).toBe(0);
    expect(verified.out).toContain('session 1 from its capture: identical');
  }, 60_000);

  it('that slept beyond the end of its session counts for nothing', async () => {
    const bench = await startBench({ venue: 'hyperliquid', rows: await benchRows(240), speed: 1 });
    const trader = new Trader('hyperliquid', bench.port);
    const { child, ended, shows } = trader.running(...START);
    await untilItHears(trader, 1);
    await new Promise((resolve) => setTimeout(resolve, 54_000));
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    child.kill('SIGCONT');
    await shows('interrupted: the feed had a gap: the program did not run for');
    child.kill('SIGINT');
    await ended;
  }, 120_000);

  it(`goes on after it was killed at any moment: ${KILLS} times`, async () => {
    const rows = await benchRows(600);
    const killed = async (venue: Venue): Promise<void> => {
      const bench = await startBench({ venue, rows, speed: 1 });
      const trader = new Trader(venue, bench.port);
      for (let kill = 0; kill < KILLS / 2; kill++) {
        const { child, ended } = trader.running(...(kill === 0 ? START : ['resume']));
        // Once the first trade is on the disk; from then on at a moment of its own.
        await untilItHears(trader, kill + 1);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
        child.kill('SIGKILL');
        await ended;
      }
      const last = trader.running('resume');
      await untilItHears(trader, KILLS / 2 + 1);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      last.child.kill('SIGINT');
      expect((await last.ended).code).toBe(130);
      expect(trader.captures).toHaveLength(KILLS / 2 + 1);
      for (const capture of trader.captures) await trader.expectImports(capture);
      const verified = trader.tune('verify', 'v1');
      expect(verified.code, verified.out + verified.err).toBe(0);
    };
    await Promise.all([killed('hyperliquid'), killed('binance')]);
  }, 300_000);
});

describe.skipIf(!isBenchThere)('a campaign on a live market whose instrument is another', () => {
  it('is refused, and where the venue cannot be asked ends with what does not fit, instead of waiting for ever', async () => {
    const bench = await startBench({ venue: 'hyperliquid', rows: await benchRows(120), speed: 1 });
    const other = { TUNE_INSTRUMENT_TICK_SIZE: '0.5' };
    const refused = await new Trader('hyperliquid', bench.port, other).running(...START).ended;
    expect(refused.err).toContain('instrument.tick_size is 0.5, and hyperliquid says 0.01');
    expect(refused.code).toBe(2);
    // Nobody answers at this address: the market itself shows what does not fit.
    const trader = new Trader('hyperliquid', bench.port, { ...other, TUNE_VENUE_REST_URL: 'http://127.0.0.1:1' });
    const { code, err } = await trader.running(...START).ended;
    expect(err).toContain('The instrument was not compared with hyperliquid: hyperliquid cannot be reached');
    expect(err).toMatch(
      /messages of SOL made no sense, the last because .*Are tick 0\.5 and lot 0\.01 those of this market\?/,
    );
    expect(code).toBe(1);
  }, 60_000);
});

describe('a campaign on a live market is refused', () => {
  const refused = (args: readonly string[], extra: Record<string, string> = {}): string => {
    const { code, err } = tune(aWorkspace(), ['start', '--mode', 'paper', ...args], extra);
    return `${code} ${err}`;
  };

  it('without a market, with a tape, and with recorded delays', () => {
    expect(refused([])).toMatch(/^2 no market is named: use --symbol/);
    expect(refused(['--symbol', 'BTC', '--tape', 'x.parquet'])).toMatch(
      /^2 --tape x\.parquet belongs to --mode replay; --mode paper hears a live one/,
    );
    expect(refused(['--symbol', 'BTC'], { TUNE_LATENCY_FEED: 'recorded' })).toMatch(
      /^2 a live market is as late as it is/,
    );
  });

  it('at an address of another machine that was not allowed', () => {
    expect(refused(['--symbol', 'BTC'], { TUNE_VENUE_WS_URL: 'wss://elsewhere.example/ws' })).toMatch(
      /^2 venue\.ws_url: wss:\/\/elsewhere\.example\/ws is neither hyperliquid's own address .*--allow-endpoint/,
    );
  });
});
