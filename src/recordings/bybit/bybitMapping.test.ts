import { BTC_GRID, NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import { BybitMapping } from './bybitMapping.ts';

const T0 = NEW_YEAR_US / 1000;

function book(ms: number, type: 'snapshot' | 'delta', u: number, bidSize: number): ReceivedMessage {
  const a = type === 'snapshot' ? [['100.1', '1']] : [];
  const data = { s: 'BTCUSDT', b: [['100.0', `${bidSize}`]], a, u, seq: 10 * u };
  return [1000 * (T0 + ms + 3), { topic: 'orderbook.50.BTCUSDT', type, ts: T0 + ms + 2, data, cts: T0 + ms }];
}
function trade(ms: number, i: string): ReceivedMessage {
  const data = [{ T: T0 + ms, s: 'BTCUSDT', S: 'Buy', v: '0.5', p: '100.1', i, BT: false }];
  return [1000 * (T0 + ms + 3), { topic: 'publicTrade.BTCUSDT', type: 'snapshot', ts: T0 + ms, data }];
}

/** A delta and a trade every 100 ms for four seconds, between two snapshots. */
const MESSAGES: readonly ReceivedMessage[] = [
  book(0, 'snapshot', 100, 1),
  ...Array.from({ length: 40 }, (_, i) => [
    book(100 * (i + 1), 'delta', 101 + i, i + 2),
    trade(100 * (i + 1) + 50, `id ${i}`),
  ]).flat(),
  book(4200, 'snapshot', 141, 41),
];

describeMapping('Bybit', {
  make: (output) => new BybitMapping({ symbol: 'BTCUSDT', levels: 50 }, BTC_GRID, output),
  messages: MESSAGES,
  late: [book(4300, 'delta', 142, 50), book(4250, 'delta', 143, 51)],
  missing: 11,
  isNumbered: true,
  malformed: [
    ['text', 'the message is not an object'],
    [{}, 'it is no message of Bybit'],
    [{ topic: 'orderbook.50.BTCUSDT', type: 'delta', cts: T0 + 2000, data: { b: [], a: [] } }, 'u is not a sequence'],
    [{ topic: 'publicTrade.BTCUSDT', data: [{ T: T0 + 2000, S: 'Both' }] }, 'S is neither Buy nor Sell'],
    [{ topic: 'publicTrade.BTCUSDT', data: [{ T: T0 - 4e6, S: 'Buy' }] }, 'more than an hour'],
  ],
  dropped: [
    [{ topic: 'orderbook.50.ETHUSDT', type: 'delta' }, 'other symbols'],
    [{ topic: 'orderbook.1.BTCUSDT', type: 'delta' }, 'order books of 1 levels'],
    [{ topic: 'tickers.BTCUSDT' }, 'tickers.BTCUSDT'],
    [{ success: true, op: 'subscribe' }, 'answers to requests'],
    [{ success: false, ret_msg: 'no' }, 'errors of the venue'],
  ],
});
