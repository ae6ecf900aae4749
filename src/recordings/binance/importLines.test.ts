import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, RESET, TRADE } from '../../market/tape.ts';
import {
  BTC_GRID,
  depthRow,
  NEW_YEAR_US,
  type Row,
  recording,
  rowsOf,
  temporaryFolder,
} from '../../testing/recordings/fixtures.ts';
import { ImportError } from '../import/importResult.ts';
import { impossibleRow } from '../tapeFile/impossibleRow.ts';
import { importBinanceLines } from './importLines.ts';

const folder = temporaryFolder();
const T0 = NEW_YEAR_US / 1000;

type Level = [price: string, size: string];

/** Lines of a recording, `ms` after New Year by the exchange's clock. */
function line(ms: number, message: object): string {
  return `${(T0 + ms - 3) * 1e6} ${JSON.stringify(message)}`;
}
function snapshot(ms: number, lastUpdateId: number, bids: Level[], asks: Level[]): string {
  return line(ms, { lastUpdateId, E: T0 + ms + 1, T: T0 + ms, bids, asks });
}
function diff(ms: number, [U, u, pu]: [number, number, number], b: Level[], a: Level[] = [], s = 'BTCUSDT'): string {
  const data = { e: 'depthUpdate', E: T0 + ms + 1, T: T0 + ms, s, U, u, pu, b, a };
  return line(ms, { stream: `${s.toLowerCase()}@depth@0ms`, data });
}
function trade(ms: number, buyerIsMaker: boolean, p: string, q: string, X = 'MARKET'): string {
  const data = { e: 'trade', E: T0 + ms, T: T0 + ms, s: 'BTCUSDT', t: ms, p, q, X, m: buyerIsMaker };
  return line(ms, { stream: 'btcusdt@trade', data });
}

const at = (ms: number): number => NEW_YEAR_US + ms * 1000;
const reset = (ms: number): Row => ({ timeUs: at(ms), kind: RESET, side: BID, priceTicks: 0, size: 0 });

async function importing(...lines: string[]): ReturnType<typeof importBinanceLines> {
  return importBinanceLines([recording(folder, 'raw.jsonl', lines)], BTC_GRID);
}

describe('a book from a snapshot and the changes after it', () => {
  it('drops the changes that end before the snapshot, and uses those that were waiting for it', async () => {
    const { tape, summary } = await importing(
      diff(10, [80, 89, 79], [['100.0', '9']]),
      trade(12, false, '100.1', '0.5'),
      diff(30, [90, 105, 89], [['100.0', '2']]),
      trade(31, true, '100.0', '0.25'),
      snapshot(
        20,
        100,
        [
          ['100.0', '1.5'],
          ['99.9', '3'],
        ],
        [['100.1', '0.001']],
      ),
      diff(40, [106, 110, 105], [['99.9', '0']], [['100.1', '1']]),
    );
    expect(rowsOf(tape)).toEqual([
      depthRow(at(20), BID, 1000, 1500),
      depthRow(at(20), BID, 999, 3000),
      depthRow(at(20), ASK, 1001, 1),
      depthRow(at(30), BID, 1000, 2000),
      { timeUs: at(31), kind: TRADE, side: BID, priceTicks: 1000, size: 250 },
      depthRow(at(40), BID, 999, 0),
      depthRow(at(40), ASK, 1001, 1000),
    ]);
    expect(summary).toMatchObject({
      lines: 6,
      rows: 7,
      trades: 1,
      gaps: [],
      resets: [],
      dropped: { 'depth before the snapshot': 1, 'trades before the book': 1 },
    });
  });

  it('takes a snapshot made between two changes: nothing happened there', async () => {
    const { summary } = await importing(
      diff(10, [80, 95, 79], [['100.0', '9']]),
      snapshot(20, 97, [['100.0', '1']], [['100.1', '1']]),
      diff(30, [101, 105, 95], [['100.0', '2']]),
    );
    expect(summary).toMatchObject({ rows: 3, gaps: [] });
  });

  it('does not start from a snapshot that is older than its changes', async () => {
    const { tape, summary } = await importing(
      diff(10, [180, 190, 179], [['100.0', '9']]),
      snapshot(5, 100, [['100.0', '1']], [['100.1', '1']]),
      diff(30, [191, 195, 190], [['100.0', '2']]),
      snapshot(40, 193, [['100.0', '3']], [['100.1', '1']]),
    );
    expect(rowsOf(tape)[0]).toEqual(depthRow(at(40), BID, 1000, 3000));
    expect(summary.dropped).toEqual({ 'snapshots older than the changes': 1, 'depth before the snapshot': 1 });
  });

  it('keeps the changes in the order of their numbers when a stamp runs back', async () => {
    const { tape } = await importing(
      snapshot(20, 100, [['100.0', '1']], [['100.1', '1']]),
      diff(18, [99, 105, 98], [['100.0', '2']]),
    );
    expect(rowsOf(tape).map(({ timeUs, size }) => [timeUs, size])).toEqual([
      [at(20), 1000],
      [at(20), 1000],
      [at(20), 2000],
    ]);
  });

  it('orders trades and book by the time at the exchange, the line deciding ties', async () => {
    const { tape, summary } = await importing(
      snapshot(20, 100, [['100.0', '1']], [['100.1', '1']]),
      diff(50, [101, 105, 98], [['100.0', '2']]),
      trade(40, false, '100.1', '0.1'),
      trade(50, false, '100.1', '0.2'),
    );
    expect(
      rowsOf(tape)
        .map(({ timeUs, size }) => [timeUs, size])
        .slice(2),
    ).toEqual([
      [at(40), 100],
      [at(50), 2000],
      [at(50), 200],
    ]);
    expect(summary.reordered).toBe(1);
  });
});

