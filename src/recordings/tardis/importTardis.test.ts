import { describe, expect, it } from 'vitest';
import { ASK, BID, FUNDING, RESET, TRADE } from '../../market/tape.ts';
import {
  BTC_GRID,
  delaysOf,
  depthRow,
  eventsOf,
  NEW_YEAR_US,
  type Row,
  recording,
  temporaryFolder,
} from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { ImportError } from '../import/importResult.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const BOOK = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount';
const TRADES = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount';
const TICKER =
  'exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price';

/** A line `us` after New Year by the exchange's clock, received `delay` µs later. */
const line = (us: number, rest: string, delay = 3): string =>
  `binance-futures,BTCUSDT,${NEW_YEAR_US + us},${NEW_YEAR_US + us + delay},${rest}`;
const at = (us: number): number => NEW_YEAR_US + us;
const tradeRow = (us: number, side: number, priceTicks: number, size: number): Row => ({
  timeUs: at(us),
  kind: TRADE,
  side,
  priceTicks,
  size,
});
const reset = (us: number): Row => ({ timeUs: at(us), kind: RESET, side: BID, priceTicks: 0, size: 0 });

let files = 0;
const file = (...lines: string[]): string => recording(folder, `tardis-${files++}.csv.gz`, lines);
const opening = [line(10, 'true,bid,100.0,1'), line(10, 'true,ask,100.2,2')];

