/** Small files and tapes for the tests of recordings. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { ASK, BID, DELAY, DEPTH, type Tape, TapeBuilder } from '../../market/tape.ts';
import type { TapeGrid } from '../../recordings/import/importResult.ts';

export const BTC_GRID: TapeGrid = { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001 };
/** 2024-01-01 00:00 UTC in µs. */
export const NEW_YEAR_US = 1_704_067_200_000_000;

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-recordings-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes lines as a text file, gzip if the name says so, and returns its path. */
export function recording(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

/** A tape whose bid and ask sizes change every 250 µs, with a trade every tenth row. */
export function aLongTape(rows: number): Tape {
  const builder = new TapeBuilder({ ...BTC_GRID, startUs: NEW_YEAR_US });
  for (let i = 0; i < rows; i++) {
    const side = i % 2 === 0 ? BID : ASK;
    const price = side === BID ? 420_000 - (i % 7) : 420_001 + (i % 5);
    if (i % 10 === 9) builder.trade(i * 250, side, price, 1 + (i % 13));
    else builder.depth(i * 250, side, price, (i * 31) % 997);
  }
  return builder.build();
}

export interface Row {
  readonly timeUs: number;
  readonly kind: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly size: number;
}

/** Rows other than those of delay. */
export function eventsOf(tape: Tape): Row[] {
  return rowsOf(tape).filter(({ kind }) => kind !== DELAY);
}

/** [time, delay] of the delay rows, µs since 1970. */
export function delaysOf(tape: Tape): [number, number][] {
  return rowsOf(tape).flatMap(({ kind, timeUs, size }) => (kind === DELAY ? [[timeUs, size]] : []));
}

/** The rows of a tape, times in µs since 1970. For comparing whole tapes. */
export function rowsOf(tape: Tape): Row[] {
  return Array.from({ length: tape.length }, (_, i) => ({
    timeUs: tape.startUs + (tape.timeUs[i] as number),
    kind: tape.kind[i] as number,
    side: tape.side[i] as number,
    priceTicks: tape.priceTicks[i] as number,
    size: tape.size[i] as number,
  }));
}

export function depthRow(timeUs: number, side: number, priceTicks: number, size: number): Row {
  return { timeUs, kind: DEPTH, side, priceTicks, size };
}
