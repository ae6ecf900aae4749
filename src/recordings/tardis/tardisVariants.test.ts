/** Tardis files that differ from the usual ones: whole-book snapshots, other programs' CSV, several symbols, no funding time. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, FUNDING, RESET, TRADE } from '../../market/tape.ts';
import { bookAt } from '../../testing/recordings/bookAt.ts';
import { caseFile, hasCases } from '../../testing/recordings/cases.ts';
import {
  BTC_GRID,
  depthRow,
  eventsOf,
  NEW_YEAR_US,
  type Row,
  recording,
  rowsOf,
  temporaryFolder,
} from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const BOOK = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount';
const TRADES = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount';
const QUOTES = 'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount';
const TICKER = 'exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,mark_price';

const at = (us: number): number => NEW_YEAR_US + us;
const line = (us: number, rest: string, market = 'binance-futures,BTCUSDT'): string =>
  `${market},${at(us)},${at(us) + 3},${rest}`;
const row = (us: number, kind: number, side: number, priceTicks: number, size: number): Row => ({
  timeUs: at(us),
  kind,
  side,
  priceTicks,
  size,
});
let files = 0;
const file = (...lines: string[]): string => recording(folder, `variant-${files++}.csv`, lines);
const opening = [line(10, 'true,bid,100.0,1'), line(10, 'true,ask,100.2,2')];

describe('snapshot rows of one time of receipt', () => {
  it('are a whole book that replaces the one before, without a reset where nothing else is sent', async () => {
    const book = file(
      BOOK,
      ...opening,
      line(10, 'true,bid,99.9,5'),
      line(20, 'true,bid,99.9,5'),
      line(20, 'true,ask,100.1,3'),
      line(30, 'true,bid,100.3,1'),
      line(30, 'true,ask,100.4,1'),
    );
    const { tape, summary } = await importRecordings([book], BTC_GRID);
    expect(eventsOf(tape)).toEqual([
      depthRow(at(10), BID, 1000, 1000),
      depthRow(at(10), ASK, 1002, 2000),
      depthRow(at(10), BID, 999, 5000),
      // 99.9 stays as it is; everything else goes before anything comes.
      depthRow(at(20), BID, 1000, 0),
      depthRow(at(20), ASK, 1002, 0),
      depthRow(at(20), ASK, 1001, 3000),
      depthRow(at(30), BID, 999, 0),
      depthRow(at(30), ASK, 1001, 0),
      depthRow(at(30), BID, 1003, 1000),
      depthRow(at(30), ASK, 1004, 1000),
    ]);
    expect(summary.resets).toEqual([]);
  });

  it('do so in the middle of changes as well, and after changes that had no book', async () => {
    const book = file(
      BOOK,
      line(5, 'false,bid,90.0,9'),
      ...opening,
      line(20, 'false,bid,100.1,4'),
      line(30, 'true,bid,99.0,1'),
      line(30, 'true,ask,99.2,1'),
      line(40, 'true,bid,99.1,1'),
      line(40, 'true,ask,99.2,1'),
      line(50, 'false,ask,99.2,7'),
    );
    const { tape, summary } = await importRecordings([book], BTC_GRID);
    expect(summary.dropped).toEqual({ 'depth without a book': 1 });
    expect(summary.resets).toEqual([{ timeUs: at(30), reason: 'snapshot' }]);
    expect(bookAt(tape, at(30))).toEqual({ bid: [99, 1], ask: [99.2, 1] });
    expect(bookAt(tape, at(40))).toEqual({ bid: [99.1, 1], ask: [99.2, 1] });
    expect(bookAt(tape, at(50))).toEqual({ bid: [99.1, 1], ask: [99.2, 7] });
    // Nothing of the snapshots before is left under the best prices.
    expect(eventsOf(tape).filter(({ kind }) => kind === RESET)).toHaveLength(1);
  });

  it('of a side each make one whole book together', async () => {
    const book = file(BOOK, line(10, 'true,bid,100.0,1'), line(11, 'true,ask,100.2,2'), line(20, 'false,bid,100.0,3'));
    const { tape } = await importRecordings([book], BTC_GRID);
    expect(bookAt(tape, at(20))).toEqual({ bid: [100, 3], ask: [100.2, 2] });
  });

  it.skipIf(!hasCases)('are the only rows of a recorded venue: each snapshot is its book', async () => {
    const folder = 'recordings-01-tardis-every-row-a-snapshot';
    const source = caseFile(folder, 'hyperliquid_incremental_book_L2_ETH.csv');
    const grid = { symbol: 'ETH', tickSize: 0.1, lotSize: 0.0001 };
    const { tape, summary } = await importRecordings([source], grid);
    const right = [
      ...readFileSync(caseFile(folder, 'README'), 'utf8').matchAll(
        /(\d{16}): bid ([\d.]+) x ([\d.]+), ask ([\d.]+) x ([\d.]+)/g,
      ),
    ];
    expect(right.length).toBeGreaterThanOrEqual(8);
    for (const [, time, bid, bidSize, ask, askSize] of right) {
      expect(bookAt(tape, Number(time))).toEqual({
        bid: [Number(bid), Number(bidSize)],
        ask: [Number(ask), Number(askSize)],
      });
    }
    expect(summary.resets).toEqual([]);
  });
});

describe('Tardis files saved again by another program', () => {
  const rows = [depthRow(at(10), BID, 1000, 1000), depthRow(at(10), ASK, 1002, 2000), depthRow(at(20), BID, 1000, 0)];
  const plain = [...opening, line(20, 'false,bid,100.0,0')];

  it.each([
    [
      'flags as pandas writes them',
      [BOOK, ...plain.map((one) => one.replace('true', 'True').replace('false', 'False'))],
    ],
    ['flags as R writes them', [BOOK, ...plain.map((one) => one.replace('true', 'TRUE').replace('false', 'FALSE'))]],
    ['an index without a name', [`,${BOOK}`, ...plain.map((one, i) => `${i},${one}`)]],
    ['an index that was read and saved again', [`Unnamed: 0,${BOOK}`, ...plain.map((one, i) => `${i},${one}`)]],
    ['quoted fields', [`"${BOOK.replaceAll(',', '","')}"`, ...plain.map((one) => `"${one.replaceAll(',', '","')}"`)]],
    [
      'other order of columns',
      [BOOK.split(',').reverse().join(','), ...plain.map((one) => one.split(',').reverse().join(','))],
    ],
    ['without the exchange', [BOOK, ...plain].map((one) => one.split(',').slice(1).join(','))],
    ['stamps with a decimal point', [BOOK, ...plain.map((one) => one.replaceAll(/(\d{16})/g, '$1.0'))]],
  ])('%s give the same rows', async (_name, lines) => {
    const source = file(...lines);
    expect(await detectFormat(source)).toBe('tardis-book');
    const { tape, summary } = await importRecordings([source], BTC_GRID);
    expect(eventsOf(tape)).toEqual(rows);
    expect(summary.malformed).toBe(0);
  });

  it('with trades too, whose quoted ids may hold a comma', async () => {
    const trades = file(`,${TRADES}`, `0,${line(15, '"a,""1""",buy,100.2,0.5')}`);
    const { tape } = await importRecordings([file(BOOK, ...opening), trades], BTC_GRID);
    expect(eventsOf(tape).at(-1)).toEqual(row(15, TRADE, ASK, 1002, 500));
  });

  it.skipIf(!hasCases)('with capital flags or an index column give the rows of the file as downloaded', async () => {
    const grid = { symbol: 'EXMUSDT', tickSize: 1e-7, lotSize: 1 };
    const rowsOfCase = async (name: string): Promise<Row[]> =>
      rowsOf((await importRecordings([caseFile('recordings-18-tardis-saved-by-pandas', name)], grid)).tape);
    const downloaded = await rowsOfCase('as-downloaded.csv');
    // 16 levels and, before them, the delay of their message.
    expect(downloaded).toHaveLength(17);
    expect(await rowsOfCase('true-capital.csv')).toEqual(downloaded);
    expect(await rowsOfCase('with-index.csv')).toEqual(downloaded);
  });

  it('whose stamps are not microseconds are refused', async () => {
    const ms = file(BOOK, ...opening.map((one) => one.replaceAll(/(\d{13})\d{3}/g, '$1')));
    await expect(importRecordings([ms], BTC_GRID)).rejects.toThrow('looks like milliseconds since 1970 (2024-01-01');
  });
});

describe('a Tardis file of several symbols', () => {
  const eth = (us: number, rest: string): string => line(us, rest, 'binance-futures,ETHUSDT');
  const both = (): string =>
    file(BOOK, eth(9, 'true,bid,10.0,1'), ...opening, eth(11, 'false,bid,10.1,1'), line(20, 'false,bid,100.0,4'));

  it('gives the rows of the one that is asked for; the others are counted', async () => {
    const { tape, summary } = await importRecordings([both()], BTC_GRID);
    expect(eventsOf(tape)).toHaveLength(3);
    expect(summary.dropped).toEqual({ 'rows of other symbols': 2 });
    expect(bookAt(tape, at(20))).toEqual({ bid: [100, 4], ask: [100.2, 2] });
    const other = await importRecordings([both()], { ...BTC_GRID, symbol: 'eth-usdt' });
    expect(bookAt(other.tape, at(20)).bid).toEqual([10.1, 1]);
  });

  it('is refused if it does not hold the symbol, with those that it holds', async () => {
    await expect(importRecordings([both()], { ...BTC_GRID, symbol: 'BTC-USD-PERP' })).rejects.toThrow(
      'it holds no rows of BTC-USD-PERP, but of ETHUSDT, BTCUSDT. Pass one of them as --symbol.',
    );
    await expect(importRecordings([file(BOOK, ...opening)], { ...BTC_GRID, symbol: 'BTC-USD-PERP' })).rejects.toThrow(
      'it is of BTCUSDT, not of BTC-USD-PERP. Pass --symbol BTCUSDT if that is what you want.',
    );
  });

  it('may lack it among the trades of a day, not where the file is of another market alone', async () => {
    const book = file(BOOK, ...opening);
    const others = file(TRADES, eth(15, '1,buy,10,1'), line(16, '2,buy,5,1', 'binance-futures,SOLUSDT'));
    const { summary } = await importRecordings([book, others], BTC_GRID);
    expect(summary).toMatchObject({ trades: 0, dropped: { 'rows of other symbols': 2 } });
    await expect(importRecordings([book, file(TRADES, eth(15, '1,buy,10,1'))], BTC_GRID)).rejects.toThrow('ETHUSDT');
  });

  it('is refused where two of them answer to the symbol', async () => {
    const spot = file(TRADES, line(15, '1,buy,100.2,1', 'binance,BTCUSDT'));
    await expect(importRecordings([file(BOOK, ...opening), spot], BTC_GRID)).rejects.toThrow(
      'binance-futures BTCUSDT and binance BTCUSDT both match the symbol',
    );
  });

  it.skipIf(!hasCases)('as Tardis groups perpetuals: ETH without the BTC before it', async () => {
    const source = caseFile(
      'recordings-26-tardis-grouped-symbols',
      'deribit_incremental_book_L2_2020-09-01_PERPETUALS.csv',
    );
    const grid = { symbol: 'ETH-PERPETUAL', tickSize: 0.05, lotSize: 1 };
    const { tape, summary } = await importRecordings([source], grid);
    expect(eventsOf(tape).filter(({ kind }) => kind === 0)).toHaveLength(50);
    expect(summary.dropped).toEqual({ 'rows of other symbols': 50 });
    expect(bookAt(tape, summary.toUs)).toEqual({ bid: [434.35, 1000], ask: [434.4, 1180] });
  });
});

describe('funding of tickers that name no funding time', () => {
  const HOUR = 3600e6;
  const book = (): string =>
    file(BOOK, line(10, 'true,bid,100.0,1', 'dydx-v4,BTCUSDT'), line(3 * HOUR, 'false,bid,100.0,2', 'dydx-v4,BTCUSDT'));
  const fundings = async (source: string) => {
    const { tape, summary } = await importRecordings([book(), source], BTC_GRID);
    return { paid: eventsOf(tape).filter(({ kind }) => kind === FUNDING), summary };
  };
  const ticker = (us: number, rest: string): string => line(us, rest, 'dydx-v4,BTCUSDT');

  it('is paid at every full hour by venues that do so, with what was known before', async () => {
    const { paid, summary } = await fundings(
      file(
        TICKER,
        ticker(0.5 * HOUR, ',0.0001,100.04'),
        ticker(0.9 * HOUR, ',,100.16'),
        ticker(1.0 * HOUR, ',0.0002,100.3'),
        ticker(1.9 * HOUR, ',0.0003,'),
      ),
    );
    // At 2 h the rate is that of 1.9 h; at 3 h, where the book ends, the last ticker is more than an hour old.
    expect(paid).toEqual([row(HOUR, FUNDING, BID, 1002, 100_000), row(2 * HOUR, FUNDING, BID, 1003, 300_000)]);
    expect(summary.dropped).toEqual({ 'fundings without a ticker in the hour before': 1 });
    expect(summary).not.toHaveProperty('notes');
  });

  it('is said to be missing where the venue is not known to, or no payment falls into the tape', async () => {
    const unknown = file(TICKER, line(11, ',0.0001,100', 'somewhere,BTCUSDT'), line(HOUR, ',,', 'somewhere,BTCUSDT'));
    const source = file(BOOK, line(10, 'true,bid,100.0,1', 'somewhere,BTCUSDT'));
    expect((await importRecordings([source, unknown], BTC_GRID)).summary.notes).toEqual([
      'this tape has no funding, though it has tickers (2): none names a funding time, and how often somewhere pays is not known here.',
    ]);
    const early = file(TICKER, line(11, `${at(9 * HOUR)},0.0001,100`));
    const short = file(BOOK, ...opening);
    expect((await importRecordings([short, early], BTC_GRID)).summary.notes).toEqual([
      'this tape has no funding, though it has tickers (1): no payment falls between the beginning and the end of the book.',
    ]);
  });

  it.skipIf(!hasCases)('of a recorded hour of dYdX', async () => {
    const [books, tickers] = ['incremental_book_L2', 'derivative_ticker'].map((type) =>
      caseFile('recordings-28-tardis-funding-without-a-time', `dydx-v4_${type}.csv`),
    );
    const grid = { symbol: 'BTC-USD', tickSize: 1, lotSize: 0.0001 };
    const { tape } = await importRecordings([books as string, tickers as string], grid);
    expect(eventsOf(tape).filter(({ kind }) => kind === FUNDING)).toEqual([
      { timeUs: Date.UTC(2025, 3, 1, 1) * 1000, kind: FUNDING, side: BID, priceTicks: 82_488, size: 44_052 },
    ]);
  });
});

describe('Tardis quotes and book_ticker', () => {
  it('give best rows, the side that makes room first, and a reset where a side is no longer quoted', async () => {
    const quotes = file(
      QUOTES,
      line(10, '2,100.2,100.0,1'),
      line(20, '2,100.2,100.1,1'),
      line(30, '4,100.4,100.2,3'),
      line(40, ',,100.2,3'),
      line(50, '5,100.3,100.2,3'),
      line(60, '5,100.3,100.2,0.0001'),
    );
    expect(await detectFormat(quotes)).toBe('tardis-quotes');
    const trades = file(TRADES, line(20, '1,buy,100.2,0.5'));
    const { tape, summary } = await importRecordings([trades, quotes], BTC_GRID);
    expect(eventsOf(tape)).toEqual([
      row(10, BEST, BID, 1000, 1000),
      row(10, BEST, ASK, 1002, 2000),
      row(20, TRADE, ASK, 1002, 500),
      row(20, BEST, BID, 1001, 1000),
      row(30, BEST, ASK, 1004, 4000),
      row(30, BEST, BID, 1002, 3000),
      row(40, RESET, BID, 0, 0),
      row(40, BEST, BID, 1002, 3000),
      row(50, BEST, ASK, 1003, 5000),
    ]);
    expect(summary).toMatchObject({
      resets: [{ timeUs: at(40), reason: 'side without a quote' }],
      dropped: { 'quotes below half a lot': 1 },
    });
  });

  it('are no book beside a book, and a chain of options is no quote', async () => {
    await expect(
      importRecordings([file(QUOTES, line(10, '2,100.2,100.0,1')), file(BOOK, ...opening)], BTC_GRID),
    ).rejects.toThrow('same book twice');
    const chain = `exchange,symbol,timestamp,local_timestamp,type,strike_price,${QUOTES.split(',').slice(4).join(',')}`;
    await expect(detectFormat(file(chain, line(10, 'call,100,2,100.2,100.0,1')))).rejects.toThrow('no known format');
  });
});

it('liquidations are not taken for the trades whose columns they have', async () => {
  const liquidations = recording(folder, 'okex-swap_liquidations_2024-01-01_BTCUSDT.csv', [
    TRADES,
    line(15, '1,buy,100.2,1'),
  ]);
  await expect(importRecordings([file(BOOK, ...opening), liquidations], BTC_GRID)).rejects.toThrow(
    'named as a file of liquidations',
  );
});