describe('Tardis incremental_book_L2', () => {
  it('opens with the first snapshot, drops what comes before it, and resets at a later one', async () => {
    const book = file(
      BOOK,
      line(5, 'false,bid,99.0,9'),
      ...opening,
      line(20, 'false,bid,100.0,0'),
      line(30, 'true,bid,99.9,4'),
      line(30, 'true,ask,100.1,5'),
    );
    const { tape, summary } = await importRecordings([book], BTC_GRID);
    expect(eventsOf(tape)).toEqual([
      depthRow(at(10), BID, 1000, 1000),
      depthRow(at(10), ASK, 1002, 2000),
      depthRow(at(20), BID, 1000, 0),
      reset(30),
      depthRow(at(30), BID, 999, 4000),
      depthRow(at(30), ASK, 1001, 5000),
    ]);
    expect(summary).toMatchObject({
      dropped: { 'depth without a book': 1 },
      resets: [{ timeUs: at(30), reason: 'snapshot' }],
      feedDelayUs: { median: 3, p99: 3 },
      delayRows: 1,
    });
    expect(delaysOf(tape)).toEqual([[at(10), 3]]);
  });

  it('says on the tape how long each message was on its way, where that changes', async () => {
    const book = file(BOOK, ...opening, line(20, 'false,bid,100.0,4'), line(30, 'false,bid,100.0,5', 70));
    const trades = file(
      TRADES,
      line(20, '1,buy,100.2,1', 8),
      line(40, '2,buy,100.2,1', 70),
      line(50, '3,buy,100.2,1', 60),
    );
    const { tape, summary } = await importRecordings([book, trades], BTC_GRID);
    // At 20 the trade stands before the book, and was on its way for longer.
    expect(delaysOf(tape)).toEqual([
      [at(10), 3],
      [at(20), 8],
      [at(20), 3],
      [at(30), 70],
      [at(50), 60],
    ]);
    expect(summary.delayRows).toBe(5);
    expect(summary).not.toHaveProperty('delaysLeftOut');
  });

  it('leaves the delays out, and says so, where they cannot be true', async () => {
    const behind = file(BOOK, line(10, 'true,bid,100.0,1'), line(3000, 'false,bid,100.0,4', -2500));
    const { tape, summary } = await importRecordings([behind], BTC_GRID);
    expect(delaysOf(tape)).toEqual([]);
    expect(summary).toMatchObject({
      malformed: 0,
      delayRows: 0,
      delaysLeftOut: "1 of 2 rows were received before they happened, by up to 2.5 ms: the recorder's clock was behind",
    });
    const once = await importRecordings([file(BOOK, line(10, 'true,bid,100.0,1', 0))], BTC_GRID);
    expect(once.summary).toMatchObject({
      delayRows: 0,
      delaysLeftOut: expect.stringContaining('same time of exchange and of receipt'),
    });
    const late = await importRecordings([file(BOOK, line(10, 'true,bid,100.0,1', 1.8e9))], BTC_GRID);
    expect(late.summary).toMatchObject({ delayRows: 0, delaysLeftOut: expect.stringContaining('1800 s after') });
  });

  it('is merged with the trades by exchange time, trades first at one time, whatever the order of the files', async () => {
    const book = file(BOOK, ...opening, line(20, 'false,ask,100.2,1.5'));
    const trades = file(
      TRADES,
      line(4, '1,buy,100.2,1'),
      line(15, '2,sell,100.0,0.2', 20),
      line(20, '3,buy,100.2,0.5', 100),
      line(21, '4,unknown,100.2,0.5', 100),
      line(22, '5,buy,100.2,0.0004', 100),
    );
    const expected = [
      depthRow(at(10), BID, 1000, 1000),
      depthRow(at(10), ASK, 1002, 2000),
      tradeRow(15, BID, 1000, 200),
      tradeRow(20, ASK, 1002, 500),
      depthRow(at(20), ASK, 1002, 1500),
    ];
    for (const order of [
      [book, trades],
      [trades, book],
    ]) {
      const { tape, summary } = await importRecordings(order, BTC_GRID);
      expect(eventsOf(tape)).toEqual(expected);
      expect(summary.dropped).toEqual({
        'trades before the book': 1,
        'trades of unknown side': 1,
        'trades below half a lot': 1,
      });
      expect(summary.lines).toBe(10);
      // Messages were 3, 3 (book) and 3, 20, 100, 100, 100 µs (trades) on their way.
      expect(summary.feedDelayUs).toEqual({ median: 20, p99: 100 });
    }
  });

  it('keeps the order of the recorder where a stamp of the book runs back', async () => {
    const { tape, summary } = await importRecordings(
      [file(BOOK, ...opening, line(9, 'false,bid,100.0,7', 9))],
      BTC_GRID,
    );
    expect(eventsOf(tape).at(-1)).toEqual(depthRow(at(10), BID, 1000, 7000));
    expect(summary.reordered).toBe(1);
  });

  it.each([
    ['a side of a trade', line(20, 'false,buy,100.0,1'), 'neither bid nor ask'],
    ['no flag', line(20, 'maybe,bid,100.0,1'), "is_snapshot 'maybe'"],
    ['a price off the grid', line(20, 'false,bid,100.05,1'), 'not a multiple of the tick'],
    ['a field too few', line(20, 'false,bid,100.0'), '8 fields expected, 7 found'],
    ['no time', 'binance-futures,BTCUSDT,x,1,false,bid,100.0,1', 'timestamp is not a whole number'],
    ['a time of another day', line(20, 'false,bid,100.0,1', 4e9), 'more than an hour'],
    ['a receipt before an earlier one', line(-100, 'false,bid,100.0,1'), 'local_timestamp is before'],
  ])('%s is a malformed line that changes nothing', async (_name, text, reason) => {
    const { tape, summary } = await importRecordings([file(BOOK, ...opening, text)], BTC_GRID);
    expect(eventsOf(tape)).toHaveLength(2);
    expect(summary.firstMalformed).toEqual([{ line: 4, text, reason: expect.stringContaining(reason) }]);
  });

  it('names the file of a malformed line among several, and refuses too many of them', async () => {
    const trades = file(TRADES, line(12, '1,buy,100.2,1'), 'nonsense');
    const { summary } = await importRecordings([file(BOOK, ...opening), trades], BTC_GRID);
    expect(summary.firstMalformed).toMatchObject([{ line: 3, file: trades }]);
    const bad = file(BOOK, ...opening, ...Array.from({ length: 11 }, () => 'nonsense'));
    await expect(importRecordings([bad], BTC_GRID)).rejects.toThrow('11 of 14 lines are malformed');
  });

  it('reads the files of several days in their order; each day begins with a snapshot', async () => {
    const monday = file(BOOK, ...opening, line(20, 'false,bid,100.0,3'));
    const tuesday = file(BOOK, line(8e10, 'true,bid,101.0,1'), line(8e10, 'true,ask,101.1,2'));
    const { tape } = await importRecordings([monday, tuesday], BTC_GRID);
    expect(eventsOf(tape).slice(3)).toEqual([
      reset(8e10),
      depthRow(at(8e10), BID, 1010, 1000),
      depthRow(at(8e10), ASK, 1011, 2000),
    ]);
    await expect(importRecordings([tuesday, monday], BTC_GRID)).rejects.toThrow('Name the files of one type by day');
  });

  it('refuses what makes no tape', async () => {
    const book = file(BOOK, ...opening);
    const ethTrades = file(TRADES, line(20, '1,buy,100.2,1').replace('BTCUSDT', 'ETHUSDT'));
    await expect(importRecordings([ethTrades], BTC_GRID)).rejects.toThrow('there is no book');
    await expect(importRecordings([book, ethTrades], BTC_GRID)).rejects.toThrow('ETHUSDT');
    await expect(importRecordings([file(BOOK, line(5, 'false,bid,99.0,9'))], BTC_GRID)).rejects.toThrow(ImportError);
    await expect(importRecordings([], BTC_GRID)).rejects.toThrow('no file was named');
  });
});

