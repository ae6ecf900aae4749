import { describe, expect, it } from 'vitest';
import { RESET } from '../../market/tape.ts';
import { bestsOf, caseFile, hasCases, tradesOf } from '../../testing/recordings/cases.ts';
import { BTC_GRID, eventsOf, NEW_YEAR_US, recording, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const T0 = NEW_YEAR_US / 1000;
type Level = [price: string, size: string];

function book(
  ms: number,
  type: string,
  u: number,
  b: Level[],
  a: Level[] = [],
  topic = 'orderbook.50.BTCUSDT',
): object {
  return { topic, type, ts: T0 + ms + 2, data: { s: topic.split('.')[2], b, a, u, seq: 10 * u }, cts: T0 + ms };
}
function trade(ms: number, i: string, S: string, more: object = {}): object {
  return {
    topic: 'publicTrade.BTCUSDT',
    type: 'snapshot',
    ts: T0 + ms,
    data: [{ T: T0 + ms, s: 'BTCUSDT', S, v: '0.5', p: '100.0', i, BT: false, ...more }],
  };
}
let files = 0;
function file(lines: readonly string[]): string {
  files++;
  return recording(folder, `${files}.jsonl`, lines);
}
const plain = (messages: readonly object[]): string => file(messages.map((message) => JSON.stringify(message)));
const importing = (messages: readonly object[]) => importRecordings([plain(messages)], BTC_GRID);
const at = (ms: number): number => NEW_YEAR_US + ms * 1000;

const START = book(
  0,
  'snapshot',
  10,
  [
    ['100.0', '1'],
    ['99.9', '2'],
  ],
  [['100.1', '1']],
);

describe.skipIf(!hasCases)("Bybit's history files", () => {
  it('give book and trades by the time of the matching engine', async () => {
    const name = 'recordings-19-unsupported-bybit-history';
    const named = ['2026-03-13_BTCUSDT_ob200.data', 'BTCUSDT2026-03-13.csv'].map((one) => caseFile(name, one));
    const { tape, summary } = await importRecordings(named, BTC_GRID);
    const bests = bestsOf(tape);
    expect(bests).toContain('1773386409404000 714238 x 557 / 714239 x 4669');
    expect(bests).toContain('1773386410724000 714228 x 254 / 714231 x 1941');
    expect(bests).toContain('1773386412724000 714229 x 1892 / 714231 x 929');
    expect(tradesOf(tape)).toEqual([
      '1773386409410000 bid 714238 x 347',
      '1773386409431000 bid 714238 x 210',
      '1773386409466000 ask 714232 x 12',
    ]);
    expect(summary).toMatchObject({ gaps: [], resets: [], malformed: 0, dropped: {} });
    // The files may be named in any order.
    expect(eventsOf((await importRecordings(named.toReversed(), BTC_GRID)).tape)).toEqual(eventsOf(tape));
  });
});

describe('the order book of Bybit', () => {
  it('is lost where a delta is missing, until the next snapshot', async () => {
    const { tape, summary } = await importing([
      START,
      book(100, 'delta', 11, [['100.0', '5']]),
      book(200, 'delta', 13, [['100.0', '7']]),
      trade(250, 'a', 'Sell'),
      book(3000, 'delta', 14, [['100.0', '8']]),
      book(4000, 'snapshot', 40, [['99.0', '1']], [['99.1', '1']]),
    ]);
    expect(summary.gaps).toEqual([{ timeUs: at(200), line: 3, expected: 12, found: 13 }]);
    expect(summary.dropped).toEqual({ 'depth without a book': 2 });
    expect(bestsOf(tape)).toEqual([
      `${at(0)} 1000 x 1000 / 1001 x 1000`,
      `${at(100)} 1000 x 5000 / 1001 x 1000`,
      `${at(200)} none / none`,
      `${at(250)} none / none`,
      `${at(4000)} 990 x 1000 / 991 x 1000`,
    ]);
  });

  it('starts again with number 1 after a restart of the service', async () => {
    const { tape, summary } = await importing([
      START,
      book(100, 'snapshot', 1, [['98.0', '1']], [['98.1', '1']]),
      book(200, 'delta', 2, [['98.0', '3']]),
    ]);
    expect(summary.resets).toEqual([{ timeUs: at(100), reason: 'snapshot' }]);
    expect(bestsOf(tape).at(-1)).toBe(`${at(200)} 980 x 3000 / 981 x 1000`);
  });

  it('goes on without a reset where a snapshot follows the message before it', async () => {
    const { tape } = await importing([
      START,
      book(100, 'snapshot', 11, [['100.0', '4']], [['100.1', '1']]),
      book(200, 'delta', 12, [['100.0', '0']]),
    ]);
    expect(eventsOf(tape).filter(({ kind }) => kind === RESET)).toEqual([]);
    // 99.9 was not in the snapshot any more.
    expect(bestsOf(tape).at(-1)).toBe(`${at(200)} none / 1001 x 1000`);
  });

  it('of two connections counts each message once, whichever came first', async () => {
    const messages = [
      START,
      book(100, 'delta', 11, [['100.0', '5']]),
      trade(110, 'a', 'Buy'),
      book(200, 'delta', 12, [['100.0', '6']]),
      book(300, 'delta', 13, [['100.0', '7']]),
    ];
    const [a, b, c, d, e] = messages as [object, object, object, object, object];
    const once = await importing(messages);
    const { tape, summary } = await importing([a, a, b, c, b, e, c, d, d, e]);
    expect(summary).toMatchObject({ gaps: [], resets: [], dropped: { duplicates: 5 } });
    expect(bestsOf(tape)).toEqual(bestsOf(once.tape));
    expect(tradesOf(tape)).toEqual([`${at(110)} ask 1000 x 500`]);
  });

  it('is the deepest one, of the chosen symbol', async () => {
    const { summary } = await importing([
      book(0, 'snapshot', 5, [['100.0', '1']], [['100.1', '1']], 'orderbook.1.BTCUSDT'),
      START,
      book(50, 'snapshot', 6, [['5.0', '1']], [['5.1', '1']], 'orderbook.50.ETHUSDT'),
    ]);
    expect(summary.rows).toBe(3);
    expect(summary.dropped).toEqual({ 'order books of 1 levels': 1, 'other symbols': 1 });
    expect(summary.notes).toEqual(['the tape is of BTCUSDT; left out: ETHUSDT', 'the book is that of 50 levels']);
  });

  it('of one level comes as snapshots that follow each other', async () => {
    const best = (ms: number, u: number, bid: string): object =>
      book(ms, 'snapshot', u, [[bid, '1']], [['100.5', '1']], 'orderbook.1.BTCUSDT');
    const { tape, summary } = await importing([best(0, 5, '100.0'), best(10, 8, '100.2'), best(3010, 8, '100.2')]);
    expect(bestsOf(tape)).toEqual([`${at(0)} 1000 x 1000 / 1005 x 1000`, `${at(10)} 1002 x 1000 / 1005 x 1000`]);
    expect(summary).toMatchObject({ resets: [], dropped: { duplicates: 1 } });
  });
});

describe('lines of the WebSocket of Bybit', () => {
  it('carry a time of receipt, and begin with an answer to the subscription', async () => {
    const answer = { success: true, ret_msg: '', conn_id: 'x', op: 'subscribe' };
    const lines = [answer, START, trade(60, 'a', 'Sell'), trade(60, 'b', 'Buy', { BT: true })].map(
      (message, i) => `${(T0 + 70 + i) * 1e6} ${JSON.stringify(message)}`,
    );
    const named = file(lines);
    expect(await detectFormat(named)).toBe('bybit');
    const { tape, summary } = await importRecordings([named], BTC_GRID);
    expect(tradesOf(tape)).toEqual([`${at(60)} bid 1000 x 500`]);
    expect(summary.dropped).toEqual({ 'answers to requests': 1, 'block trades': 1 });
    expect(summary.delayRows).toBe(2);
  });

  it('of spot and contracts together are refused: both have the same name', async () => {
    const messages = [
      START,
      trade(60, '2290000000012345678', 'Sell'),
      trade(70, '20f43950-d8dd-5b31-9112-a178eb6023af', 'Buy'),
    ];
    await expect(importing(messages)).rejects.toThrow('it holds BTCUSDT of spot and of contracts together');
  });

  it('without an order book are refused', async () => {
    await expect(importing([trade(60, 'a', 'Sell')])).rejects.toThrow('there is no order book of BTCUSDT in it');
  });
});

describe("Bybit's files of trades", () => {
  const header = 'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional';

  it('of inverse contracts count sizes in USD', async () => {
    const lines = [header, `${T0 / 1000 + 0.0625},BTCUSD,Sell,250,100.0,PlusTick,x,1,2.5,250`];
    const inverse = book(0, 'snapshot', 10, [['100.0', '300']], [['100.1', '9']], 'orderbook.500.BTCUSD');
    const { tape } = await importRecordings([file(lines), plain([inverse])], {
      symbol: 'BTCUSD',
      tickSize: 0.1,
      lotSize: 1,
    });
    expect(tradesOf(tape)).toEqual([`${at(62.5)} bid 1000 x 250`]);
  });

  it('of spot have other columns and sides in small letters', async () => {
    const lines = ['id,timestamp,price,volume,side', `1,${T0 + 60},100.0,0.5,buy`];
    const { tape } = await importRecordings([file(lines), plain([START])], BTC_GRID);
    expect(tradesOf(tape)).toEqual([`${at(60)} ask 1000 x 500`]);
  });

  it('alone have no book', async () => {
    await expect(importRecordings([file([header])], BTC_GRID)).rejects.toThrow('Name the order book file as well.');
  });
});
