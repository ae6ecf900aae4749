import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, FUNDING } from '../../market/tape.ts';
import {
  aggTrade,
  type BinanceMessage,
  change,
  combined,
  type Level,
  lineFiles,
  messageAt,
  partialDepth,
  RECORDED,
  snapshot,
  stamped,
  T0,
  trade,
} from '../../testing/recordings/binanceMessages.ts';
import { bestsOf, tradesOf } from '../../testing/recordings/cases.ts';
import { eventsOf, NEW_YEAR_US, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { ImportError } from '../import/importResult.ts';

const folder = temporaryFolder();
const { importing } = lineFiles(folder);

describe('partial depth', () => {
  const trades: BinanceMessage[] = [
    [150, combined('btcusdt@trade', trade(150, 1))],
    [250, combined('btcusdt@trade', trade(250, 2))],
  ];
  const bests = [
    `${messageAt(100)} 1000 x 1000 / 1001 x 1000`,
    `${messageAt(200)} 1005 x 1000 / 1006 x 1000`,
    `${messageAt(300)} 999 x 1000 / 1000 x 1000`,
  ];
  const partials: [number, object][] = [
    [100, partialDepth(100, 200, 100)],
    [200, partialDepth(200, 210, 100.5)],
    [300, partialDepth(300, 220, 99.9)],
  ];
  const bestsAt = (found: string[]): string[] => found.filter((best) => /00000 /.test(best));

  it('are detected by the name of the stream, of any speed', async () => {
    const named = partials.map(([ms, data]): BinanceMessage => [ms, combined('btcusdt@depth5@500ms', data)]);
    const { tape } = await importing(stamped([...named, ...trades].sort(([a], [b]) => a - b)));
    expect(bestsAt(bestsOf(tape))).toEqual(bests);
  });

  it('are detected by their content where no stream is named', async () => {
    const raw = [
      ...partials,
      ...trades.map(([ms, message]): BinanceMessage => [ms, (message as { data: object }).data]),
    ];
    const { tape, summary } = await importing(stamped(raw.sort(([a], [b]) => a - b)));
    expect(bestsAt(bestsOf(tape))).toEqual(bests);
    expect(summary.trades).toBe(2);
  });

  it('are left out where a snapshot and changes make the whole book', async () => {
    const once = await importing(stamped(RECORDED));
    const named = partials.map(([ms, data]): BinanceMessage => [ms + 7, combined('btcusdt@depth5', data)]);
    const { tape, summary } = await importing(stamped([...RECORDED, ...named].sort(([a], [b]) => a - b)));
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
    expect(summary.dropped['partial depth']).toBe(3);
  });

  it('are distinguished from the changes beside them where no stream is named', async () => {
    const once = await importing(stamped(RECORDED));
    const raw = [...RECORDED, ...partials].map(([ms, message]): BinanceMessage => {
      const { data } = message as { data?: object };
      return [ms, data ?? message];
    });
    const { tape, summary } = await importing(stamped(raw.sort(([a], [b]) => a - b)));
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
    expect(summary.dropped['partial depth']).toBe(3);
  });

  it('make the book where no snapshot joins the changes', async () => {
    const named = partials.map(([ms, data]): BinanceMessage => [ms + 7, combined('btcusdt@depth5', data)]);
    const { summary } = await importing(stamped([...RECORDED.slice(1), ...named].sort(([a], [b]) => a - b)));
    expect(summary.dropped['changes of depth']).toBe(40);
    expect(summary.notes).toEqual(['no snapshot joins the changes of depth: the book comes from the partial depth']);
  });

  it('of spot have no time: the whole tape is stamped at receipt, and says so', async () => {
    const spot = partials.map(([ms, data]): BinanceMessage => {
      const { u, b, a } = data as { u: number; b: Level[]; a: Level[] };
      return [ms, combined('btcusdt@depth5@100ms', { lastUpdateId: u, bids: b, asks: a })];
    });
    const { tape, summary } = await importing(
      stamped(
        [...spot, ...trades].sort(([a], [b]) => a - b),
        20,
      ),
    );
    expect(bestsOf(tape)[0]).toBe(`${messageAt(120)} 1000 x 1000 / 1001 x 1000`);
    expect(tradesOf(tape)[0]).toMatch(`${messageAt(170)} `);
    expect(summary.notes).toEqual(['the book has no times of the exchange: all times are those of receipt']);
    const bare = spot.map(([, message]) => JSON.stringify(message));
    await expect(importing(bare)).rejects.toThrow('it does not begin with a time of receipt');
  });

  it('are also snapshots asked for again and again, without changes', async () => {
    const polled: BinanceMessage[] = [
      [0, snapshot(0, 100)],
      [1000, snapshot(1000, 200, '100.2', '100.3')],
      [1500, combined('btcusdt@trade', trade(1500, 1, '100.2'))],
      [2000, snapshot(2000, 300, '99.0', '99.1')],
    ];
    const { tape } = await importing(stamped(polled));
    expect(bestsOf(tape).at(-1)).toBe(`${messageAt(2000)} 990 x 1000 / 991 x 1000`);
    await expect(importing(stamped(polled.slice(1, 3)))).rejects.toThrow('one depth snapshot and no change');
  });
});

describe('trades that come as trade and as aggTrade', () => {
  it('are counted once, and those that come as aggTrade alone too', async () => {
    const aggs: BinanceMessage[] = [
      [160, combined('btcusdt@aggTrade', aggTrade(160, 1, 7000, 7001))],
      [4600, combined('btcusdt@aggTrade', aggTrade(4600, 2, 7100, 7105))],
      [4610, combined('btcusdt@aggTrade', aggTrade(4600, 2, 7100, 7105))],
    ];
    const { tape, summary } = await importing(stamped([...RECORDED, ...aggs].sort(([a], [b]) => a - b)));
    expect(summary.trades).toBe(41);
    expect(tradesOf(tape).at(-1)).toBe(`${messageAt(4600)} ask 1001 x 700`);
    expect(summary.dropped).toMatchObject({ 'aggTrade (trade is used)': 1, duplicates: 1 });
    expect(summary.notes).toEqual(['each trade is counted once: trade is used, aggTrade where it is missing']);
  });
});

describe('a recording without depth', () => {
  const quote = (ms: number, u: number, bid: string, ask: string): object => ({
    ...{ e: 'bookTicker', u, s: 'BTCUSDT', b: bid, B: '2', a: ask, A: '3', T: T0 + ms, E: T0 + ms },
  });

  it('is of best quotes', async () => {
    const { tape, summary } = await importing(
      stamped([
        [100, quote(100, 1, '100.0', '100.1')],
        [150, trade(150, 5)],
        [200, quote(200, 2, '100.1', '100.3')],
        [201, quote(200, 2, '100.1', '100.3')],
        [250, quote(250, 3, '100.4', '100.3')],
      ]),
    );
    expect(bestsOf(tape)).toEqual([
      `${messageAt(100)} 1000 x 2000 / 1001 x 3000`,
      `${messageAt(150)} 1000 x 2000 / 1001 x 3000`,
      `${messageAt(200)} 1001 x 2000 / 1003 x 3000`,
    ]);
    // The new bid is where the old ask was: the ask makes room first, so that they never cross.
    const moved = eventsOf(tape).filter(({ timeUs, kind }) => kind === BEST && timeUs === NEW_YEAR_US + 200_000);
    expect(moved.map(({ side }) => side)).toEqual([ASK, BID]);
    expect(summary.dropped).toEqual({ duplicates: 1, 'crossed quotes': 1 });
    expect(summary.notes).toEqual(['there is no depth: the book is the best quotes of bookTicker']);
  });

  it('makes no one ask whose a snapshot is', async () => {
    const other = { ...quote(120, 9, '100.0', '100.1'), s: 'ETHUSDT' };
    const ether = combined('ethusdt@depth', { ...change(130, [8, 9, 7], [['100.0', '1']]), s: 'ETHUSDT' });
    const lines = stamped([
      [90, snapshot(90, 5)],
      [100, quote(100, 1, '100.0', '100.1')],
      [120, other],
      [130, ether],
    ]);
    const { summary } = await importing(lines);
    expect(summary.dropped).toEqual({ 'other symbols': 2, 'snapshots not needed': 1 });
  });

  it('and without quotes is refused', async () => {
    await expect(importing(stamped([[150, trade(150, 5)]]))).rejects.toThrow('there is no book in it');
  });
});

describe('which symbol', () => {
  const other: BinanceMessage[] = [[60, combined('ethusdt@trade', { ...trade(60, 1, '5.0'), s: 'ETHUSDT' })]];

  it('may be written in small letters or with dashes', async () => {
    expect((await importing(stamped(RECORDED), 'btc-usdt')).tape.symbol).toBe('btc-usdt');
  });

  it('another one than that in the file is refused, and named', async () => {
    await expect(importing(stamped(RECORDED), 'ETHUSDT')).rejects.toThrow(ImportError);
    await expect(importing(stamped(RECORDED), 'ETHUSDT')).rejects.toThrow(
      'of BTCUSDT, not of ETHUSDT. Use --symbol BTCUSDT.',
    );
  });

  it('is the one that is asked for, not the first in the file', async () => {
    const { summary } = await importing(stamped([...other, ...RECORDED]));
    expect(summary).toMatchObject({ trades: 40, dropped: { 'other symbols': 1 } });
  });

  it('of spot and futures together is refused: both have the same name', async () => {
    const { pu: _, ...spot } = change(4100, [901, 902, 0], [['100.0', '1']]) as Record<string, unknown>;
    const lines = stamped([...RECORDED, [4100, combined('btcusdt@depth', spot)]]);
    await expect(importing(lines)).rejects.toThrow('it holds BTCUSDT of spot and of futures together');
  });

  it('a snapshot that could be of either of two markets is refused', async () => {
    const twin = RECORDED.slice(1).map(([ms, message]): BinanceMessage => {
      const data = (message as { data: { s: string } }).data;
      return [ms, combined('btcfdusd@depth', { ...data, s: 'BTCFDUSD' })];
    });
    await expect(importing(stamped([...RECORDED, ...twin].sort(([a], [b]) => a - b)))).rejects.toThrow(
      '1 depth snapshot names no symbol and cannot be assigned by price: the recording holds BTCUSDT, BTCFDUSD.',
    );
  });
});

describe('messages beside the market', () => {
  it('are counted: answers, errors, keep-alives, other streams', async () => {
    const beside: BinanceMessage[] = [
      [10, { result: null, id: 1 }],
      [11, { id: 2, error: { code: 2, msg: 'Invalid request' } }],
      [12, { code: -1121, msg: 'Invalid symbol.' }],
      [13, combined('btcusdt@forceOrder', { e: 'forceOrder', E: T0, o: {} })],
      [14, combined('btcusdt@rpiDepth@500ms', change(14, [1, 500, 0], [['100.1', '9']]))],
      [15, combined('btcusdt@depth@100ms', change(15, [101, 101, 100], []))],
    ];
    const after = RECORDED.slice(1).map(([ms, message]): BinanceMessage => [ms, message]);
    const first = after[0]?.[1] as { data: { pu: number } };
    const joined = after.with(0, [100, combined('btcusdt@depth@100ms', { ...first.data, U: 102, pu: 101 })]);
    const lines = stamped([RECORDED[0] as BinanceMessage, ...beside, ...joined]);
    const { summary } = await importing([...lines.slice(0, 3), `${(T0 + 12) * 1e6} ping`, '', ...lines.slice(3)]);
    expect(summary).toMatchObject({ malformed: 0, gaps: [], trades: 40 });
    expect(summary.dropped).toEqual({
      'answers to requests': 1,
      'errors of the venue': 2,
      forceOrder: 1,
      rpiDepth: 1,
      'keep-alives': 1,
    });
  });

  it('mark prices give the funding when its time passes', async () => {
    const mark = (ms: number, dueMs: number, r: string): BinanceMessage => [
      ms,
      combined('btcusdt@markPrice', { e: 'markPriceUpdate', E: T0 + ms, s: 'BTCUSDT', p: '100.04', r, T: T0 + dueMs }),
    ];
    // The third still names the funding that has passed: it is not paid twice.
    const marks = [
      mark(500, 2000, '0.0001'),
      mark(1500, 2000, '0.0002'),
      mark(2500, 2000, '0.0003'),
      mark(2600, 30_000, '0.0005'),
    ];
    const { tape } = await importing(stamped([...RECORDED, ...marks].sort(([a], [b]) => a - b)));
    expect(eventsOf(tape).filter(({ kind }) => kind === FUNDING)).toEqual([
      { timeUs: NEW_YEAR_US + 2_000_000, kind: FUNDING, side: 0, priceTicks: 1000, size: 200_000 },
    ]);
  });

  it('mark prices of all symbols in one message do not make a market of them', async () => {
    const marks = ['BTCUSDT', 'ETHUSDT', 'BTCUSDC'].map((s) => ({
      e: 'markPriceUpdate',
      E: T0 + 5,
      s,
      p: '100.0',
      r: '',
      T: 0,
    }));
    const { summary } = await importing(stamped([...RECORDED, [5000, combined('!markPrice@arr', marks)]]));
    expect(summary.dropped).toEqual({ 'mark prices without a funding rate': 1, 'other symbols': 2 });
    expect(summary.notes).toBeUndefined();
  });
});