describe('Tardis book_snapshot_25', () => {
  const header = (depth: number): string =>
    `exchange,symbol,timestamp,local_timestamp,${Array.from({ length: depth }, (_, i) =>
      ['asks', 'bids'].map((side) => `${side}[${i}].price,${side}[${i}].amount`).join(','),
    ).join(',')}`;

  it('gives only what changed; a level that is out of sight keeps its size until it is seen again', async () => {
    const snapshots = file(
      header(2),
      line(10, '100.2,1,100.0,1,100.3,1,99.9,2'),
      // A better bid pushes 99.9 out of sight; nothing says that it is gone.
      line(20, '100.2,1,100.1,3,100.3,1,100.0,1'),
      // 100.1 is gone. 99.9 is in sight again with its size, 100.2 has changed.
      line(30, '100.2,4,100.0,1,100.3,1,99.9,2'),
      line(40, '100.2,4,100.1,3,100.3,1,100.0,1'),
      // Now 99.9 was taken away meanwhile: 99.8 is the second level.
      line(50, '100.2,4,100.0,1,100.3,1,99.8,5'),
      // One level only on the bid side: 99.8 is gone too.
      line(60, '100.2,4,100.0,1,100.3,1,,'),
    );
    expect(await detectFormat(snapshots)).toBe('tardis-snapshots');
    const { tape } = await importRecordings([snapshots], BTC_GRID);
    expect(eventsOf(tape)).toEqual([
      depthRow(at(10), BID, 1000, 1000),
      depthRow(at(10), BID, 999, 2000),
      depthRow(at(10), ASK, 1002, 1000),
      depthRow(at(10), ASK, 1003, 1000),
      depthRow(at(20), BID, 1001, 3000),
      depthRow(at(30), BID, 1001, 0),
      depthRow(at(30), ASK, 1002, 4000),
      depthRow(at(40), BID, 1001, 3000),
      depthRow(at(50), BID, 999, 0),
      depthRow(at(50), BID, 1001, 0),
      depthRow(at(50), BID, 998, 5000),
      depthRow(at(60), BID, 998, 0),
    ]);
  });

  it('refuses to be mixed with the other book, and levels out of order', async () => {
    const snapshots = file(
      header(2),
      line(10, '100.2,1,100.0,1,100.3,1,99.9,2'),
      line(20, '100.2,1,99.9,1,100.3,1,100.0,2'),
    );
    expect((await importRecordings([snapshots], BTC_GRID)).summary.firstMalformed).toMatchObject([
      { reason: expect.stringContaining('level 1 of the bids') },
    ]);
    await expect(importRecordings([snapshots, file(BOOK, ...opening)], BTC_GRID)).rejects.toThrow('same book twice');
  });
});

describe('Tardis derivative_ticker', () => {
  it('gives a funding when its time passes, with the rate and mark price known before', async () => {
    const due = at(1000);
    const next = at(9000);
    const ticker = file(
      TICKER,
      line(5, `${due},0.0001,,,,,100.04`),
      line(900, `${due},0.0002,,,,,`),
      line(950, ',,,,,,100.16'),
      line(1010, `${next},0.0005,,,,,100.5`),
      line(1020, `${next},0.0005,,,,,100.5`),
    );
    const trades = file(TRADES, line(1000, '1,buy,100.2,1'));
    const { tape } = await importRecordings([file(BOOK, ...opening), ticker, trades], BTC_GRID);
    expect(eventsOf(tape).slice(2)).toEqual([
      { timeUs: due, kind: FUNDING, side: BID, priceTicks: 1002, size: 200_000 },
      tradeRow(1000, ASK, 1002, 1000),
    ]);
  });

  it('counts what it cannot place: no funding time, or no mark price', async () => {
    const ticker = file(TICKER, line(11, ',0.0001,,,,,100'), line(12, `${at(20)},,,,,,`), line(25, ',,,,,,'));
    const bare = file(TICKER, line(12, `${at(20)},0.0001,,,,,`), line(25, `${at(90)},,,,,,`));
    const book = file(BOOK, ...opening);
    const { tape, summary } = await importRecordings([book, ticker], BTC_GRID);
    expect(summary.dropped).toEqual({ 'tickers without a funding time': 2 });
    expect(eventsOf(tape).filter(({ kind }) => kind === FUNDING)).toHaveLength(1);
    expect((await importRecordings([book, bare], BTC_GRID)).summary.dropped).toEqual({
      'fundings without a rate or a mark price': 1,
    });
  });
});
