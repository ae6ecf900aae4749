/** Arrays of hftbacktest as days: with the snapshot of the evening before, several together, and stamped in other units. */

import { describe, expect, it } from 'vitest';
import { ASK, BID, RESET } from '../../market/tape.ts';
import { npyOf, type StoredEvent, zipFile } from '../../testing/recordings/archives.ts';
import { bookAt } from '../../testing/recordings/bookAt.ts';
import { caseFile, hasCases } from '../../testing/recordings/cases.ts';
import {
  BTC_GRID,
  delaysOf,
  depthRow,
  eventsOf,
  NEW_YEAR_US,
  temporaryFolder,
} from '../../testing/recordings/fixtures.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const BOTH = 2 ** 31 + 2 ** 30;
const BUY = 2 ** 29;
const SELL = 2 ** 28;
const [DEPTH_EVENT, TRADE_EVENT, CLEAR_EVENT, SNAPSHOT_EVENT] = [1, 2, 3, 4];
const DAY_US = 86_400e6;

const at = (us: number): number => NEW_YEAR_US + us;
const event = (us: number, flags: number, price: number, size: number): StoredEvent => ({
  flags: flags + BOTH,
  exchangeNs: BigInt(at(us)) * 1000n,
  price,
  size,
});
const evening = (price: number): StoredEvent[] =>
  [
    [BUY, price, 3],
    [BUY, price - 0.1, 4],
    [SELL, price + 0.2, 5],
  ].map(([side = 0, level = 0, size = 0]) => ({
    flags: SNAPSHOT_EVENT + side + BOTH,
    exchangeNs: 0n,
    localNs: 0n,
    price: level,
    size,
  }));
let files = 0;
const npz = (events: readonly StoredEvent[]): string =>
  zipFile(folder, `day-${files++}.npz`, { 'data.npy': npyOf(events) });

