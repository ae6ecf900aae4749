import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASK, BID, TapeBuilder } from '../../market/tape.ts';
import { aLongTape, BTC_GRID, NEW_YEAR_US, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { describeTape } from './describeTape.ts';
import { listTapes } from './listTapes.ts';
import { TapeFileError } from './tapeFileError.ts';
import { writeTape } from './writeTape.ts';

describe('the tapes of a folder', () => {
  it('are listed by name, the broken ones with what is wrong', async () => {
    const folder = temporaryFolder();
    writeTape(join(folder, 'b.parquet'), aLongTape(20));
    writeTape(join(folder, 'a.parquet'), aLongTape(10));
    writeFileSync(join(folder, 'c.parquet'), 'garbage');
    writeFileSync(join(folder, 'notes.md'), 'not listed');
    const listings = await listTapes(folder);
    expect(listings.map(({ file }) => file)).toEqual(['a', 'b', 'c'].map((name) => join(folder, `${name}.parquet`)));
    expect(listings.map((tape) => ('head' in tape ? tape.head.rows : tape.error.problem))).toEqual([
      10,
      20,
      'not parquet',
    ]);
  });

  it('need a folder', async () => {
    await expect(listTapes(join(temporaryFolder(), 'nowhere'))).rejects.toThrow(TapeFileError);
  });
});

describe('the facts of a tape', () => {
  it('are those of its rows', () => {
    const builder = new TapeBuilder({ ...BTC_GRID, startUs: NEW_YEAR_US });
    builder.depth(0, BID, 1000, 5);
    builder.depth(0, ASK, 1001, 5); // spread 1 tick from 0 to 1 s
    builder.depth(1e6, ASK, 1001, 0);
    builder.depth(1e6, ASK, 1003, 5); // spread 3 ticks from 1 s to 4 s
    builder.trade(2e6, ASK, 1003, 2000);
    builder.trade(2e6, BID, 1000, 500);
    builder.clock(3e6);
    builder.reset(4e6); // no spread from here
    builder.funding(9e6, 1000, 0.0001);
    builder.best(10e6, BID, 999, 1);
    expect(describeTape(builder.build())).toEqual({
      symbol: 'BTCUSDT',
      tickSize: 0.1,
      lotSize: 0.001,
      rows: 10,
      rowsByKind: { depth: 4, trade: 2, reset: 1, best: 1, funding: 1, clock: 1, delay: 0 },
      volume: 2.5,
      startUs: NEW_YEAR_US,
      endUs: NEW_YEAR_US + 10e6,
      eventsPerSecond: 1,
      tradedRange: { low: 100, high: expect.closeTo(100.3, 9) },
      medianSpreadTicks: 3,
      medianSpreadBps: expect.closeTo((3 / 1001.5) * 1e4, 9),
      feedDelayUs: undefined,
      // From the reset at 4 s to the funding at 9 s.
      longestSilence: { fromUs: NEW_YEAR_US + 4e6, durationUs: 5e6 },
      health: expect.objectContaining({ resets: 1 }),
    });
  });

  it('tell how late the feed was, event by event; the rows that say so are no events', () => {
    const builder = new TapeBuilder({ ...BTC_GRID, startUs: NEW_YEAR_US });
    builder.delay(0, 20);
    for (let i = 0; i < 98; i++) builder.depth(i * 1000, BID, 1000, 5);
    builder.delay(98_000, 700);
    builder.trade(98_000, BID, 1000, 500);
    builder.delay(1e6, 9_000);
    builder.depth(1e6, ASK, 1001, 5);
    builder.delay(2e6, 5_000_000);
    builder.clock(2e6);
    const facts = describeTape(builder.build());
    expect(facts.feedDelayUs).toEqual({ median: 20, p99: 700 });
    expect(facts).toMatchObject({ rows: 105, rowsByKind: { delay: 4 }, eventsPerSecond: 50.5 });
    expect(facts.longestSilence).toEqual({ fromUs: NEW_YEAR_US + 98_000, durationUs: 902_000 });
  });

  it('say nothing where there is nothing to say', () => {
    const empty = new TapeBuilder({ ...BTC_GRID, startUs: NEW_YEAR_US }).build();
    expect(describeTape(empty)).toMatchObject({
      rows: 0,
      volume: 0,
      startUs: NEW_YEAR_US,
      endUs: NEW_YEAR_US,
      eventsPerSecond: undefined,
      tradedRange: undefined,
      medianSpreadTicks: undefined,
      medianSpreadBps: undefined,
      longestSilence: undefined,
    });
  });
});
