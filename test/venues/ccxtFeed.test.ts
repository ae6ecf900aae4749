/** The tape of a market that is heard through ccxt: what it meets of what the feeds of our own promise, at the independent venue. */

import { describe, expect, it } from 'vitest';
import type { FeedVenue } from '../../src/market/feedVenue.ts';
import { ccxtStreams } from '../../src/venues/ccxt/ccxtStreams.ts';
import { type BenchStep, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import {
  addressesOfBench,
  expectBooks,
  expectTrades,
  type MarketRun,
  playedOnBench,
  recordedMarket,
} from './recordedRun.ts';

/** When something goes wrong: by then ccxt has asked for its markets and begun. */
const AT = 30;

const venues = [
  { id: 'hyperliquid', wire: 'hyperliquid', symbol: 'SOL/USDC:USDC' },
  { id: 'binanceusdm', wire: 'binance', symbol: 'SOL/USDT:USDT' },
] as const;

async function recorded(
  { id, wire, symbol }: (typeof venues)[number],
  steps: readonly BenchStep[] = [],
  seconds = 50,
): Promise<MarketRun> {
  // ccxt takes a while to be loaded, in which the market would play many times faster.
  await ccxtStreams(id, { restUrl: '', wsUrl: '' });
  const time = new FastTime();
  const rows = await benchRows(seconds);
  const bench = await startBench({ venue: wire, rows, steps, time });
  const venue: FeedVenue = `ccxt:${id}`;
  const addresses = addressesOfBench(wire, bench.port);
  const run = await recordedMarket({ ...playedOnBench(bench, rows, 3), venue, symbol, addresses }, time);
  // No order, no builder, no referrer, nothing signed.
  expect(bench.violations).toEqual([]);
  expect(run.digests[1]).toBe(run.digests[0]);
  return run;
}

describe.skipIf(!isBenchThere).each(venues)('$id through ccxt', (venue) => {
  it('has every trade from the first book on, its book at every frame, and its capture imports as the same tape', async () => {
    const run = await recorded(venue);
    expectTrades(run, 0);
    expect(run.recorded.length).toBeGreaterThan(150);
    expect(run.frames.length).toBeGreaterThan(25);
    for (const { recorded: book, book: sent, atSeconds } of run.frames) expect(book, `at ${atSeconds} s`).toBe(sent);
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, malformed: 0, unreadable: 0 });
  });

  it('a connection that is cut: a reset, and the market again; the first trades, which may be of the past, are left out', async () => {
    const run = await recorded(venue, [{ at: AT, do: 'drop' }]);
    expectBooks(run);
    expect(run.resets).toHaveLength(1);
    expect(run.health.losses).toBe(1);
    const { duplicates = 0, 'trades before the subscription': first = 0 } = run.health.dropped;
    expect(duplicates + first).toBeGreaterThan(1);
    expectTrades(run, 1);
  });

  it('lost frames of the book: a reset where the venue numbers them, and no loss where it sends whole books', async () => {
    const run = await recorded(venue, [{ at: AT, do: 'gap', frames: 3 }]);
    expectBooks(run);
    expect(run.resets).toHaveLength(venue.wire === 'binance' ? 1 : 0);
  });

  it('a venue that is away for 8 s: tries again, and the market again', async () => {
    const away = [
      { at: AT, do: 'refuse', seconds: 8 },
      { at: AT, do: 'drop' },
    ];
    const run = await recorded(venue, away, 60);
    expectBooks(run);
    expect(run.resets).toHaveLength(1);
    expect(run.health.losses).toBe(1);
    expect(run.health.failedTries).toBeGreaterThan(1);
    expect(run.frames.filter(({ atSeconds }) => atSeconds > 57).length).toBeGreaterThan(3);
    expectTrades(run, 1);
  });

  it('a message that is no JSON goes on record, and not on the console', async () => {
    const run = await recorded(venue, [{ at: AT, do: 'garbage', text: '{no JSON}' }]);
    expect(run.health.lastComplaint).toContain('JSON');

    expectBooks(run);
  });
});

describe.skipIf(!isBenchThere)('a mute connection through ccxt', () => {
  it('is noticed after 30 s without a change of the book: a reset, and the market again', async () => {
    const [hyperliquid] = venues;
    const run = await recorded(hyperliquid, [{ at: AT, do: 'silence', seconds: 40 }], 100);
    expectBooks(run);
    expect(run.resets).toHaveLength(1);
    expect(run.resets[0]).toBeGreaterThan(AT + 29);
    expect(run.resets[0]).toBeLessThan(AT + 33);
    expect(run.health.lastReason).toMatch(/^no book for 30\.\d s$/);
    expectTrades(run, 1);
  });
});
