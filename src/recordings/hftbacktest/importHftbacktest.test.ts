import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, RESET, TRADE } from '../../market/tape.ts';
import { EVENT_FIELDS, npyOf, type StoredEvent, zipFile } from '../../testing/recordings/archives.ts';
import {
  BTC_GRID,
  delaysOf,
  depthRow,
  eventsOf,
  NEW_YEAR_US,
  temporaryFolder,
} from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { ImportError } from '../import/importResult.ts';
import { importRecordings } from '../importRecordings.ts';
import { impossibleRow } from '../tapeFile/impossibleRow.ts';

const folder = temporaryFolder();
// The numbers of the documentation's table, not those of the importer.
const EXCH = 2 ** 31;
const LOCAL = 2 ** 30;
const BUY = 2 ** 29;
const SELL = 2 ** 28;
const [DEPTH_EVENT, TRADE_EVENT, CLEAR_EVENT, SNAPSHOT_EVENT, BBO_EVENT, ADD_ORDER_EVENT] = [1, 2, 3, 4, 5, 10];

const ns = (us: number): bigint => BigInt(NEW_YEAR_US + us) * 1000n + 999n;
const event = (us: number, flags: number, price: number, size: number): StoredEvent => ({
  flags: flags + EXCH + LOCAL,
  exchangeNs: ns(us),
  price,
  size,
});
const at = (us: number): number => NEW_YEAR_US + us;

const events = [
  event(10, CLEAR_EVENT + BUY, 99.9, 0),
  event(10, SNAPSHOT_EVENT + BUY, 100, 1),
  event(10, SNAPSHOT_EVENT + BUY, 99.9, 2),
  event(10, CLEAR_EVENT + SELL, 100.2, 0),
  event(10, SNAPSHOT_EVENT + SELL, 100.2, 1.5),
  event(20, TRADE_EVENT + BUY, 100.2, 0.5),
  event(20, DEPTH_EVENT + SELL, 100.2, 1),
  { ...event(30, DEPTH_EVENT + BUY, 100, 9), flags: DEPTH_EVENT + BUY + LOCAL },
  { ...event(30, DEPTH_EVENT + BUY, 100, 7), flags: DEPTH_EVENT + BUY + EXCH, localNs: 0n },
  event(40, TRADE_EVENT + SELL, 100, 0.1),
];
const rows = [
  depthRow(at(10), BID, 1000, 1000),
  depthRow(at(10), BID, 999, 2000),
  depthRow(at(10), ASK, 1002, 1500),
  { timeUs: at(20), kind: TRADE, side: ASK, priceTicks: 1002, size: 500 },
  depthRow(at(20), ASK, 1002, 1000),
  depthRow(at(30), BID, 1000, 7000),
  { timeUs: at(40), kind: TRADE, side: BID, priceTicks: 1000, size: 100 },
];

