import { change, combined, snapshot, T0, trade } from '../../testing/recordings/binanceMessages.ts';
import { BTC_GRID } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import { BinanceMapping } from './binanceMapping.ts';

function received(ms: number, message: object): ReceivedMessage {
  return [1000 * (T0 + ms + 3), message];
}

function markPrice(ms: number, dueMs: number, r = '0.0001'): ReceivedMessage {
  return received(ms, { e: 'markPriceUpdate', E: T0 + ms, s: 'BTCUSDT', p: '100.05', r, T: T0 + dueMs });
}

/** A change and a trade every 100 ms for four seconds, between two REST snapshots; a funding payment after 2.5 s. */
const MESSAGES: readonly ReceivedMessage[] = [
  received(0, snapshot(0, 100)),
  ...Array.from({ length: 40 }, (_, i) => {
    const ms = 100 * (i + 1);
    const ids: [number, number, number] = [101 + 10 * i, 110 + 10 * i, 100 + 10 * i];
    return [
      received(ms, combined('btcusdt@depth@100ms', change(ms, ids, [['100.0', `${40 - i}`]]))),
      received(ms + 50, combined('btcusdt@trade', trade(ms + 50, 7000 + i))),
    ];
  }).flat(),
  received(4200, snapshot(4200, 500)),
  markPrice(2000, 2500),
  markPrice(3000, 30_000),
].toSorted(([a], [b]) => a - b);

describeMapping('Binance', {
  make: (output) => {
    const selection = {
      symbol: 'BTCUSDT',
      book: 'changes',
      levels: 1,
      unnamedPartialDepth: 'none',
      trades: 'trade',
      clock: 'venue',
    } as const;
    return new BinanceMapping(selection, BTC_GRID, output);
  },
  messages: MESSAGES,
  late: [
    received(4300, change(4300, [501, 510, 500], [['100.0', '50']])),
    received(4250, change(4250, [511, 520, 510], [['100.0', '51']])),
  ],
  missing: 11,
  isNumbered: true,
  malformed: [
    [null, 'the message is not an object'],
    [[], 'the list of events is empty'],
    [{ x: 1 }, 'it is no event of Binance'],
    [combined('btcusdt@depth@100ms', change(2000, [501.5, 510, 500], [])), 'U is not a sequence number'],
    [combined('btcusdt@trade', trade(2000, 9000, '100.15')), 'is not a multiple of the tick'],
  ],
  dropped: [
    [combined('ethusdt@trade', { ...trade(2000, 9000), s: 'ETHUSDT' }), 'other symbols'],
    [combined('btcusdt@depth5', change(2000, [501, 510, 500], [])), 'partial depth'],
    [markPrice(2000, 2500, '')[1], 'mark prices without a funding rate'],
    [{ result: null, id: 1 }, 'answers to requests'],
    [{ e: 'kline', E: T0, s: 'BTCUSDT' }, 'kline'],
  ],
});