describe('a gap in the sequence numbers', () => {
  const before = [snapshot(20, 100, [['100.0', '1']], [['100.1', '1']]), diff(30, [98, 105, 97], [['100.0', '2']])];

  it('resets the book; there is no depth without a new snapshot, but trades go on', async () => {
    const { tape, summary } = await importing(
      ...before,
      diff(40, [120, 130, 119], [['100.0', '7']]),
      trade(45, false, '100.1', '0.1'),
      diff(50, [131, 140, 130], [['100.0', '8']]),
    );
    expect(rowsOf(tape).slice(3)).toEqual([
      reset(40),
      { timeUs: at(45), kind: TRADE, side: ASK, priceTicks: 1001, size: 100 },
    ]);
    expect(summary).toMatchObject({
      gaps: [{ timeUs: at(40), line: 3, expected: 105, found: 119 }],
      resets: [{ timeUs: at(40), reason: 'sequence gap' }],
      dropped: { 'depth without a book': 2 },
    });
  });

  it('is healed by a snapshot that joins the changes since', async () => {
    const { tape, summary } = await importing(
      ...before,
      diff(40, [120, 130, 119], [['100.0', '7']]),
      diff(50, [131, 140, 130], [['100.0', '8']]),
      snapshot(38, 125, [['99.0', '4']], [['100.1', '5']]),
      diff(60, [141, 150, 140], [['100.0', '9']]),
    );
    expect(rowsOf(tape).slice(3)).toEqual([
      reset(40),
      // The snapshot was taken before the gap was seen; it still comes after the reset.
      depthRow(at(40), BID, 990, 4000),
      depthRow(at(40), ASK, 1001, 5000),
      depthRow(at(40), BID, 1000, 7000),
      depthRow(at(50), BID, 1000, 8000),
      depthRow(at(60), BID, 1000, 9000),
    ]);
    expect(summary.dropped).toEqual({});
  });

  it('is healed by a snapshot that the recorder took just before the gap was seen', async () => {
    const { tape } = await importing(
      ...before,
      snapshot(38, 125, [['99.0', '4']], [['100.1', '5']]),
      diff(40, [120, 130, 119], [['100.0', '7']]),
    );
    expect(
      rowsOf(tape)
        .slice(3)
        .map(({ size }) => size),
    ).toEqual([0, 4000, 5000, 7000]);
  });

  it('follows from a depth line that cannot be read', async () => {
    const cut = diff(40, [106, 110, 105], [['100.0', '7']]).slice(0, -9);
    const { summary } = await importing(...before, cut, diff(50, [111, 120, 110], [['100.0', '8']]));
    expect(summary.firstMalformed).toEqual([{ line: 3, text: cut.slice(0, 120), reason: 'not JSON, or cut off' }]);
    expect(summary.resets).toEqual([{ timeUs: at(50), reason: 'sequence gap' }]);
  });
});

