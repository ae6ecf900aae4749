import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, TRADE } from '../../market/tape.ts';
import { zipFile } from '../../testing/recordings/archives.ts';
import { type Row, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { newYorkMidnightUs } from '../fields/newYork.ts';
import { importRecordings } from '../importRecordings.ts';
import { QuoteRule } from '../rows/quoteRule.ts';
import { impossibleRow } from '../tapeFile/impossibleRow.ts';

const folder = temporaryFolder();
const GRID = { symbol: 'BAC', tickSize: 0.01, lotSize: 100 };
// 2013-10-07 is in summer time: 9:30 in New York is 13:30 UTC.
const OPEN_US = Date.UTC(2013, 9, 7, 13, 30) * 1000;
const at = (ms: number): number => OPEN_US + ms * 1000;
const bid = (ms: number, price: number, size: number): string => `${34_200_000 + ms},${price},${size},0,0,K,1,0`;
const ask = (ms: number, price: number, size: number): string => `${34_200_000 + ms},0,0,${price},${size},N,1,0`;
const trade = (ms: number, price: number, size: number, exchange = 'N'): string =>
  `${34_200_000 + ms},${price},${size},${exchange},1,0`;
const row = (ms: number, kind: number, side: number, priceTicks: number, size: number): Row => ({
  timeUs: at(ms),
  kind,
  side,
  priceTicks,
  size,
});

let days = 0;
function importing(quotes: readonly string[], trades?: readonly string[]): ReturnType<typeof importRecordings> {
  const name = `day${days++}_20131007-`;
  const files = [zipFile(folder, `${name}quote.zip`, { 'quote.csv': `${quotes.join('\n')}\n` })];
  if (trades !== undefined) files.unshift(zipFile(folder, `${name}trade.zip`, { 'trade.csv': trades.join('\r\n') }));
  return importRecordings(files, GRID);
}
const opening = [bid(0, 139000, 200), ask(0, 139200, 300)];
const openingRows = [row(0, BEST, BID, 1390, 2), row(0, BEST, ASK, 1392, 3)];

describe('a day of consolidated quotes', () => {
  it('gives the best prices at the end of each millisecond, of the side that changed', async () => {
    const { tape } = await importing([...opening, bid(5, 139100, 100), ask(5, 139200, 300), bid(5, 139100, 500)]);
    expect(rowsOf(tape)).toEqual([...openingRows, row(5, BEST, BID, 1391, 5)]);
  });

  it('lets the last sound quote stand while bid and ask are locked or crossed', async () => {
    const { tape, summary } = await importing([
      ...opening,
      bid(5, 139200, 100),
      bid(6, 139300, 100),
      ask(7, 139400, 700),
    ]);
    // The ask makes room before the bid moves.
    expect(rowsOf(tape)).toEqual([...openingRows, row(7, BEST, ASK, 1394, 7), row(7, BEST, BID, 1393, 1)]);
    expect(summary.dropped).toEqual({ 'milliseconds of locked quotes': 1, 'milliseconds of crossed quotes': 1 });
  });

  it('opens with the quote from before the opening; rows are of regular hours only', async () => {
    const { tape, summary } = await importing([
      bid(-5000, 139000, 200),
      ask(-4000, 139200, 300),
      bid(100, 139100, 100),
      bid(23_400_001, 138000, 100),
    ]);
    expect(rowsOf(tape)).toEqual([...openingRows, row(100, BEST, BID, 1391, 1)]);
    expect(summary.dropped).toEqual({ 'quotes outside regular hours': 3 });
  });

  it.each([
    ['neither side', '34200100,0,0,0,0,N,1,0', 'neither bid nor ask'],
    ['a price off the grid', bid(100, 139050, 100), 'not a multiple of the tick'],
    ['a time back', bid(-1, 139000, 100), 'before'],
    ['a time beyond the day', '86400000,139000,100,0,0,N,1,0', 'not within a day'],
    ['a field too few', '34200100,139000,100,0,0,N,1', '8 fields expected'],
  ])('%s is malformed', async (_name, line, reason) => {
    const { summary } = await importing([...opening, line]);
    expect(summary.firstMalformed).toMatchObject([{ line: 3, reason: expect.stringContaining(reason) }]);
  });
});

describe('trades of the same day', () => {
  it('get a side from the quote before their millisecond, and come before its quotes', async () => {
    const { tape, summary } = await importing(
      [...opening, bid(10, 139200, 100), ask(10, 139400, 100)],
      [
        trade(0, 139200, 100),
        trade(5, 139100, 100),
        trade(6, 139000, 300),
        trade(7, 139100, 100),
        trade(8, 139100, 40),
        trade(9, 139200, 500, 'D'),
        trade(10, 139200, 200),
        trade(11, 139200, 100),
        trade(24_000_000, 139200, 100),
      ],
    );
    expect(rowsOf(tape)).toEqual([
      ...openingRows,
      // The trade at 5 ms, inside and with no trade before it, has no side. A sale at the bid, then one inside after an uptick.
      row(6, TRADE, BID, 1390, 3),
      row(7, TRADE, ASK, 1391, 1),
      // 139200 is the ask of before, and the bid from then on.
      row(10, TRADE, ASK, 1392, 2),
      row(10, BEST, ASK, 1394, 1),
      row(10, BEST, BID, 1392, 1),
      row(11, TRADE, BID, 1392, 1),
    ]);
    expect(summary.dropped).toEqual({
      'trades before the book': 1,
      'trades of unknown side': 1,
      'trades below half a lot': 1,
      'trades off the exchanges': 1,
      'trades outside regular hours': 1,
    });
  });

  it('need their quotes, the same day, and a day in the name', async () => {
    const trades = zipFile(folder, 'x-20131008-trade.zip', { 'a.csv': trade(0, 139200, 100) });
    const quotes = zipFile(folder, 'x-20131007-quote.zip', { 'a.csv': opening.join('\n') });
    const undated = zipFile(folder, 'quote.zip', { 'a.csv': opening.join('\n') });
    expect(await detectFormat(trades)).toBe('equity-trades');
    expect(await detectFormat(quotes)).toBe('equity-quotes');
    await expect(importRecordings([trades], GRID)).rejects.toThrow('Name the quote file');
    await expect(importRecordings([quotes, trades], GRID)).rejects.toThrow('another day');
    await expect(importRecordings([undated], GRID)).rejects.toThrow('the name must hold the day');
    const two = zipFile(folder, 'two-20131007.zip', { 'a.csv': 'x', 'b.csv': 'y' });
    await expect(importRecordings([two], GRID)).rejects.toThrow('one file is expected in the zip, 2 are in it');
  });
});

describe('the quote rule', () => {
  it('at the ask a buy, at the bid a sell, inside or locked by the last change of price', () => {
    const rule = new QuoteRule();
    expect(rule.sideHit(11, 10, 12)).toBeUndefined();
    expect(rule.sideHit(12, 10, 12)).toBe(ASK);
    expect(rule.sideHit(13, 10, 12)).toBe(ASK);
    expect(rule.sideHit(11, 10, 12)).toBe(BID);
    expect(rule.sideHit(11, 10, 12)).toBe(BID);
    expect(rule.sideHit(9, 10, 12)).toBe(BID);
    expect(rule.sideHit(12, 12, 12)).toBe(ASK);
  });
});

describe("New York's midnight", () => {
  it.each([
    ['in winter', { year: 2024, month: 1, day: 15 }, Date.UTC(2024, 0, 15, 5)],
    ['in summer', { year: 2024, month: 7, day: 15 }, Date.UTC(2024, 6, 15, 4)],
    ['on the day the clocks go forward', { year: 2024, month: 3, day: 10 }, Date.UTC(2024, 2, 10, 5)],
    ['on the day after', { year: 2024, month: 3, day: 11 }, Date.UTC(2024, 2, 11, 4)],
    ['on the day the clocks go back', { year: 2024, month: 11, day: 3 }, Date.UTC(2024, 10, 3, 4)],
    ['on the day after', { year: 2024, month: 11, day: 4 }, Date.UTC(2024, 10, 4, 5)],
    ['before the rule of 2007', { year: 2006, month: 3, day: 20 }, Date.UTC(2006, 2, 20, 5)],
  ])('%s', (_name, day, utcMs) => {
    expect(newYorkMidnightUs(day)).toBe(utcMs * 1000);
  });

  it('does not exist on a day that does not', () => {
    expect(newYorkMidnightUs({ year: 2023, month: 2, day: 29 })).toBeUndefined();
    expect(newYorkMidnightUs({ year: Number.NaN, month: 2, day: 9 })).toBeUndefined();
  });
});

const data = fileURLToPath(new URL('../../../../shared/data/equities/', import.meta.url));
const hasRecordings = existsSync(data);
if (!hasRecordings) console.warn(`skipped: recordings of equities are not in ${data}`);

describe.skipIf(!hasRecordings)('a real day of Bank of America', () => {
  it('gives a sound tape that accounts for every line', async () => {
    const files = [`${data}bac-20131007-trade.zip`, `${data}bac-20131007-quote.zip`];
    const { tape, summary } = await importRecordings(files, GRID);
    expect(impossibleRow(tape, tape.length, 0)).toBeUndefined();
    // Counted with unzip and awk: lines of both files, trades in regular hours and those of them by `D`, and
    // milliseconds that end locked.
    expect(summary).toMatchObject({ lines: 476_855 + 88_172, malformed: 0, reordered: 0, resets: [] });
    expect(summary.dropped).toEqual({
      'quotes outside regular hours': 476_855 - 472_252,
      'milliseconds of locked quotes': 658,
      'trades outside regular hours': 88_172 - 86_434,
      'trades off the exchanges': 37_089,
      'trades of unknown side': 1,
    });
    expect(summary.trades).toBe(86_434 - 37_089 - 1);
    expect(summary.fromUs).toBeGreaterThanOrEqual(OPEN_US);
    expect(summary.toUs).toBeLessThanOrEqual(OPEN_US + 6.5 * 3600e6);
    let [bestBid, bestAsk, unsound] = [0, Number.POSITIVE_INFINITY, 0];
    for (const { kind, side, priceTicks } of rowsOf(tape)) {
      if (kind !== BEST) continue;
      if (side === BID) bestBid = priceTicks;
      else bestAsk = priceTicks;
      if (bestBid >= bestAsk) unsound++;
    }
    expect(unsound).toBe(0);
  });
});
