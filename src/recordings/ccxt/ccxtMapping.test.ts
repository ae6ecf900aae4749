import { describe, expect, it } from 'vitest';
import { NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import { FeedLog } from '../capture/feedLog.ts';
import { CcxtMapping } from './ccxtMapping.ts';

const GRID = { symbol: 'ETH/USDT:USDT', tickSize: 0.1, lotSize: 0.1 };
type Levels = readonly (readonly [number, number])[];

const received = (ms: number, message: object): ReceivedMessage => [NEW_YEAR_US + 1000 * (ms + 3), message];
const book = (ms: number, kind: 'snapshot' | 'changes', bids: Levels, asks: Levels = []): ReceivedMessage =>
  received(ms, { channel: 'book', kind, timeMs: NEW_YEAR_US / 1000 + ms, nonce: null, bids, asks });
const aTrade = (id: string | null, more: object = {}): object => ({
  id,
  timeMs: NEW_YEAR_US / 1000,
  side: 'buy',
  price: 100.1,
  size: 0.5,
  ...more,
});
const trades = (ms: number, ...list: readonly object[]): ReceivedMessage =>
  received(ms, { channel: 'trades', isFirst: false, trades: list });

/** Four seconds of changes and trades between two snapshots. */
const MESSAGES: readonly ReceivedMessage[] = [
  book(0, 'snapshot', [[100, 1]], [[100.1, 1]]),
  ...Array.from({ length: 10 }, (_, i) => [
    book(400 * i + 100, 'changes', [[100, i + 2]]),
    trades(400 * i + 150, aTrade(`${7000 + i}`)),
  ]).flat(),
  book(4000, 'snapshot', [[100, 21]], [[100.1, 2]]),
];

describeMapping('ccxt', {
  make: (output) => new CcxtMapping(GRID, output),
  messages: MESSAGES,
  late: [book(4200, 'changes', [[100, 50]]), book(4150, 'changes', [[100, 51]])],
  missing: 3,
  isNumbered: false,
  malformed: [
    [7, 'the message is not an object'],
    [{ channel: 'book', kind: 'delta' }, 'kind is neither snapshot nor changes'],
    [{ channel: 'book', kind: 'changes', bids: [[null, 1]], asks: [] }, 'price is no number'],
    [{ channel: 'book', kind: 'changes', bids: [[100.05, 1]], asks: [] }, 'is not a multiple of the tick'],
    [{ channel: 'trades', trades: [aTrade('1', { size: null })] }, 'size is no number'],
  ],
  dropped: [
    [{ channel: 'answer', to: 'trades' }, 'answers to requests'],
    [{ channel: 'market', sizeUnit: 1 }, 'answers to requests'],
    [{ channel: 'complaint', text: 'parse error' }, 'complaints of ccxt'],
    [{ channel: 'ticker' }, 'ticker'],
    [{ channel: 'trades', isFirst: true, trades: [aTrade('1')] }, 'trades before the subscription'],
    [{ channel: 'trades', isFirst: false, trades: [aTrade('1', { side: null })] }, 'trades without a side'],
    [{ channel: 'trades', isFirst: false, trades: [aTrade('1', { size: 0.01 })] }, 'trades below half a lot'],
    [{ channel: 'trades', isFirst: false, trades: [aTrade('7000')] }, 'duplicates'],
  ],
});

describe('what ccxt hands on', () => {
  const rowsOf = (messages: readonly ReceivedMessage[]) => {
    const rows: string[] = [];
    const sink = {
      receivedUs: Number.NaN,
      newestUs: Number.NEGATIVE_INFINITY,
      append: (_: number, kind: number, side: number, ticks: number, size: number) =>
        void rows.push(`${kind === 1 ? 'trade ' : ''}${side === 0 ? 'bid' : 'ask'} ${ticks}x${size}`),
    };
    const log = new FeedLog();
    const delaysMs: number[] = [];
    const mapping = new CcxtMapping(GRID, {
      book: sink,
      trades: sink,
      fundings: sink,
      log,
      onTimes: ({ timeUs, receivedUs }) => void delaysMs.push((receivedUs - timeUs) / 1000),
    });
    for (const [receivedUs, message] of messages) mapping.map(message, receivedUs);
    return { rows, delaysMs, ...log.counts() };
  };

  it('a snapshot of a known book removes what it does not show, however deep', () => {
    const { rows } = rowsOf([
      book(
        0,
        'snapshot',
        [
          [100, 1],
          [99, 2],
        ],
        [[100.1, 1]],
      ),
      book(5000, 'snapshot', [[99.9, 3]], [[100.1, 1]]),
    ]);
    expect(rows).toEqual(['bid 1000x10', 'bid 990x20', 'ask 1001x10', 'bid 1000x0', 'bid 990x0', 'bid 999x30']);
  });

  it('trades without an id are all taken, the buyer hits the ask, and only times that there are count as delays', () => {
    const sold = aTrade(null, { side: 'sell', price: 100, timeMs: null });
    const { rows, delaysMs } = rowsOf([trades(7, aTrade(null), sold, sold)]);
    expect(rows).toEqual(['trade ask 1001x5', 'trade bid 1000x5', 'trade bid 1000x5']);
    expect(delaysMs).toEqual([10]);
  });
});
