/** The tape of a market that is heard through ccxt: what it meets of what the feeds of our own promise, at the independent venue. */

import { describe, expect, it } from 'vitest';
import { ccxtStreams } from '../../src/venues/ccxt/ccxtStreams.ts';
import { benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import {
  addressesOfBench,
  expectBooks,
  expectTrades,
  type MarketRun,
  playedOnBench,
  recordedMarket,
} from './recordedRun.ts';

const SECONDS = 50;
/** When something goes wrong: by then ccxt has asked for its markets and begun. */
const AT = 30;

async function recorded(steps: Parameters<typeof startBench>[0]['steps'] = []): Promise<MarketRun> {
  // ccxt takes a while to be loaded, in which the market would play many times faster.
  await ccxtStreams('hyperliquid', { restUrl: '', wsUrl: '' });
  const time = new FastTime();
  const rows = await benchRows(SECONDS);
  const bench = await startBench({ venue: 'hyperliquid', rows, steps, time });
  const played = playedOnBench(bench, rows, 3);
  const addresses = addressesOfBench('hyperliquid', bench.port);
  return recordedMarket({ ...played, venue: 'ccxt:hyperliquid', symbol: 'SOL/USDC:USDC', addresses }, time);
}

describe.skipIf(!isBenchThere)('hyperliquid through ccxt', () => {
  it('has every trade from the first book on, its book at every frame, and its capture imports as the same tape', async () => {
    const run = await recorded();
    expectTrades(run, 0);
    expect(run.recorded.length).toBeGreaterThan(150);
    expect(run.frames.length).toBeGreaterThan(25);
    for (const { recorded: book, book: sent, atSeconds } of run.frames) expect(book, `at ${atSeconds} s`).toBe(sent);
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, malformed: 0, unreadable: 0 });
    expect(run.digests[1]).toBe(run.digests[0]);
  });

  it('a connection that is cut: a reset, and the market again; trades of the past are left out', async () => {
    const run = await recorded([{ at: AT, do: 'drop' }]);
    expectBooks(run);
    expect(run.resets).toHaveLength(1);
    expect(run.health.losses).toBe(1);
    expect(run.health.dropped['trades before the subscription'] ?? 0).toBeGreaterThan(0);
    expectTrades(run, 1);
    expect(run.digests[1]).toBe(run.digests[0]);
  });

  it('a message that is no JSON goes on record, and nothing of it on the console', async () => {
    const run = await recorded([{ at: AT, do: 'garbage', text: '{no JSON}' }]);
    expect(run.health.lastComplaint).toContain('JSON');
    expectBooks(run);
    expect(run.digests[1]).toBe(run.digests[0]);
  });
});
