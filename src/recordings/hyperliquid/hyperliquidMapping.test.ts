import { describe, expect, it } from 'vitest';
import { TRADE } from '../../market/tape.ts';
import { NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import type { RowSink } from '../messages/messageMapping.ts';
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
function aTrade(ms: number, tid: number): object {
  return { coin: 'ETH', side: 'B', px: '100.1', sz: '0.5', time: T0 + ms, tid, hash: '0x' };
}
function trades(ms: number, tid: number): ReceivedMessage {
  return received(ms, 'trades', [aTrade(ms, tid)]);
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

describe('over one connection', () => {
  const mapped = (connections: 'one' | 'several', messages: readonly ReceivedMessage[]) => {
    const rows: string[] = [];
    const drops: string[] = [];
    const sink: RowSink = {
      receivedUs: 0,
      newestUs: Number.NEGATIVE_INFINITY,
      append: (_, kind, side, ticks, size) =>
        rows.push(`${kind === TRADE ? 'trade' : 'depth'} ${side} ${ticks}x${size}`),
    };
    const log = {
      line: 0,
      drop: (reason: string) => drops.push(reason),
      malformed: (reason: string) => drops.push(reason),
      gap: () => undefined,
      reset: () => undefined,
      countReordered: () => undefined,
    };
    const output = { book: sink, trades: sink, fundings: sink, log, onTimes: () => undefined };
    const mapping = new HyperliquidMapping({ coin: 'ETH', connections }, GRID, output);
    for (const [receivedUs, message] of messages) mapping.map(message, receivedUs);
    return { rows, drops };
  };

  it('a snapshot of an earlier time means that the venue has set its clock, and counts', () => {
    const messages = [l2Book(10_000, 1), bbo(10_100, 2), l2Book(500, 3), bbo(600, 4)];
    expect(mapped('one', messages)).toEqual({
      rows: ['depth 0 1000x10', 'depth 1 1001x10', 'depth 0 1000x20', 'depth 0 1000x30', 'depth 0 1000x40'],
      drops: [],
    });
    expect(mapped('several', messages).drops).toEqual([
      'snapshots older than the book',
      'best prices older than the book',
    ]);
  });

  it('best prices of an earlier time than those before do as well, also before the next snapshot', () => {
    expect(mapped('one', [l2Book(10_000, 1), bbo(10_100, 2), bbo(200, 3)]).rows.at(-1)).toBe('depth 0 1000x30');
  });

  it('best prices from before the snapshot are left out, as over several connections', () => {
    expect(mapped('one', [l2Book(500, 1), bbo(400, 2)]).drops).toEqual(['best prices older than the book']);
  });

  it('of the first trades after a subscription, those from before the book are of the past', () => {
    const data = { method: 'subscribe', subscription: { type: 'trades', coin: 'ETH' } };
    const answer = received(1000, 'subscriptionResponse', data);
    const both = received(1100, 'trades', [aTrade(900, 1), aTrade(1050, 2)]);
    const { rows, drops } = mapped('one', [answer, l2Book(1000, 1), both, trades(990, 3)]);
    // The later message is none of the past, whatever its time says.
    expect(rows.filter((row) => row.startsWith('trade'))).toHaveLength(2);
    expect(drops).toEqual(['answers to requests', 'trades before the subscription']);
  });
});