describe('importing events of hftbacktest', () => {
  it.each([
    ['packed', { isDeflated: true }],
    ['not packed', { isDeflated: false }],
    ['in a zip64 archive', { isZip64: true }],
  ])('%s: what is valid at the exchange, by its time there in whole µs', async (name, options) => {
    const file = zipFile(folder, `${name}.npz`, { 'data.npy': npyOf(events) }, options);
    expect(await detectFormat(file)).toBe('hftbacktest');
    const { tape, summary } = await importRecordings([file], BTC_GRID);
    expect(eventsOf(tape)).toEqual(rows);
    expect(summary).toMatchObject({
      lines: 10,
      malformed: 0,
      resets: [],
      dropped: { 'events not valid at the exchange': 1 },
      feedDelayUs: { median: 5000, p99: 5000 },
      // The event at 30 µs that no listener was to see holds no time of receipt.
      delayRows: 0,
      delaysLeftOut: '1 of 7 rows have no time of receipt',
    });
  });

  it('says on the tape how long events were on their way; a snapshot is there with its last level', async () => {
    const late = (us: number, flags: number, price: number, delayUs: number): StoredEvent => {
      return { ...event(us, flags, price, 1), localNs: ns(us + delayUs) };
    };
    const { tape, summary } = await importRecordings(
      [
        zipFile(folder, 'delays.npz', {
          'data.npy': npyOf([
            late(10, CLEAR_EVENT + BUY, 99.9, 40),
            late(10, SNAPSHOT_EVENT + BUY, 100, 40),
            late(10, SNAPSHOT_EVENT + SELL, 100.2, 50),
            late(20, TRADE_EVENT + BUY, 100.2, 60),
            late(30, DEPTH_EVENT + SELL, 100.2, 60),
            late(40, DEPTH_EVENT + SELL, 100.2, 0),
          ]),
        }),
      ],
      BTC_GRID,
    );
    expect(delaysOf(tape)).toEqual([
      [at(10), 50],
      [at(20), 60],
      [at(40), 0],
    ]);
    expect(summary.delayRows).toBe(3);
  });

  it('replaces the cleared part of the book after a reset; deeper levels stay', async () => {
    const file = zipFile(folder, 'cleared.npz', {
      'data.npy': npyOf([
        ...events,
        event(50, CLEAR_EVENT + BUY, 100, 0),
        event(50, SNAPSHOT_EVENT + BUY, 100.1, 3),
        event(60, DEPTH_EVENT + BUY, 100.1, 4),
      ]),
    });
    const { tape, summary } = await importRecordings([file], BTC_GRID);
    expect(eventsOf(tape).slice(rows.length)).toEqual([
      { timeUs: at(50), kind: RESET, side: BID, priceTicks: 0, size: 0 },
      depthRow(at(50), BID, 1001, 3000),
      depthRow(at(50), BID, 999, 2000),
      depthRow(at(50), ASK, 1002, 1000),
      depthRow(at(60), BID, 1001, 4000),
    ]);
    expect(summary.resets).toEqual([{ timeUs: at(50), reason: 'snapshot' }]);
  });

  it('reads many events across the chunks of a large file', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => event(100 + i, DEPTH_EVENT + BUY, 100, (i % 997) / 1000));
    const { tape } = await importRecordings(
      [zipFile(folder, 'many.npz', { 'data.npy': npyOf(many) }, { isDeflated: false })],
      BTC_GRID,
    );
    expect(eventsOf(tape)).toEqual(many.map((_, i) => depthRow(at(100 + i), BID, 1000, i % 997)));
  });

  it.each([
    ['a level without a side', event(50, DEPTH_EVENT, 100, 1), 'without a side'],
    ['both sides', event(50, DEPTH_EVENT + BUY + SELL, 100, 1), 'both sides'],
    ['an unknown kind', event(50, 7 + BUY, 100, 1), 'kind 7'],
    ['a price that is no number', event(50, DEPTH_EVENT + BUY, Number.NaN, 1), 'not positive'],
    ['a size that is no number', event(50, DEPTH_EVENT + BUY, 100, Number.NaN), 'size NaN'],
    ['a price off the grid', event(50, DEPTH_EVENT + BUY, 100.05, 1), 'not a multiple of the tick'],
    ['a time of another day', event(9e10, DEPTH_EVENT + BUY, 100, 1), 'more than an hour'],
    ['a time far back', event(-2e6, DEPTH_EVENT + BUY, 100, 1), 'before an earlier event'],
  ])('%s is malformed', async (name, bad, reason) => {
    const stamped = name === 'a time of another day' ? { ...bad, localNs: ns(50) } : bad;
    const file = zipFile(folder, 'bad.npz', { 'data.npy': npyOf([...events, stamped]) });
    const { tape, summary } = await importRecordings([file], BTC_GRID);
    expect(eventsOf(tape)).toHaveLength(rows.length);
    expect(summary.firstMalformed).toMatchObject([
      { line: 11, text: expect.stringMatching(/^ev 0x/), reason: expect.stringContaining(reason) },
    ]);
  });

  it('counts best prices and trades without a side', async () => {
    const file = zipFile(folder, 'bbo.npz', {
      'data.npy': npyOf([...events, event(50, BBO_EVENT + BUY, 100, 1), event(51, TRADE_EVENT, 100, 1)]),
    });
    expect((await importRecordings([file], BTC_GRID)).summary.dropped).toMatchObject({
      'best bid and offer events': 1,
      'trades of unknown side': 1,
    });
  });

  it('whatever bytes of the archive are changed: an ImportError, or a sound tape', async () => {
    const whole = readFileSync(zipFile(folder, 'whole.npz', { 'data.npy': npyOf(events) }));
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const { at, to } of changes) bytes[at] = to;
        const file = `${folder}/changed.npz`;
        writeFileSync(file, bytes);
        const outcome = await importRecordings([file], BTC_GRID).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(ImportError);
          return;
        }
        const { tape } = outcome as Awaited<ReturnType<typeof importRecordings>>;
        expect(impossibleRow(tape, tape.length, 0)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('refuses another array, single orders, and damaged archives', async () => {
    const importing = (name: string, content: Record<string, Uint8Array>): Promise<unknown> =>
      importRecordings([zipFile(folder, name, content)], BTC_GRID);
    await expect(importing('a.npz', { 'data.npy': npyOf(events, "'<f8'") })).rejects.toThrow(
      'not of events of hftbacktest 2',
    );
    await expect(importing('b.npz', { 'data.npy': npyOf(events, EVENT_FIELDS.replace('px', 'p')) })).rejects.toThrow(
      'not of events',
    );
    await expect(importing('c.npz', { 'data.npy': Buffer.from('nonsense, and more of it') })).rejects.toThrow('NumPy');
    await expect(importing('d.npz', { 'data.npy': npyOf(events).subarray(0, -70) })).rejects.toThrow(
      'before its last event',
    );
    await expect(importing('e.npz', { 'data.npy': npyOf([event(50, ADD_ORDER_EVENT + BUY, 100, 1)]) })).rejects.toThrow(
      'single orders',
    );

    const whole = readFileSync(zipFile(folder, 'f.npz', { 'data.npy': npyOf(events) }, { isDeflated: false }));
    const cut = `${folder}/cut.npz`;
    writeFileSync(cut, whole.subarray(0, -30));
    await expect(importRecordings([cut], BTC_GRID)).rejects.toThrow('the zip file is cut off');
    const garbled = `${folder}/garbled.npz`;
    writeFileSync(
      garbled,
      whole.map((byte, i) => (i === 500 ? byte ^ 1 : byte)),
    );
    await expect(importRecordings([garbled], BTC_GRID)).rejects.toThrow('damaged');
  });
});
