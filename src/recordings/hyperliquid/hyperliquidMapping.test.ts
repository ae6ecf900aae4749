import { NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import { HyperliquidMapping } from './hyperliquidMapping.ts';

const GRID = { symbol: 'ETH', tickSize: 0.1, lotSize: 0.1 };
const T0 = NEW_YEAR_US / 1000;

function received(ms: number, channel: string, data: unknown): ReceivedMessage {
  return [1000 * (T0 + ms + 3), { channel, data }];
}
function l2Book(ms: number, bidSize: number, askSize = 1): ReceivedMessage {
  const levels = [[{ px: '100.0', sz: `${bidSize}`, n: 1 }], [{ px: '100.1', sz: `${askSize}`, n: 1 }]];
  return received(ms, 'l2Book', { coin: 'ETH', time: T0 + ms, levels });
}
function bbo(ms: number, bidSize: number): ReceivedMessage {
  const bests = [{ px: '100.0', sz: `${bidSize}`, n: 1 }, null];
  return received(ms, 'bbo', { coin: 'ETH', time: T0 + ms, bbo: bests });
}
function trades(ms: number, tid: number): ReceivedMessage {
  const one = { coin: 'ETH', side: 'B', px: '100.1', sz: '0.5', time: T0 + ms, tid, hash: '0x' };
  return received(ms, 'trades', [one]);
}

/** A snapshot every 400 ms for four seconds, and between two of them the best prices and a trade. */
const MESSAGES: readonly ReceivedMessage[] = [
  ...Array.from({ length: 10 }, (_, i) => [
    l2Book(400 * i, 2 * i + 1),
    bbo(400 * i + 100, 2 * i + 2),
    trades(400 * i + 150, 7000 + i),
  ]).flat(),
  l2Book(4000, 21),
];

describeMapping('Hyperliquid', {
  make: (output) => new HyperliquidMapping({ coin: 'ETH' }, GRID, output),
  messages: MESSAGES,
  late: [bbo(4200, 50), l2Book(4150, 51, 2)],
  missing: 6,
  isNumbered: false,
  malformed: [
    [7, 'the message is not an object'],
    [{ channel: 'l2Book', data: { coin: 'ETH', time: T0 + 2000 } }, 'levels is not a list'],
    [{ channel: 'trades', data: [{ coin: 'ETH', side: 'S' }] }, 'side is neither A nor B'],
    [{ channel: 'trades', data: [{ coin: 'ETH', side: 'A', time: 5 }] }, 'is no time since 1970'],
  ],
  dropped: [
    [{ channel: 'bbo', data: { coin: 'SOL' } }, 'other symbols'],
    [{ channel: 'pong' }, 'answers to requests'],
    [{ channel: 'error', data: 'no' }, 'errors of the venue'],
    [{ channel: 'allMids', data: {} }, 'allMids'],
  ],
});
