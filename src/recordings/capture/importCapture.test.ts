import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BID, DEPTH, RESET, type Tape, TRADE } from '../../market/tape.ts';
import { tradesOf } from '../../testing/recordings/cases.ts';
import { temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { importRecordings } from '../importRecordings.ts';
import type { CaptureHead } from './captureFormat.ts';
import { CaptureError, CaptureWriter } from './captureWriter.ts';

const folder = temporaryFolder();
const GRID = { symbol: 'ETH', tickSize: 0.1, lotSize: 0.1 };
const START_US = 1_767_225_600_000_000;
const HOUR = 3600e3;
const HEAD = { venue: 'hyperliquid', symbol: 'ETH', tickSize: 0.1, lotSize: 0.1, startUs: START_US } as const;
let folders = 0;

/** A venue whose clock is 20 ms ahead of the recorder's. */
const stamp = (ms: number): number => START_US / 1000 + ms + 20;
const book = (ms: number, bid: string, ask: string): object => ({
  channel: 'l2Book',
  data: { coin: 'ETH', time: stamp(ms), levels: [[{ px: bid, sz: '1', n: 1 }], [{ px: ask, sz: '2', n: 1 }]] },
});
const trade = (ms: number, tid: number): object => ({
  channel: 'trades',
  data: [{ coin: 'ETH', side: 'B', px: '100.1', sz: '0.5', time: stamp(ms), tid }],
});

function capture(head: Omit<CaptureHead, 'part'> = HEAD): CaptureWriter {
  folders++;
  return new CaptureWriter(join(folder, `${folders}`), head);
}

function filesOf({ folder: of }: CaptureWriter): string[] {
  return readdirSync(of)
    .sort()
    .map((name) => join(of, name));
}

function say(writer: CaptureWriter, ms: number, message: object): void {
  writer.message(START_US + 1000 * ms, JSON.stringify(message));
}

function resetsOf(tape: Tape): number[] {
  return Array.from(tape.timeUs.subarray(0, tape.length)).filter((_, i) => i > 0 && tape.kind[i] === RESET);
}

/** Sizes that were set at a bid, in the order of the tape. */
function bidsAt(tape: Tape, priceTicks: number): number[] {
  return Array.from({ length: tape.length }, (_, i) => i)
    .filter((i) => tape.kind[i] === DEPTH && tape.side[i] === BID && tape.priceTicks[i] === priceTicks)
    .map((i) => tape.size[i] as number);
}

/** Two hours with a book and a trade in each, in two files. */
function twoParts(): CaptureWriter {
  const writer = capture();
  say(writer, 10, book(10, '100.0', '100.1'));
  say(writer, 20, trade(20, 1));
  writer.flush();
  writer.rotate(START_US + 1000 * (HOUR + 1));
  say(writer, HOUR + 10, book(HOUR + 10, '100.0', '100.1'));
  say(writer, HOUR + 20, trade(HOUR + 20, 2));
  writer.note(START_US + 1000 * (HOUR + 30), { mmtune: 'sealed' });
  writer.close();
  return writer;
}

describe('a capture of a live feed', () => {
  it('is recognised, and imports by the clock of receipt with the window of the recorder', async () => {
    const [first = '', second = ''] = filesOf(twoParts());
    expect(await detectFormat(first)).toBe('capture');
    const { tape, summary } = await importRecordings([second, first], GRID);
    expect(tape.startUs).toBe(START_US + 10_000);
    expect(tradesOf(tape)).toEqual([
      `${START_US + 20_000} ask 1001 x 5`,
      `${START_US + 1000 * (HOUR + 20)} ask 1001 x 5`,
    ]);
    // Half of 1001, rounded up, and 2 ticks on either side of 1001.
    expect(tape).toMatchObject({ clock: 'receipt', quoteLevel: false, window: { low: 498, high: 1504 } });
    expect(resetsOf(tape)).toEqual([]);
    expect(tape.timeUs[tape.length - 1]).toBe(1000 * (HOUR + 20));
    expect(summary).toMatchObject({ malformed: 0, feedDelayUs: { median: -20_000 } });
  });

  it('imports by the clock of the venue too, as any recording of its messages', async () => {
    const { tape, summary } = await importRecordings(filesOf(twoParts()), GRID, 'venue');
    expect(Object.keys(tape)).not.toContain('clock');
    expect(tradesOf(tape)[0]).toBe(`${START_US + 40_000} ask 1001 x 5`);
    expect(summary.dropped).toEqual({ 'notes of the recorder': 3 });
  });

  it('whose first part is missing begins where its second begins', async () => {
    const [, second = ''] = filesOf(twoParts());
    const { tape } = await importRecordings([second], GRID);
    expect(tape.startUs).toBe(START_US + 1000 * (HOUR + 10));
  });

  it('is reset where a part is missing, and where another recording begins', async () => {
    const [first = '', second = ''] = filesOf(twoParts());
    const third = first.replace(/[^/]*$/, 'third.jsonl');
    writeFileSync(third, readFileSync(second, 'utf8').replace('"part":2', '"part":3'));
    const missing = await importRecordings([first, third], GRID);
    expect(missing.summary.resets).toEqual([{ timeUs: START_US + 1000 * (HOUR + 1), reason: 'break between files' }]);
    const next = capture({ ...HEAD, startUs: START_US + 2000 * HOUR });
    next.message(START_US + 2000 * HOUR + 5000, JSON.stringify(book(2 * HOUR, '100.0', '100.1')));
    next.close();
    const both = await importRecordings([...filesOf(next), first, second], GRID);
    expect(resetsOf(both.tape)).toEqual([2000 * HOUR - 10_000]);
  });

  it('has a reset where the recorder lost the feed, and counts what it left out', async () => {
    const writer = capture();
    say(writer, 10, book(10, '100.0', '100.1'));
    writer.note(START_US + 30_000, { mmtune: 'lost', reason: 'closed with code 1006' });
    writer.note(START_US + 35_000, { mmtune: 'dropped', reason: 'binary messages', bytes: 4, beginning: '' });
    say(writer, 40, book(40, '100.0', '100.2'));
    writer.close();
    const { tape, summary } = await importRecordings(filesOf(writer), GRID);
    expect(resetsOf(tape)).toEqual([20_000]);
    expect(summary.resets).toEqual([{ timeUs: START_US + 30_000, reason: 'lost feed' }]);
    expect(summary.dropped).toEqual({ 'binary messages': 1 });
  });

  it('says what of the book was ours, which the tape leaves out', async () => {
    const writer = capture();
    say(writer, 10, book(10, '100.0', '100.1'));
    writer.note(START_US + 20_000, { mmtune: 'own', side: 'buy', price: 100, size: GRID.lotSize });
    writer.note(START_US + 30_000, { mmtune: 'own', side: 'buy', price: 100, size: 0 });
    writer.close();
    const { tape } = await importRecordings(filesOf(writer), GRID);
    expect(bidsAt(tape, 1000)).toEqual([10, 9, 10]);
  });

  it('that ends in the middle of a line imports without it', async () => {
    const writer = capture();
    for (let i = 1; i < 5; i++) say(writer, 10 * i, book(10 * i, '100.0', '100.1'));
    say(writer, 50, trade(50, 1));
    say(writer, 60, trade(60, 2));
    writer.close();
    const [file = ''] = filesOf(writer);
    const whole = readFileSync(file);
    for (const cut of [1, 30, 90]) {
      writeFileSync(file, whole.subarray(0, whole.length - cut));
      const { tape, summary } = await importRecordings([file], GRID);
      expect(tape.kind.subarray(0, tape.length).filter((kind) => kind === TRADE).length).toBe(cut === 1 ? 2 : 1);
      expect(summary.malformed).toBe(cut === 1 ? 0 : 1);
    }
  });

  it('keeps a message with line breaks on one line', () => {
    const writer = capture();
    writer.message(START_US + 1, '{\n  "channel": "pong"\r\n}');
    writer.close();
    expect(readFileSync(filesOf(writer)[0] ?? '', 'utf8').split('\n')[1]).toBe(
      `${START_US + 1}000 {   "channel": "pong" }`,
    );
  });

  it('is on the disk after a flush, and not before', () => {
    const writer = capture();
    const [file = ''] = filesOf(writer);
    say(writer, 10, trade(10, 1));
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
    writer.flush();
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    writer.close();
  });

  it('is refused together with one of another market, with itself, and with one of the same hours', async () => {
    const [first = '', second = ''] = filesOf(twoParts());
    const other = capture({ ...HEAD, symbol: 'SOL' });
    other.close();
    await expect(importRecordings([first, ...filesOf(other)], GRID)).rejects.toThrow('it is of SOL on hyperliquid');
    await expect(importRecordings([first, first], GRID)).rejects.toThrow('the same part of the same recording');
    const [beside = ''] = filesOf(twoParts());
    writeFileSync(beside, readFileSync(beside, 'utf8').replace(`"startUs":${START_US}`, `"startUs":${START_US + 1}`));
    await expect(importRecordings([first, second, beside], GRID)).rejects.toThrow('it overlaps with');
  });

  it('is refused without a book, with another symbol, and by a program that is too old', async () => {
    const writer = capture();
    say(writer, 10, trade(10, 1));
    writer.close();
    const [file = ''] = filesOf(writer);
    await expect(importRecordings([file], GRID)).rejects.toThrow('no whole book is in it');
    await expect(importRecordings([file], { ...GRID, symbol: 'BTC' })).rejects.toThrow('Use --symbol ETH');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2'));
    await expect(importRecordings([file], GRID)).rejects.toThrow('its head is of version 2');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 60));
    await expect(importRecordings([file], GRID)).rejects.toThrow('does not begin with the head of a capture');
  });

  it('that cannot be written says which file and why', () => {
    const place = join(folder, 'a-file');
    writeFileSync(place, '');
    expect(() => new CaptureWriter(join(place, 'x'), HEAD)).toThrow(CaptureError);
    expect(() => new CaptureWriter(join(place, 'x'), HEAD)).toThrow(
      /a-file\/x: the capture cannot be written: ENOTDIR/,
    );
  });
});
