/**
 * Section (d) of bench/RESULTS.md: from a tape file to the result of a lane. Measures wall time and memory of a fresh process, for
 * each way of reading the tape.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { btcUsdPerp } from '../src/market/instrument.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import { writeTape } from '../src/recordings/tapeFile/writeTape.ts';
import { ROUNDS, type Spread, spreadOf } from './median.ts';

const PROCESS = fileURLToPath(new URL('longTapeProcess.ts', import.meta.url));
export const LONG_TAPE_HOURS = 8;

/**
 * - `compiling`: streamed from the tape file into a compiled file beside it, then replayed from that chunk by chunk.
 * - `compiled`: replayed from a compiled file that exists already.
 * - `memory`: the whole tape and its compiled form in memory.
 */
export const ways = ['compiling', 'compiled', 'memory'] as const;
export type Way = (typeof ways)[number];

/** The process prints this as JSON. Times in ms. */
export interface LongTapeReading {
  readonly events: number;
  readonly fills: number;
  /** From the opening of the file until a session can begin. */
  readonly openMs: number;
  readonly simulateMs: number;
  /** Peak resident set of the whole process, MB of 2^20 bytes. */
  readonly peakMb: number;
}

export interface LongTape {
  readonly way: Way;
  readonly events: number;
  readonly openMs: Spread;
  readonly simulateMs: Spread;
  /** Millions of events per second, opening included. */
  readonly mevPerSecond: Spread;
  readonly peakMb: Spread;
}

export function writeLongTape(file: string, hours: number = LONG_TAPE_HOURS): void {
  const request = { family: 'switching', seed: 'bench/long', instrument: btcUsdPerp } as const;
  writeTape(file, generateMarket({ ...request, minutes: hours * 60 }));
}

/** Measures each way. @throws Error if two ways give different numbers of fills */
export function longTape(file: string): LongTape[] {
  const results = ways.map((way) => ({ way, readings: Array.from({ length: ROUNDS }, () => read(file, way)) }));
  const fills = new Set(results.flatMap(({ readings }) => readings.map((reading) => reading.fills)));
  if (fills.size !== 1)
    throw new Error(`the same tape gave ${[...fills].join(' and ')} fills, depending on how it was read`);
  return results.map(({ way, readings }) => {
    const spread = (of: (reading: LongTapeReading) => number): Spread => spreadOf(readings.map(of));
    return {
      way,
      events: readings[0]?.events ?? 0,
      openMs: spread((r) => r.openMs),
      simulateMs: spread((r) => r.simulateMs),
      mevPerSecond: spread((r) => r.events / ((r.openMs + r.simulateMs) * 1e3)),
      peakMb: spread((r) => r.peakMb),
    };
  });
}

function read(file: string, way: Way): LongTapeReading {
  if (way === 'compiling') rmSync(`${file}.compiled`, { force: true });
  return JSON.parse(execFileSync(process.execPath, [PROCESS, file, way], { encoding: 'utf8' })) as LongTapeReading;
}
