/**
 * A venue on this machine that plays a tape over the real wire formats, with faults by script. It was written independently of this
 * project and is in a folder beside it, which may be missing: see {@link isBenchThere}.
 */

import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { FastTime } from './fastTime.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/fakevenue');
const MODULES = join(import.meta.dirname, '../../node_modules');

export const isBenchThere: boolean = existsSync(join(FOLDER, 'venue.mjs'));
if (!isBenchThere) console.warn(`skipped: tests of live feeds; the fake venue is not in ${FOLDER}`);

export const BENCH_GRID = { tick: 0.01, lot: 0.01 } as const;

/** A row of the tape that is played; `side` is that of the book (0 bid, 1 ask). */
export interface BenchRow {
  readonly us: number;
  readonly kind: 'R' | 'D' | 'Q' | 'T';
  readonly side: number;
  readonly ticks: number;
  readonly lots: number;
}

/** Only what is used here. */
export interface Bench {
  readonly port: number;
  readonly connections: number;
  readonly violations: readonly unknown[];
  readonly requests: readonly { readonly seconds: number }[];
  readonly player: BenchPlayer;
  readonly faults: { apply(step: BenchStep): void };
  readonly engine: {
    shown(side: number, most: number): [ticks: number, lots: number, orders: number][];
  };
  publish(tag: string, message: unknown): void;
  close(): Promise<void>;
}

interface BenchPlayer {
  /** Of the tape, since its start. */
  readonly seconds: number;
  readonly ended: boolean;
  readonly rows: readonly BenchRow[];
  readonly speed: number;
  startedMs: number;
  baseUs: number;
  /** Plays what is due `(performance.now() − startedMs) × speed` after the start. */
  step(): void;
}

export interface BenchStep {
  readonly at?: number;
  readonly do: string;
  readonly [key: string]: unknown;
}

export interface BenchOptions {
  readonly venue: 'hyperliquid' | 'binance';
  readonly rows: readonly BenchRow[];
  /** How many times faster than the machine's time; 1 where it is left out. */
  readonly speed?: number;
  readonly steps?: readonly BenchStep[];
  /** The time of a test that has its own; the bench runs by that of the machine otherwise. */
  readonly time?: FastTime;
}

/** A random market of so many seconds. */
export async function benchRows(seconds: number, seed = 1): Promise<readonly BenchRow[]> {
  const { makeTape, parseTape } = await moduleOf<{
    makeTape: (options: object) => string;
    parseTape: (text: string, grid: object) => BenchRow[];
  }>('tape.mjs');
  return parseTape(makeTape({ seed, seconds, ...BENCH_GRID }), BENCH_GRID);
}

/** Starts a venue in this process. It is closed when the test ends. */
export async function startBench({ venue, rows, speed = 1, steps = [], time }: BenchOptions): Promise<Bench> {
  const { startVenue } = await moduleOf<{
    startVenue: (wire: unknown, rows: readonly BenchRow[], options: object) => Promise<Bench>;
  }>('venue.mjs');
  const name = venue === 'binance' ? 'Binance' : 'Hyperliquid';
  const wires = await moduleOf<Record<string, unknown>>(`${venue}.mjs`);
  const bench = await startVenue(wires[name], rows, {
    instrument: { coin: 'SOL', ...BENCH_GRID },
    speed,
    script: { steps },
    paused: time !== undefined,
  });
  onTestFinished(() => bench.close());
  if (time !== undefined) playBy(bench.player, time);
  return bench;
}

/** Plays by the time of the test, from now on. */
function playBy(player: BenchPlayer, time: FastTime): void {
  const since = time.seconds;
  player.baseUs = player.rows[0]?.us ?? 0;
  const play = (seconds: number): void => {
    player.startedMs = performance.now() - ((seconds - since) * 1000) / player.speed;
    player.step();
  };
  // The first row at once: before it the bench has no time to stamp its messages with.
  play(since);
  time.onStep(play);
}

/** The steps of a script of the bench. */
export async function scriptSteps(name: string): Promise<readonly BenchStep[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(join(FOLDER, 'faults', `${name}.json`), 'utf8');
  return (JSON.parse(text) as { steps: BenchStep[] }).steps;
}

let copied: string | undefined;

/** The folder of the bench is not ours to write to, and has no modules installed: a copy beside ours uses those of the project. */
function copyOfBench(): string {
  if (copied !== undefined) return copied;
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of readdirSync(FOLDER)) {
    if (/\.mjs$|^package\.json$/.test(name)) copyFileSync(join(FOLDER, name), join(folder, name));
  }
  symlinkSync(MODULES, join(folder, 'node_modules'));
  copied = folder;
  return folder;
}

async function moduleOf<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(join(copyOfBench(), name)).href)) as Module;
}
