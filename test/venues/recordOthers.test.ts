/** The program that records, at Paradex and through ccxt: stopped in order, its tape is what its capture imports as. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { readTape } from '../../src/recordings/tapeFile/readTape.ts';
import { aWorkspace, tuneRunning } from '../cli/tune.ts';
import { BENCH_GRID, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import { aParadexServer, MARKET } from './paradexServer.ts';
import { until } from './recordedRun.ts';

interface Recorded {
  readonly out: string;
  readonly err: string;
  readonly captures: readonly string[];
}

/** Records until the capture holds more than `lines` of what `isTrade` tells, and is stopped by SIGINT. */
async function recorded(
  args: readonly string[],
  addresses: { readonly restUrl: string; readonly wsUrl: string },
  isTrade: RegExp,
): Promise<Recorded> {
  const folder = aWorkspace();
  const grid = ['--tick', String(BENCH_GRID.tick), '--lot', String(BENCH_GRID.lot)];
  const { child, ended } = tuneRunning(folder, ['tape', 'record', ...args, ...grid, '--hours', '1', '--json'], {
    TUNE_VENUE_REST_URL: addresses.restUrl,
    TUNE_VENUE_WS_URL: addresses.wsUrl,
  });
  const captures = (): string[] => {
    const all = join(folder, 'captures');
    const [name] = existsSync(all) ? readdirSync(all) : [];
    return name === undefined ? [] : readdirSync(join(all, name)).map((file) => join(all, name, file));
  };
  const text = (): string =>
    captures()
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
  await until(() => text().split(isTrade).length > 6);
  child.kill('SIGINT');
  const { code, out, err } = await ended;
  expect(code, err).toBe(130);
  return { out, err, captures: captures() };
}

async function expectSameTape({ out, captures }: Recorded, symbol: string): Promise<void> {
  // Nothing but the answer is on stdout.
  const { file, tapeDigest: digest, trades } = JSON.parse(out);
  expect(trades).toBeGreaterThan(0);
  const grid = { symbol, tickSize: BENCH_GRID.tick, lotSize: BENCH_GRID.lot };
  expect(tapeDigest((await importRecordings(captures, grid)).tape)).toBe(digest);
  expect(tapeDigest(await readTape(file))).toBe(digest);
}

describe('tune tape record', () => {
  it('records Paradex', async () => {
    const { addresses } = await aParadexServer({ time: new FastTime(), seconds: 900 });
    // The beginning of a frame of a trade: a block of 50 bytes, template 1, schema 1.
    const trade = /\{"binary":"MgABAAEA/;
    const run = await recorded(['--venue', 'paradex', '--symbol', MARKET], addresses, trade);
    expect(run.err).toContain('WARNING: venue.ws_url: paradex is asked at ws://127.0.0.1:');
    await expectSameTape(run, MARKET);
  });

  it.skipIf(!isBenchThere)('records a venue through ccxt, and says first what that does not give', async () => {
    const bench = await startBench({ venue: 'hyperliquid', rows: await benchRows(120), speed: 2 });
    const addresses = { restUrl: `http://127.0.0.1:${bench.port}`, wsUrl: `ws://127.0.0.1:${bench.port}` };
    const symbol = 'SOL/USDC:USDC';
    const run = await recorded(['--venue', 'ccxt:hyperliquid', '--symbol', symbol], addresses, /"channel":"trades"/);
    expect(run.err).toContain('WARNING: ccxt:hyperliquid is heard through ccxt, a fallback of lower quality:');
    await expectSameTape(run, symbol);
  });
});