describe('what is not for the tape', () => {
  const start = [
    snapshot(20, 100, [['100.0', '1']], [['100.1', '1']]),
    diff(21, [99, 101, 98], [['99.0', '1']], [['101.0', '1']]),
  ];

  it('is counted by reason', async () => {
    const bookTicker = line(30, { stream: 'btcusdt@bookTicker', data: { e: 'bookTicker', s: 'BTCUSDT' } });
    const { summary } = await importing(
      ...start,
      bookTicker,
      bookTicker,
      trade(31, false, '100.1', '0.1', 'INSURANCE_FUND'),
      trade(32, false, '100.1', '0.0001'),
      diff(33, [1, 2, 0], [['5', '5']], [], 'ETHUSDT'),
      snapshot(34, 101, [['100.0', '1']], [['100.1', '1']]),
    );
    expect(summary.dropped).toEqual({
      bookTicker: 2,
      'trades not at the market': 1,
      'trades below half a lot': 1,
      'other symbols': 1,
      'snapshots not needed': 1,
    });
    expect(summary.rows).toBe(4);
    expect(summary.notes).toEqual(['the tape is of BTCUSDT; left out: ETHUSDT']);
  });

  it.each([
    ['a time of receipt of no known unit', '12345 {"lastUpdateId":1}', 'not JSON'],
    ['an empty array', `${T0}000000 []`, 'the list of events is empty'],
    ['an array of numbers', `${T0}000000 [1]`, 'an event of the list is not an object'],
    ['a null', `${T0}000000 null`, 'not JSON'],
    ['an object that says nothing', `${T0}000000 {"a":1}`, 'it is no event of Binance'],
    ['data that is no object', `${T0}000000 {"data":5}`, 'data is not an object'],
    ['a snapshot without levels', line(5, { lastUpdateId: 7, T: T0, symbol: 'BTCUSDT' }), 'the bids are missing'],
    [
      'a change without a time',
      line(5, { stream: 'btcusdt@depth', data: { e: 'depthUpdate', s: 'BTCUSDT', U: 9, u: 9, pu: 8, b: [], a: [] } }),
      'T, the exchange time, is missing',
    ],
    ['a fractional number', diff(30, [1.5, 105, 97], []), 'U is not a sequence number'],
    ['a price off the grid', diff(30, [98, 105, 97], [['100.05', '1']]), 'not a multiple of the tick'],
    [
      'a price that is a number',
      line(30, { data: { e: 'trade', s: 'BTCUSDT', T: T0, m: true, p: 5, q: '1' } }),
      'price is missing',
    ],
    ['no side', line(30, { data: { e: 'trade', s: 'BTCUSDT', T: T0, p: '5', q: '1' } }), 'm is missing'],
    [
      'a time of next year',
      line(30, { data: { e: 'trade', s: 'BTCUSDT', T: T0 + 3e10, m: true, p: '5', q: '1' } }),
      'an hour',
    ],
  ])('%s is a malformed line', async (_name, text, reason) => {
    const { summary } = await importing(...start, text);
    expect(summary.malformed).toBe(1);
    expect(summary.firstMalformed[0]).toMatchObject({ line: 3, reason: expect.stringContaining(reason) });
  });

  it('whatever is cut, doubled, swapped or garbled: a sound tape with all counted, or an ImportError', async () => {
    const lines = [
      ...start,
      ...Array.from({ length: 12 }, (_, i) =>
        diff(30 + i, [102 + 10 * i, 111 + 10 * i, 101 + 10 * i], [['100.0', `${i}`]], [['100.1', '0']]),
      ),
      trade(35, true, '100.0', '0.1'),
      snapshot(41, 203, [['100.0', '1']], [['100.1', '1']]),
    ];
    const damage = fc.record({
      line: fc.nat(lines.length - 1),
      how: fc.constantFrom('cut', 'drop', 'double', 'swap', 'garble'),
      at: fc.nat(150),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { maxLength: 4 }), async (damages) => {
        const damaged = [...lines];
        for (const { line, how, at } of damages) {
          const text = damaged[line] ?? '';
          if (how === 'cut') damaged[line] = text.slice(0, at);
          if (how === 'drop') damaged.splice(line, 1);
          if (how === 'double') damaged.splice(line, 0, text);
          if (how === 'swap') damaged.push(...damaged.splice(line, 1));
          if (how === 'garble')
            damaged[line] = `${text.slice(0, at)}${String.fromCharCode(33 + (at % 90))}${text.slice(at + 1)}`;
        }
        const outcome = await importing(...damaged).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(ImportError);
          return;
        }
        const { tape, summary } = outcome as Awaited<ReturnType<typeof importing>>;
        expect(impossibleRow(tape, tape.length, 0)).toBeUndefined();
        expect(rowsOf(tape).filter(({ kind }) => kind === RESET)).toHaveLength(summary.resets.length);
        expect(summary.gaps.length).toBeLessThanOrEqual(summary.resets.length);
      }),
      { numRuns: 300 },
    );
  });

  it('without a snapshot there is no tape', async () => {
    await expect(importing(diff(30, [98, 105, 97], [['100.0', '2']]))).rejects.toThrow(ImportError);
  });
});

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const hasRecordings = existsSync(data);
if (!hasRecordings) console.warn(`skipped: recordings of Binance are not in ${data}`);

