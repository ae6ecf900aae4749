/** The tape of a live feed against the market that an independent venue played over the real wire formats. */

import { describe, expect, it } from 'vitest';
import { benchRows, isBenchThere } from './benchVenue.ts';
import { expectTrades, recordedRun } from './recordedRun.ts';

describe.skipIf(!isBenchThere).each(['hyperliquid', 'binance'] as const)('a market on %s', (venue) => {
  it('is on the tape trade for trade, with its book at every frame, and its capture imports as the same tape', async () => {
    const run = await recordedRun({ venue, rows: await benchRows(20) });
    expectTrades(run, 0);
    expect(run.recorded.length).toBeGreaterThan(200);
    expect(run.frames.length).toBeGreaterThan(30);
    for (const { recorded, book, atSeconds } of run.frames) expect(recorded, `at ${atSeconds} s`).toBe(book);
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, malformed: 0, gaps: 0, badPrints: 0 });
    expect(run.digests[1]).toBe(run.digests[0]);
    expect(run.bench.violations).toEqual([]);
  });
});