describe('a day of hftbacktest', () => {
  it('begins with the book of the snapshot named before it, at its first event', async () => {
    const day = npz([event(10, DEPTH_EVENT + BUY, 100, 1), event(20, TRADE_EVENT + BUY, 100.2, 1)]);
    const { tape, summary } = await importRecordings([npz(evening(100)), day], BTC_GRID);
    expect(eventsOf(tape).slice(0, 4)).toEqual([
      depthRow(at(10), BID, 1000, 3000),
      depthRow(at(10), BID, 999, 4000),
      depthRow(at(10), ASK, 1002, 5000),
      depthRow(at(10), BID, 1000, 1000),
    ]);
    // The snapshot is heard with the event that it stands before, 5 ms after it happened.
    expect(delaysOf(tape)).toEqual([[at(10), 5000]]);
    expect(summary).toMatchObject({ lines: 5, malformed: 0, resets: [] });
    expect(summary).not.toHaveProperty('notes');
  });

  it('goes on with the book of the day before, or with a snapshot between them after a reset', async () => {
    const monday = [event(10, SNAPSHOT_EVENT + BUY, 100, 1), event(10, SNAPSHOT_EVENT + SELL, 100.2, 1)];
    const last = event(DAY_US - 1000, DEPTH_EVENT + SELL, 100.1, 2);
    const tuesday = npz([event(DAY_US + 500, DEPTH_EVENT + BUY, 99.9, 7)]);
    const { tape, summary } = await importRecordings([npz([...monday, last]), tuesday], BTC_GRID);
    expect(bookAt(tape, at(DAY_US + 500))).toEqual({ bid: [100, 1], ask: [100.1, 2] });
    expect(summary.resets).toEqual([]);
    expect(summary).not.toHaveProperty('notes');

    const fresh = await importRecordings([npz([...monday, last]), npz(evening(200)), tuesday], BTC_GRID);
    expect(fresh.summary.resets).toEqual([{ timeUs: at(DAY_US + 500), reason: 'snapshot' }]);
    expect(bookAt(fresh.tape, at(DAY_US + 500))).toEqual({ bid: [200, 3], ask: [200.2, 5] });
  });

  it('does not go on with a book that is days old: it is unknown from there, and said to be', async () => {
    const monday = npz([event(10, SNAPSHOT_EVENT + BUY, 100, 1), event(10, SNAPSHOT_EVENT + SELL, 100.2, 1)]);
    const friday = npz([event(4 * DAY_US, DEPTH_EVENT + BUY, 90, 1)]);
    const { tape, summary } = await importRecordings([monday, friday], BTC_GRID);
    expect(bookAt(tape, at(4 * DAY_US))).toEqual({ bid: [90, 1], ask: null });
    expect(summary.resets).toEqual([{ timeUs: at(4 * DAY_US), reason: 'break between files' }]);
    expect(summary.notes?.[0]).toContain('the day begins without a book');
  });

  it('alone, without a snapshot, is said to begin without a book', async () => {
    const { summary } = await importRecordings([npz([event(10, DEPTH_EVENT + BUY, 100, 1)])], BTC_GRID);
    expect(summary.notes).toEqual([expect.stringContaining('the day begins without a book')]);
  });

  it('before which no snapshot is named leaves one that is named after it alone, and says so', async () => {
    const { summary } = await importRecordings(
      [npz([event(10, SNAPSHOT_EVENT + BUY, 100, 1)]), npz(evening(100))],
      BTC_GRID,
    );
    expect(summary.dropped).toEqual({ 'levels of a snapshot that no day follows': 3 });
    expect(summary.notes).toEqual([expect.stringContaining('no day follows it')]);
  });

  it('makes no tape out of order, and a snapshot makes none alone', async () => {
    const [monday, tuesday] = [0, DAY_US].map((us) => npz([event(us + 10, DEPTH_EVENT + BUY, 100, 1)]));
    await expect(importRecordings([tuesday as string, monday as string], BTC_GRID)).rejects.toThrow('by day');
    await expect(importRecordings([npz(evening(100))], BTC_GRID)).rejects.toThrow('that have a time');
  });

  it.each([
    ['0', 0],
    ['no number', Number.NaN],
  ])('loses a whole side where it is cleared up to a price of %s', async (_name, price) => {
    const { tape, summary } = await importRecordings(
      [
        npz([
          event(10, SNAPSHOT_EVENT + BUY, 100, 1),
          event(10, SNAPSHOT_EVENT + BUY, 90, 1),
          event(10, SNAPSHOT_EVENT + SELL, 100.2, 1),
          event(20, CLEAR_EVENT + BUY, price, 0),
          event(30, DEPTH_EVENT + SELL, 100.2, 2),
        ]),
      ],
      BTC_GRID,
    );
    expect(summary.malformed).toBe(0);
    expect(bookAt(tape, at(30))).toEqual({ bid: null, ask: [100.2, 2] });
    expect(eventsOf(tape).filter(({ kind }) => kind === RESET)).toHaveLength(1);
  });

  it.each([
    ['microseconds', 1n],
    ['milliseconds', 1000n],
    ['seconds', 1_000_000n],
  ])('stamped in %s is read as such, which is said', async (unit, usPerUnit) => {
    const times = [2e6, 5e6];
    const stamped = times.map((us, i) => {
      const stamp = BigInt(at(us)) / usPerUnit;
      return {
        ...event(us, i === 0 ? SNAPSHOT_EVENT + BUY : DEPTH_EVENT + BUY, 100, 1),
        exchangeNs: stamp,
        localNs: stamp,
      };
    });
    const { tape, summary } = await importRecordings([npz(stamped)], BTC_GRID);
    expect(eventsOf(tape).map(({ timeUs }) => timeUs)).toEqual(times.map(at));
    expect(summary.notes).toEqual([expect.stringContaining(`its stamps are ${unit}, not nanoseconds`)]);
  });

  it.skipIf(!hasCases)('recorded, after the evening before it: best prices as hftbacktest sees them', async () => {
    const [eod, day] = ['btcusdt_20230404_eod.npz', 'btcusdt_20230405.npz'].map((name) =>
      caseFile('recordings-11-hftbacktest-day-with-eod-snapshot', name),
    );
    const { tape } = await importRecordings([eod as string, day as string], BTC_GRID);
    for (const ms of [9, 41, 75]) {
      expect(bookAt(tape, 1_680_652_800_000_000 + ms * 1000)).toEqual({ bid: [28_155.1, 0.06], ask: [28_155.2, 3.73] });
    }
    const alone = await importRecordings([day as string], BTC_GRID);
    expect(alone.summary.notes).toEqual([expect.stringContaining('the day begins without a book')]);
  });

  it.skipIf(!hasCases)('recorded in microseconds begins in 2023', async () => {
    const source = caseFile('recordings-10-hftbacktest-microseconds', 'day-us.npz');
    const { summary } = await importRecordings([source], BTC_GRID);
    expect(new Date(summary.fromUs / 1000).toISOString()).toBe('2023-04-05T00:00:00.009Z');
    expect(new Date(summary.toUs / 1000).toISOString()).toBe('2023-04-05T00:00:02.388Z');
    expect(summary.notes).toContainEqual(expect.stringContaining('its stamps are microseconds'));
  });
});
