import { describe, expect, it } from 'vitest';
import {
  type BinanceMessage,
  change,
  combined,
  lineFiles,
  messageAt,
  RECORDED,
  snapshot,
  stamped,
  T0,
} from '../../testing/recordings/binanceMessages.ts';
import { bestsOf } from '../../testing/recordings/cases.ts';
import { BTC_GRID, eventsOf, NEW_YEAR_US, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { importBinanceLines } from './importLines.ts';

const folder = temporaryFolder();
const { file, importing } = lineFiles(folder);

describe('several connections recorded together', () => {
  it('two connections in one file: each message counts once', async () => {
    const once = await importing(stamped(RECORDED));
    const twice = stamped(RECORDED).flatMap((line, i) => (i % 3 === 0 ? [line, line] : [line, line, line]));
    const { tape, summary } = await importing(twice);
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
    expect(summary.gaps).toEqual([]);
    expect(summary.dropped.duplicates).toBe(twice.length - RECORDED.length - 1);
  });

  it('a second recorder of the same hours fills what the first one lost', async () => {
    const once = await importing(stamped(RECORDED));
    const first = file(stamped(RECORDED.filter((_, i) => i < 20 || i > 25)));
    const second = file(stamped(RECORDED.slice(10, 60), 350));
    const { tape, summary } = await importBinanceLines([first, second], BTC_GRID);
    expect(summary).toMatchObject({ gaps: [], resets: [] });
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
  });

  it('files of one hour after another that overlap are one recording', async () => {
    const once = await importing(stamped(RECORDED));
    const { tape } = await importBinanceLines(
      [file(stamped(RECORDED.slice(40))), file(stamped(RECORDED.slice(0, 50)))],
      BTC_GRID,
    );
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
  });

  it('without times of receipt files are read in order of the times in them', async () => {
    const once = await importing(stamped(RECORDED));
    const bare = (messages: readonly BinanceMessage[]) => file(messages.map(([, message]) => JSON.stringify(message)));
    const { tape, summary } = await importBinanceLines(
      [bare(RECORDED.slice(40)), bare(RECORDED.slice(0, 50))],
      BTC_GRID,
    );
    expect(eventsOf(tape)).toEqual(eventsOf(once.tape));
    expect(summary.feedDelayUs).toBeUndefined();
    expect(summary.delaysLeftOut).toMatch('no time of receipt');
  });

  it('files with times of receipt beside files without have no common order', async () => {
    const bare = file(RECORDED.slice(40).map(([, message]) => JSON.stringify(message)));
    await expect(importBinanceLines([file(stamped(RECORDED.slice(0, 50))), bare], BTC_GRID)).rejects.toThrow(
      `${bare}: it has no times of receipt before its lines, and others have`,
    );
  });

  it('a hole between two files is a gap', async () => {
    const parts = [file(stamped(RECORDED.slice(0, 20))), file(stamped(RECORDED.slice(30)))];
    const { summary } = await importBinanceLines(parts, BTC_GRID);
    expect(summary.resets.map(({ reason }) => reason)).toEqual(['sequence gap']);
    expect(summary.trades).toBe(35);
  });

  it('streams of 100 ms and 500 ms of one symbol do not disturb each other', async () => {
    const once = await importing(stamped(RECORDED));
    const slow = Array.from({ length: 8 }, (_, i): BinanceMessage => {
      const ms = 500 * (i + 1);
      return [
        ms,
        combined(
          'btcusdt@depth@500ms',
          change(ms, [101 + 50 * i, 150 + 50 * i, 100 + 50 * i], [['100.0', `${5 * i + 6}`]]),
        ),
      ];
    });
    const mixed = [...RECORDED, ...slow].sort(([a], [b]) => a - b);
    const { tape, summary } = await importing(stamped(mixed));
    expect(summary.gaps).toEqual([]);
    expect(bestsOf(tape)).toEqual(bestsOf(once.tape));
  });

  it('numbers that start again are a gap, not duplicates', async () => {
    const anew: BinanceMessage[] = [
      [20_000, combined('btcusdt@depth', change(20_000, [11, 20, 10], [['90.0', '1']]))],
      [20_100, snapshot(20_100, 25, '90.0', '90.1')],
      [20_200, combined('btcusdt@depth', change(20_200, [21, 30, 20], [['90.0', '7']]))],
    ];
    const { tape, summary } = await importing(stamped([...RECORDED, ...anew]));
    expect(summary.resets).toHaveLength(1);
    expect(bestsOf(tape).at(-1)).toBe(`${messageAt(20_200)} 900 x 7000 / 901 x 1000`);
  });
});

describe('times before the lines', () => {
  it.each([
    ['ns', (ms: number) => `${(T0 + ms) * 1e6}`, undefined],
    ['µs', (ms: number) => `${(T0 + ms) * 1e3}`, 'µs'],
    ['ms', (ms: number) => `${T0 + ms}`, 'ms'],
    ['seconds with a fraction', (ms: number) => ((T0 + ms) / 1000).toFixed(6), 's'],
    ['a written date', (ms: number) => new Date(T0 + ms).toISOString(), undefined],
  ])('may be %s', async (_name, stampOf, unit) => {
    const lines = RECORDED.map(([ms, message]) => `${stampOf(ms + 3)} ${JSON.stringify(message)}`);
    const { summary } = await importing(lines);
    expect(summary.malformed).toBe(0);
    expect(summary.feedDelayUs).toEqual({ median: 3000, p99: 3000 });
    expect(summary.notes).toEqual(
      unit === undefined ? undefined : [`times before the lines are in ${unit}, by their size`],
    );
  });

  it('that are whole seconds tell nothing about delays', async () => {
    const lines = RECORDED.map(([ms, message]) => `${Math.floor((T0 + ms) / 1000)} ${JSON.stringify(message)}`);
    const { summary } = await importing(lines);
    expect(summary).toMatchObject({ malformed: 0, trades: 40 });
    expect(summary.delaysLeftOut).toMatch('no time of receipt');
  });

  it('and times in µs within messages are detected by their size', async () => {
    const lines = RECORDED.map(([, message]) => JSON.stringify(message).replaceAll(/"([ET])":(\d+)/g, '"$1":$2000'));
    const { summary } = await importing(lines);
    expect(summary).toMatchObject({ fromUs: NEW_YEAR_US, trades: 40, malformed: 0 });
  });
});