describe.skipIf(!hasRecordings)('real recordings', () => {
  it('USD-M BTCUSDT gives the tape of the oracle, row for row', async () => {
    const { tape, summary } = await importBinanceLines([`${data}binance/usdm-btcusdt-20240808.jsonl.gz`], BTC_GRID);
    // Read apart from the CSV importer, so that the two cannot err alike.
    const oracle = gunzipSync(readFileSync(`${data}oracle/btcusdt/tape.csv.gz`))
      .toString()
      .trim()
      .split('\n')
      .slice(1);
    expect(tape.length).toBe(oracle.length);
    const different: string[] = [];
    for (const [i, expected] of oracle.entries()) {
      const trade = tape.kind[i] === TRADE;
      const side = trade ? ['sell', 'buy'][tape.side[i] as number] : ['bid', 'ask'][tape.side[i] as number];
      const price = Math.round((tape.priceTicks[i] as number) * 1e6 * 0.1) / 1e6;
      const size = (tape.size[i] as number) / 1000;
      const row = `${tape.startUs + (tape.timeUs[i] as number)},${trade ? 'T' : 'D'},${side},${price},${size}`;
      if (row !== expected) different.push(`row ${i}: ${row} instead of ${expected}`);
    }
    expect(different.slice(0, 5)).toEqual([]);

    const stats = JSON.parse(readFileSync(`${data}oracle/btcusdt/tape_stats.json`, 'utf8')) as Record<string, number>;
    expect(summary).toEqual({
      source: expect.any(String),
      lines: 93_954,
      rows: stats.rows,
      trades: stats.trades,
      malformed: 0,
      firstMalformed: [],
      gaps: [],
      resets: [],
      reordered: stats.late,
      dropped: {
        bookTicker: 66_089,
        'depth before the snapshot': stats.depth_old,
        'trades before the book': stats.trades_before_book,
      },
      fromUs: stats.t_first,
      toUs: stats.t_last,
      // The recorder's clock was a good second behind.
      feedDelayUs: { median: expect.any(Number), p99: expect.any(Number) },
      delayRows: 0,
      delaysLeftOut: expect.stringMatching(
        /^(\d+) of \1 rows were received before they happened, by up to 12\d\d\.\d ms/,
      ),
    });
  });

  it('COIN-M BTCUSD has the same form', async () => {
    const grid = { symbol: 'BTCUSD_PERP', tickSize: 0.1, lotSize: 1 };
    const { summary } = await importBinanceLines([`${data}binance/coinm-btcusd-perp-20240808.jsonl.gz`], grid);
    expect(summary).toMatchObject({ lines: 48_270, malformed: 0, gaps: [], resets: [] });
    expect(summary.trades + (summary.dropped['trades before the book'] ?? 0)).toBe(2286);
  });

  it('a tick of the wrong size is refused, not rounded', async () => {
    const grid = { ...BTC_GRID, tickSize: 0.25 };
    const importing = importBinanceLines([`${data}binance/usdm-btcusdt-20240808.jsonl.gz`], grid);
    await expect(importing).rejects.toThrow('not a multiple of the tick 0.25');
  });
});
