import { describe, expect, it } from 'vitest';
import { FUNDING, TRADE } from '../../market/tape.ts';
import { NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { describeMapping, type ReceivedMessage } from '../../testing/recordings/mappingContract.ts';
import {
  bookFrame,
  type FrameLevel,
  fundingFrame,
  heartbeatFrame,
  type TradeFrame,
  tradeFrame,
} from '../../testing/recordings/paradexFrames.ts';
import { FeedLog } from '../capture/feedLog.ts';
import { ParadexMapping } from './paradexMapping.ts';

const MARKET = 'ETH-USD-PERP';
const GRID = { symbol: MARKET, tickSize: 0.1, lotSize: 0.1 };

const message = (frame: Uint8Array): object => ({ binary: Buffer.from(frame).toString('base64') });
/** Received 3 ms after it happened. */
const received = (ms: number, frame: Uint8Array): ReceivedMessage => [NEW_YEAR_US + 1000 * (ms + 3), message(frame)];
const at = (ms: number, sequence: number) => ({ market: MARKET, timeUs: NEW_YEAR_US + 1000 * ms, sequence });

function book(
  type: 'snapshot' | 'delta',
  ms: number,
  sequence: number,
  bids: readonly FrameLevel[],
  asks: readonly FrameLevel[] = [],
): ReceivedMessage {
  return received(ms, bookFrame({ ...at(ms, sequence), type, bids, asks }));
}
const delta = (ms: number, sequence: number, bidSize: number): ReceivedMessage =>
  book('delta', ms, sequence, [['100', `${bidSize}`]]);
const snapshot = (ms: number, sequence: number, bidSize: number): ReceivedMessage =>
  book('snapshot', ms, sequence, [['100', `${bidSize}`]], [['100.1', '1']]);
const aTrade = (ms: number, id: number, more: Partial<TradeFrame> = {}): Uint8Array =>
  tradeFrame({ ...at(ms, id), id, side: 1, price: '100.1', size: '0.5', ...more });
const trade = (ms: number, id: number): ReceivedMessage => received(ms, aTrade(ms, id));

/** Four seconds of changes and trades between two snapshots. */
const MESSAGES: readonly ReceivedMessage[] = [
  snapshot(0, 1, 1),
  ...Array.from({ length: 10 }, (_, i) => [delta(400 * i + 100, 2 + i, i + 2), trade(400 * i + 150, 7000 + i)]).flat(),
  snapshot(4000, 12, 21),
];

const bookOff: readonly FrameLevel[] = [['100.05', '1']];

describeMapping('Paradex', {
  make: (output) => new ParadexMapping({ market: MARKET }, GRID, output),
  messages: MESSAGES,
  late: [delta(4200, 13, 50), delta(4150, 14, 51)],
  missing: 3,
  isNumbered: true,
  malformed: [
    [7, 'the message is not an object'],
    [{ binary: 'AAAA' }, 'the frame is cut off'],
    [{ jsonrpc: '2.0' }, 'it is no message of Paradex'],
    [message(aTrade(2000, 1, { price: null })), 'a trade has no price or no size'],
    [message(aTrade(2000, 1, { timeUs: 5 })), 'is no time since 1970'],
    [message(aTrade(2000, 1, { timeUs: NEW_YEAR_US + 2 * 3600e6 })), 'more than an hour from the time of receipt'],
    [
      message(bookFrame({ ...at(2000, 7), type: 'delta', bids: bookOff, asks: [] })),
      'price 100.05 is not a multiple of the tick 0.1',
    ],
  ],
  dropped: [
    [message(heartbeatFrame()), 'heartbeats'],
    [message(aTrade(2000, 1, { market: 'SOL-USD-PERP' })), 'other symbols'],
    [message(aTrade(2000, 1, { type: 6 })), 'block trades'],
    [message(aTrade(2000, 1, { type: 9 })), 'trades of the unknown type 9'],
    [{ jsonrpc: '2.0', id: 1, result: { channel: 'trades' } }, 'answers to requests'],
    [{ jsonrpc: '2.0', id: 1, error: { code: -32600 } }, 'errors of the venue'],
  ],
});

/** `<side> <ticks>x<lots>`, `reset`, `trade …` and `funding …` of what a feed of one connection hears. */
function rowsOf(messages: readonly ReceivedMessage[], loseBefore?: number) {
  const rows: string[] = [];
  const sink = {
    receivedUs: Number.NaN,
    newestUs: Number.NEGATIVE_INFINITY,
    append: (_: number, kind: number, side: number, ticks: number, size: number): void => {
      const name = kind === TRADE ? 'trade ' : kind === FUNDING ? 'funding ' : '';
      rows.push(kind === 2 ? 'reset' : `${name}${side === 0 ? 'bid' : 'ask'} ${ticks}x${size}`);
    },
  };
  const log = new FeedLog();
  const output = { book: sink, trades: sink, fundings: sink, log, onTimes: () => undefined };
  const mapping = new ParadexMapping({ market: MARKET, connections: 'one' }, GRID, output);
  for (const [i, [receivedUs, one]] of messages.entries()) {
    if (i === loseBefore) mapping.lose();
    mapping.map(one, receivedUs);
  }
  return { rows, ...log.counts() };
}

describe('over one connection', () => {
  it('a missing number resets the book at once, and a new snapshot begins it; trades go on', () => {
    const { rows, gaps, resets, dropped } = rowsOf([
      snapshot(0, 1, 1),
      delta(100, 3, 2),
      trade(150, 5),
      delta(200, 4, 3),
      snapshot(300, 9, 4),
    ]);
    expect(rows).toEqual(['bid 1000x10', 'ask 1001x10', 'reset', 'trade ask 1001x5', 'bid 1000x40', 'ask 1001x10']);
    expect({ gaps, resets, dropped }).toEqual({
      gaps: 1,
      resets: { 'sequence gap': 1 },
      dropped: { 'depth without a book': 2 },
    });
  });

  it('a snapshot of a known book changes what differs, without a reset where nothing or less than a second is missing', () => {
    const begin = book(
      'snapshot',
      0,
      1,
      [
        ['100', '1'],
        ['99.9', '2'],
        ['99', '3'],
      ],
      [['100.1', '1']],
    );
    const later = (ms: number, sequence: number) =>
      book(
        'snapshot',
        ms,
        sequence,
        [
          ['100', '1'],
          ['99.8', '5'],
        ],
        [['100.1', '2']],
      );
    const before = ['bid 1000x10', 'bid 999x20', 'bid 990x30', 'ask 1001x10'];
    // 99.9 is in sight and gone; 99 is beyond what is shown, and stays.
    const differences = ['bid 999x0', 'bid 998x50', 'ask 1001x20'];
    expect(rowsOf([begin, later(8000, 2)]).rows).toEqual([...before, ...differences]);
    expect(rowsOf([begin, later(900, 7)]).rows).toEqual([...before, ...differences]);
    const late = rowsOf([begin, later(1500, 7)]);
    expect(late.rows).toEqual([...before, 'reset', 'bid 1000x10', 'bid 998x50', 'ask 1001x20']);
    expect(late.resets).toEqual({ snapshot: 1 });
  });

  it('a side that a snapshot does not have is empty', () => {
    const { rows } = rowsOf([snapshot(0, 1, 1), book('snapshot', 100, 2, [], [['100.1', '1']])]);
    expect(rows).toEqual(['bid 1000x10', 'ask 1001x10', 'bid 1000x0']);
  });

  it('trades of the past, which a new connection may send, are left out; those after its snapshot count once', () => {
    const { rows, dropped } = rowsOf(
      [
        snapshot(0, 1, 1),
        trade(10, 5),
        trade(400, 6),
        snapshot(500, 90, 1),
        trade(450, 7),
        trade(510, 8),
        trade(10, 5),
      ],
      2,
    );
    const snapshotRows = ['bid 1000x10', 'ask 1001x10'];
    expect(rows).toEqual([...snapshotRows, 'trade ask 1001x5', ...snapshotRows, 'trade ask 1001x5']);
    expect(dropped).toEqual({ 'trades before the book': 2, duplicates: 1 });
  });

  it('numbers that begin anew are a gap, and the snapshot with them is the book', () => {
    const { rows, resets } = rowsOf([snapshot(0, 500, 1), snapshot(9000, 1, 2), delta(9100, 2, 3)]);
    expect(rows).toEqual(['bid 1000x10', 'ask 1001x10', 'reset', 'bid 1000x20', 'ask 1001x10', 'bid 1000x30']);
    expect(resets).toEqual({ 'sequence gap': 1 });
  });
});

describe('funding that is paid all the time', () => {
  const funding = (ms: number, index: string | null): ReceivedMessage =>
    received(ms, fundingFrame({ ...at(ms, 1), index }));
  const paid = (messages: readonly ReceivedMessage[]) =>
    rowsOf([book('snapshot', 0, 1, [['99.9', '1']], [['100.1', '1']]), ...messages]);

  it('is a row a minute with what the index has moved, as a share of the mid', () => {
    // 0.001 of 100 is a rate of 1e-5; then −0.0005.
    const { rows } = paid([
      funding(1000, '5'),
      funding(30_000, '5.0004'),
      funding(60_000, '5.001'),
      funding(61_000, '5.002'),
      funding(120_500, '5.0005'),
    ]);
    expect(rows.slice(2)).toEqual(['funding bid 1000x10000', 'funding bid 1000x-5000']);
  });

  it('adds up to the index, although each row is rounded to 1e-9', () => {
    // 0.00000004 of 100 a minute is a rate of 0.4e-9.
    const minutes = Array.from({ length: 11 }, (_, i) => funding(60_000 * i, `5.${`${4 * i}`.padStart(8, '0')}`));
    const sizes = paid(minutes)
      .rows.slice(2)
      .map((row) => Number(row.split('x')[1]));
    expect(sizes).toHaveLength(10);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4);
  });

  it('is left out where the index cannot be, or without a book', () => {
    const jump = paid([funding(0, '5'), funding(60_000, '11'), funding(120_000, '11.001')]);
    expect(jump.rows.slice(2)).toEqual(['funding bid 1000x10000']);
    expect(jump.dropped).toEqual({ 'fundings of more than 5 %': 1 });
    expect(paid([funding(0, null)])).toMatchObject({ malformed: 1, lastMalformed: 'funding has no index' });
    expect(rowsOf([funding(0, '5')]).dropped).toEqual({ 'fundings without a book': 1 });
  });
});
