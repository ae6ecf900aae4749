import { describe, expect, it } from 'vitest';
import { bestsOf, caseFile, hasCases, tradesOf } from '../../testing/recordings/cases.ts';
import { eventsOf, NEW_YEAR_US, recording, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const GRID = { symbol: 'ETH', tickSize: 0.1, lotSize: 0.1 };
const T0 = NEW_YEAR_US / 1000;
const at = (ms: number): number => NEW_YEAR_US + ms * 1000;
type Level = [price: string, size: string];

const levels = (list: Level[]): object[] => list.map(([px, sz]) => ({ px, sz, n: 1 }));
function l2Book(ms: number, bids: Level[], asks: Level[], coin = 'ETH'): object {
  return { channel: 'l2Book', data: { coin, time: T0 + ms, levels: [levels(bids), levels(asks)] } };
}
function best(ms: number, bid: Level | null, ask: Level | null): object {
  const [b, a] = [bid, ask].map((level) => (level === null ? null : levels([level])[0]));
  return { channel: 'bbo', data: { coin: 'ETH', time: T0 + ms, bbo: [b, a] } };
}
function trades(...list: [ms: number, side: string, tid: number][]): object {
  const data = list.map(([ms, side, tid]) => ({
    coin: 'ETH',
    side,
    px: '100.0',
    sz: '0.5',
    time: T0 + ms,
    tid,
    hash: '0x',
  }));
  return { channel: 'trades', data };
}
let files = 0;
function file(messages: readonly (object | string)[], prefix: (i: number) => string = () => ''): string {
  files++;
  const lines = messages.map(
    (message, i) => prefix(i) + (typeof message === 'string' ? message : JSON.stringify(message)),
  );
  return recording(folder, `${files}.jsonl`, lines);
}
const importing = (messages: readonly (object | string)[]) => importRecordings([file(messages)], GRID);

const START = l2Book(
  0,
  [
    ['100.0', '1'],
    ['99.9', '2'],
  ],
  [
    ['100.1', '1'],
    ['100.3', '4'],
  ],
);

describe.skipIf(!hasCases)("Hyperliquid's archive", () => {
  it('gives eight snapshots', async () => {
    const named = caseFile('recordings-20-unsupported-hyperliquid-archive', 'ETH.jsonl');
    const grid = { symbol: 'ETH', tickSize: 0.1, lotSize: 0.0001 };
    const { tape, summary } = await importRecordings([named], grid);
    const bests = bestsOf(tape);
    expect(bests[0]).toBe('1685577602705000 18727 x 12498 / 18733 x 5195');
    expect(bests.at(-1)).toMatch(/^1685577606625000 18729 x \d+ \/ 18735 x \d+$/);
    expect(summary).toMatchObject({ lines: 8, malformed: 0, dropped: {} });
    // Each line was received 594 ms after the venue's time, in its own ISO stamp.
    expect(summary.feedDelayUs?.median).toBe(594_000);
  });
});

describe('lines of the WebSocket of Hyperliquid', () => {
  it('are detected by their content, with or without a time of receipt', async () => {
    const answer = {
      channel: 'subscriptionResponse',
      data: { method: 'subscribe', subscription: { type: 'l2Book', coin: 'ETH' } },
    };
    const messages = [answer, START, trades([10, 'B', 1], [11, 'A', 2]), { channel: 'pong' }];
    const named = file(messages, (i) => `${(T0 + 100 + i) * 1e6} `);
    expect(await detectFormat(named)).toBe('hyperliquid');
    const { tape, summary } = await importRecordings([named], GRID);
    expect(tradesOf(tape)).toEqual([`${at(10)} ask 1000 x 5`, `${at(11)} bid 1000 x 5`]);
    expect(summary).toMatchObject({ delayRows: 3, dropped: { 'answers to requests': 2 } });
    const bare = await importing(messages);
    expect(eventsOf(bare.tape)).toEqual(eventsOf(tape));
  });

  it('trades that a subscription sends again count once, and those from before the book not at all', async () => {
    const { tape, summary } = await importing([
      trades([-500, 'B', 1], [-400, 'B', 2]),
      START,
      trades([10, 'B', 3]),
      trades([-400, 'B', 2], [10, 'B', 3], [20, 'A', 4]),
    ]);
    expect(tradesOf(tape)).toEqual([`${at(10)} ask 1000 x 5`, `${at(20)} bid 1000 x 5`]);
    expect(summary.dropped).toEqual({ duplicates: 2, 'trades before the book': 2 });
  });

  it('at one time a trade comes before the snapshot that already contains it', async () => {
    const { tape } = await importing([START, l2Book(500, [['100.0', '0.5']], [['100.1', '1']]), trades([500, 'A', 1])]);
    const kinds = eventsOf(tape)
      .filter(({ timeUs }) => timeUs === at(500))
      .map(({ kind }) => kind);
    expect(kinds[0]).toBe(1);
  });

  it('the best prices between two snapshots move the touch, and the next snapshot brings back what they hid', async () => {
    const { tape } = await importing([
      START,
      best(100, ['99.9', '1.5'], ['100.1', '1']),
      best(200, ['100.2', '3'], ['100.3', '4']),
      l2Book(
        500,
        [
          ['100.0', '1'],
          ['99.9', '2'],
        ],
        [
          ['100.1', '1'],
          ['100.3', '4'],
        ],
      ),
    ]);
    expect(bestsOf(tape)).toEqual([
      `${at(0)} 1000 x 10 / 1001 x 10`,
      `${at(100)} 999 x 15 / 1001 x 10`,
      `${at(200)} 1002 x 30 / 1003 x 40`,
      `${at(500)} 1000 x 10 / 1001 x 10`,
    ]);
  });

  it('a snapshot that is older than the best prices does not move them back', async () => {
    const { tape, summary } = await importing([
      START,
      best(600, ['100.2', '3'], ['100.3', '4']),
      l2Book(
        500,
        [
          ['100.1', '7'],
          ['100.0', '9'],
        ],
        [['100.3', '8']],
      ),
      l2Book(400, [['90.0', '7']], [['90.1', '8']]),
    ]);
    const last = bestsOf(tape).at(-1);
    expect(last).toBe(`${at(600)} 1002 x 30 / 1003 x 40`);
    expect(summary.dropped).toEqual({ 'snapshots older than the book': 1 });
  });

  it('a side without a best price is left to the next snapshot', async () => {
    const { tape } = await importing([START, best(100, null, ['100.2', '3'])]);
    expect(bestsOf(tape).at(-1)).toBe(`${at(100)} 1000 x 10 / 1002 x 30`);
  });

  it('of several coins: the one that is asked for', async () => {
    const other = l2Book(5, [['5.0', '1']], [['5.1', '1']], 'SOL');
    const { summary } = await importing([other, START]);
    expect(summary).toMatchObject({ rows: 4, dropped: { 'other symbols': 1 } });
    expect(summary.notes).toEqual(['the tape is of ETH; left out: SOL']);
    const named = file([other, START]);
    await expect(importRecordings([named], { ...GRID, symbol: 'BTC' })).rejects.toThrow('it holds SOL, ETH, and BTC');
  });

  it('of two recorders, in two files', async () => {
    const messages = [
      START,
      trades([10, 'B', 1]),
      l2Book(500, [['100.0', '3']], [['100.1', '1']]),
      trades([510, 'A', 2]),
    ];
    const once = await importing(messages);
    const both = [
      file(messages, (i) => `${T0 + 600 * i + 3} `),
      file(messages.slice(1), (i) => `${T0 + 600 * i + 650} `),
    ];
    const { tape, summary } = await importRecordings(both, GRID);
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
    expect(summary.dropped).toEqual({ duplicates: 3 });
  });

  it('without snapshots there is no book', async () => {
    await expect(importing([trades([10, 'B', 1])])).rejects.toThrow('there is no l2Book of ETH in it');
  });
});
