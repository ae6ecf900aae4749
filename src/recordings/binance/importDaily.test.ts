import { describe, expect, it } from 'vitest';
import { bestsOf, tradesOf } from '../../testing/recordings/cases.ts';
import { BTC_GRID, recording, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
let files = 0;
function file(lines: readonly string[], name?: string): string {
  files++;
  return recording(folder, name ?? `${files}.csv`, lines);
}
const importing = (...named: string[]) => importRecordings(named, BTC_GRID);

const QUOTES = ['11,100.0,2,100.1,3,1704067200100,1704067200101', '12,100.1,2,100.2,3,1704067200300,1704067200301'];
const QUOTE_HEADER = 'update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time';
const AGGS = ['7,100.1,0.5,900,901,1704067200200,false', '8,100.1,0.25,902,902,1704067200400,true'];
const AGG_HEADER = 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker';

describe("Binance's daily files of quotes and trades", () => {
  const trades = ['1704067200200000 ask 1001 x 500', '1704067200400000 bid 1001 x 250'];

  it.each([
    ['with headers', [QUOTE_HEADER, ...QUOTES], [AGG_HEADER, ...AGGS]],
    ['without headers', QUOTES, AGGS],
    [
      'of spot, with its further column and times in µs',
      QUOTES,
      AGGS.map((line) => `${line.replace(/(1704067200\d{3})/, '$1000')},true`),
    ],
    ['of single trades', QUOTES, ['900,100.1,0.5,50.05,1704067200200,false', '902,100.1,0.25,25.0,1704067200400,true']],
    [
      'of single trades of spot',
      QUOTES,
      ['900,100.1,0.5,50.05,1704067200200,False,True', '902,100.1,0.25,25.0,1704067200400,True,True'],
    ],
  ])('%s', async (_name, quotes, lines) => {
    const { tape, summary } = await importing(file(lines), file(quotes));
    expect(tradesOf(tape)).toEqual(trades);
    expect(bestsOf(tape).filter((_, i) => i % 2 === 0)).toEqual([
      '1704067200100000 1000 x 2000 / 1001 x 3000',
      '1704067200300000 1001 x 2000 / 1002 x 3000',
    ]);
    expect(summary).toMatchObject({ malformed: 0, gaps: [], resets: [] });
  });

  it('at one time the trade comes before the quote that already contains it', async () => {
    const { tape } = await importing(file(QUOTES), file(['7,100.1,0.5,900,901,1704067200300,false']));
    expect(Array.from(tape.kind.subarray(0, tape.length))).toEqual([3, 3, 1, 3, 3]);
  });

  it('trades and aggTrades of one day are counted once', async () => {
    const single = ['900,100.1,0.3,30,1704067200200,false', '901,100.1,0.2,20,1704067200200,false'];
    const { tape, summary } = await importing(file(AGGS), file(single), file(QUOTES));
    expect(tradesOf(tape)).toEqual([
      '1704067200200000 ask 1001 x 300',
      '1704067200200000 ask 1001 x 200',
      '1704067200400000 bid 1001 x 250',
    ]);
    expect(summary.dropped).toEqual({ 'aggTrade (trade is used)': 1 });
  });

  it('trades long before the first quote have no book to meet', async () => {
    const early = '6,100.1,0.5,899,899,1704067190000,false';
    const { summary } = await importing(file([early, ...AGGS]), file(QUOTES));
    expect(summary.dropped).toEqual({ 'trades before the book': 1 });
  });

  it('days and files named twice over are one recording', async () => {
    const nextDay = ['13,99.0,2,99.1,3,1704153600100,1704153600101'];
    const { tape, summary } = await importing(file(nextDay), file(QUOTES), file(AGGS), file(QUOTES));
    expect(bestsOf(tape).at(-1)).toBe('1704153600100000 990 x 2000 / 991 x 3000');
    expect(summary.dropped).toEqual({ duplicates: 2 });
  });

  it('need a book, and are of one market', async () => {
    await expect(importing(file(AGGS))).rejects.toThrow('trades alone have no prices to quote at');
    const eth = file(QUOTES, 'ETHUSDT-bookTicker-2024-01-01.csv');
    const btc = file(AGGS, 'BTCUSDT-aggTrades-2024-01-01.csv');
    await expect(importing(eth, btc)).rejects.toThrow('several markets: BTCUSDT, ETHUSDT');
    await expect(importing(eth)).rejects.toThrow('this is a recording of ETHUSDT, not of BTCUSDT');
  });
});

describe("Binance's daily files of the whole book", () => {
  const HEADER = 'symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty';
  const SNAP = [
    HEADER,
    'BTCUSDT,1704067200000,100,100,b,snap,100.0,1',
    'BTCUSDT,1704067200000,100,100,b,snap,99.9,4',
    'BTCUSDT,1704067200000,100,100,a,snap,100.1,2',
  ];
  const row = (ms: number, [U, u, pu]: readonly [number, number, number?], side: string, price: string, qty: string) =>
    `BTCUSDT,${1_704_067_200_000 + ms},${U},${u},${side},set,${price},${qty}${pu === undefined ? '' : `,${pu}`}`;

  it('join a snapshot and updates by their ids; rows of one id are one change', async () => {
    const updates = [
      HEADER,
      row(-50, [90, 95], 'b', '100.0', '9'),
      row(100, [101, 103], 'b', '100.0', '0'),
      row(100, [101, 103], 'a', '100.0', '5'),
      row(200, [104, 104], 'b', '99.9', '3'),
    ];
    const { tape, summary } = await importing(file(updates), file(SNAP));
    expect(bestsOf(tape)).toEqual([
      '1704067200000000 1000 x 1000 / 1001 x 2000',
      '1704067200100000 999 x 4000 / 1000 x 5000',
      '1704067200200000 999 x 3000 / 1000 x 5000',
    ]);
    expect(summary).toMatchObject({ gaps: [], dropped: { 'depth before the snapshot': 1 } });
    expect(summary.notes).toEqual([
      'the depth files do not name the update before each change: holes in them cannot be seen',
    ]);
  });

  it('show a gap where updates name the one before', async () => {
    const updates = [
      `${HEADER},pu`,
      row(100, [101, 103, 99], 'b', '100.0', '5'),
      row(5200, [130, 131, 120], 'b', '99.9', '3'),
    ];
    const { summary } = await importing(file(updates), file(SNAP));
    expect(summary.resets.map(({ reason }) => reason)).toEqual(['sequence gap']);
    expect(summary.notes).toBeUndefined();
  });

  it('of two days with a hole between them: the book is lost until the next snapshot', async () => {
    const day = 86_400_000;
    const first = [row(100, [101, 103], 'b', '100.0', '5')];
    const second = [row(2 * day + 100, [901, 903], 'b', '90.0', '5')];
    const snap = SNAP.map((line) =>
      line
        .replace('1704067200000,100,100', `${1_704_067_200_000 + 2 * day},900,900`)
        .replace(/,(?:100|99)\.(\d),/, (_, tenth) => (tenth === '9' ? ',89.9,' : `,90.${tenth},`)),
    );
    const { tape, summary } = await importing(file(first), file(SNAP), file(second), file(snap));
    expect(summary.resets).toHaveLength(1);
    expect(bestsOf(tape).at(-1)).toBe('1704240000100000 900 x 5000 / 901 x 2000');
  });

  it('need their snapshot, and the snapshot needs them', async () => {
    await expect(importing(file([row(100, [101, 103], 'b', '100.0', '5')]))).rejects.toThrow('Name both.');
    await expect(importing(file(SNAP))).rejects.toThrow('Name both.');
  });

  it('of another symbol are refused', async () => {
    const grid = { ...BTC_GRID, symbol: 'ETHUSDT' };
    await expect(importRecordings([file(SNAP)], grid)).rejects.toThrow('of BTCUSDT, not of ETHUSDT');
  });
});
