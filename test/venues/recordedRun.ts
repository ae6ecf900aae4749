/** Records what the bench plays, with time as fast as the bench's, and compares the tape with what was played. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type LiveHealth, LiveMarket } from '../../src/live/liveMarket.ts';
import type { FeedVenue } from '../../src/market/feedVenue.ts';
import { ASK, BID, RESET, type Tape, TRADE } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import type { TapeGrid } from '../../src/recordings/import/importResult.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { readTape } from '../../src/recordings/tapeFile/readTape.ts';
import { BENCH_GRID, type Bench, type BenchRow, type BenchStep, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';

const LEVELS = 20;
/** What {@link best} makes of two empty sides. */
const NO_BOOK = ' | ';

/** A frame of the book, and the book of the venue when it was sent: `<ticks>x<lots>` of the best levels. */
export interface SentBook {
  /** Time (Hyperliquid) or number (Binance) of the frame, or all of it (Paradex). */
  readonly key: number | string;
  readonly atSeconds: number;
  readonly book: string;
}

export interface Run extends MarketRun {
  readonly bench: Bench;
}

/** A venue that plays a market. */
export interface PlayedMarket {
  readonly venue: FeedVenue;
  readonly symbol: string;
  readonly addresses: { readonly restUrl: string; readonly wsUrl: string };
  /** Trades that it plays: `<side> <ticks>x<lots>`. */
  readonly played: readonly string[];
  /** What it has sent so far. */
  readonly sent: readonly SentBook[];
  /** Since it began to play. */
  readonly seconds: () => number;
  /** Longest time in one file of the capture, µs; an hour where it is left out. */
  readonly captureFileUs?: number;
  /** When the tape is sealed. */
  readonly isOver: () => boolean;
}

export interface MarketRun {
  readonly tape: Tape;
  readonly health: LiveHealth;
  /** Trades that were played, and those on the tape: `<side> <ticks>x<lots>`. */
  readonly played: readonly string[];
  readonly recorded: readonly string[];
  /** Frames of the book that were received while the tape was recorded, with the tape's book at their receipt. */
  readonly frames: readonly (SentBook & { readonly recorded: string })[];
  /** Seconds of the bench at which the tape has a reset, without the one that it begins with. */
  readonly resets: readonly number[];
  /** Time of each row, seconds of the bench. */
  readonly seconds: readonly number[];
  /** Files of the capture, in order. */
  readonly captures: readonly string[];
  readonly grid: TapeGrid;
  /** Digests of the tape and of what its capture imports as. */
  readonly digests: readonly [tape: string, imported: string];
}

export interface RunOptions {
  readonly venue: 'hyperliquid' | 'binance';
  readonly rows: readonly BenchRow[];
  readonly steps?: readonly BenchStep[];
  /** Bench seconds after the last row until the tape is sealed. */
  readonly afterwards?: number;
}

export function addressesOfBench(venue: RunOptions['venue'], port: number): { restUrl: string; wsUrl: string } {
  const ws = `ws://127.0.0.1:${port}`;
  return { restUrl: `http://127.0.0.1:${port}`, wsUrl: venue === 'binance' ? ws : `${ws}/ws` };
}

export function symbolOnBench(venue: RunOptions['venue']): string {
  return venue === 'binance' ? 'SOLUSDT' : 'SOL';
}

/** Plays the rows to their end while they are recorded. */
export async function recordedRun({ venue, rows, steps = [], afterwards = 3 }: RunOptions): Promise<Run> {
  const time = new FastTime();
  const bench = await startBench({ venue, rows, steps, time });
  const market: PlayedMarket = {
    venue,
    symbol: symbolOnBench(venue),
    addresses: addressesOfBench(venue, bench.port),
    ...playedOnBench(bench, rows, afterwards),
  };
  return { bench, ...(await recordedMarket(market, time)) };
}

/** What the bench plays. @param afterwards seconds of the bench after the last row until the tape is sealed */
export function playedOnBench(
  bench: Bench,
  rows: readonly BenchRow[],
  afterwards: number,
): Pick<PlayedMarket, 'played' | 'sent' | 'seconds' | 'isOver'> {
  const lastUs = (rows.at(-1)?.us ?? 0) - (rows[0]?.us ?? 0);
  return {
    played: rows.filter(({ kind }) => kind === 'T').map(({ side, ticks, lots }) => `${side} ${ticks}x${lots}`),
    sent: sentBooks(bench),
    seconds: () => bench.player.seconds,
    isOver: () => bench.player.ended && bench.player.seconds > lastUs / 1e6 + afterwards,
  };
}

/** Records what a venue plays until it is over. */
export async function recordedMarket(played: PlayedMarket, time: FastTime): Promise<MarketRun> {
  const { venue, symbol, addresses, sent } = played;
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const startUs = time.ports.clock.nowUs() - played.seconds() * 1e6;
  const grid = { symbol, tickSize: BENCH_GRID.tick, lotSize: BENCH_GRID.lot };
  const captureFolder = join(folder, 'capture');
  const { captureFileUs = 3600e6 } = played;
  const market = LiveMarket.open({ venue, grid, addresses, captureFolder, captureFileUs }, time.ports);
  onTestFinished(() => market.close());
  const beginning = market.begin(join(folder, 'tape.parquet'), null);
  const tape = await beginning;
  await until(played.isOver);
  const sealed = tape.seal();
  const health = market.health();
  market.close();
  const secondsOf = (us: number): number => (us - startUs) / 1e6;
  const file = await readTape(sealed.file);
  const captures = readdirSync(captureFolder)
    .sort()
    .map((name) => join(captureFolder, name));
  const imported = await importRecordings(captures, grid);
  return {
    tape: file,
    health,
    played: played.played,
    recorded: tradesOn(file),
    frames: framesOn(file, captures, sent),
    resets: timesOf(file, RESET).slice(1).map(secondsOf),
    seconds: Array.from(file.timeUs, (timeUs) => secondsOf(file.startUs + timeUs)),
    captures,
    grid,
    digests: [tapeDigest(file), tapeDigest(imported.tape)],
  };
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The trades on the tape are those played, one after the other, but for `holes` breaks in which some are missing. */
export function expectTrades({ played, recorded }: Pick<Run, 'played' | 'recorded'>, holes: number): void {
  let at = 0;
  let breaks = 0;
  let found = 0;
  for (const trade of recorded) {
    if (played[at] !== trade) {
      const next = nextRun(played, recorded, at, found);
      expect(next, `trade ${found} of the tape was never played`).toBeGreaterThanOrEqual(0);
      // Those before the first are from before the tape.
      if (found > 0) breaks++;
      at = next;
    }
    at++;
    found++;
  }
  expect(at, 'the last trade that was played is on the tape').toBe(played.length);
  expect(breaks).toBeLessThanOrEqual(holes);
}

/** The trades on the tape are some that were played, without a hole. */
export function expectRunOf(played: readonly string[], recorded: readonly string[]): void {
  const from = nextRun(played, recorded, 0, 0);
  expect(from, 'the first trade was played').toBeGreaterThanOrEqual(0);
  expect(recorded).toEqual(played.slice(from, from + recorded.length));
}

/** Wherever the tape shows a book at a frame, it is that of the bench; with at most so many exceptions. Returns the frames with one. */
export function expectBooks({ frames }: Pick<Run, 'frames'>, exceptions = 0): Run['frames'] {
  const known = frames.filter(({ recorded }) => recorded !== NO_BOOK);
  const wrong = known.filter(({ recorded, book }) => recorded !== book);
  expect(
    wrong.map(({ atSeconds }) => atSeconds),
    'seconds at which the book is wrong',
  ).toHaveLength(Math.min(wrong.length, exceptions));
  return known;
}

/** Where the played trades go on as the recorded ones do, from `at` on. */
function nextRun(played: readonly string[], recorded: readonly string[], at: number, from: number): number {
  const look = recorded.slice(from, from + 5);
  for (let i = at; i < played.length; i++) if (look.every((trade, k) => played[i + k] === trade)) return i;
  return -1;
}

/** Notes the book of the bench whenever it sends a frame of it. */
function sentBooks(bench: Bench): SentBook[] {
  const sent: SentBook[] = [];
  const publish = bench.publish.bind(bench);
  bench.publish = (tag, message) => {
    const { u, data } = message as { u?: number; data?: { time?: number } };
    const key = tag === 'depth' ? u : tag === 'l2Book' ? data?.time : undefined;
    if (key !== undefined) {
      const sides = [BID, ASK].map((side) =>
        bench.engine.shown(side, LEVELS).map(([ticks, lots]) => `${ticks}x${lots}`),
      );
      sent.push({ key, atSeconds: bench.player.seconds, book: sides.map((side) => side.join(' ')).join(' | ') });
    }
    publish(tag, message);
  };
  return sent;
}

function tradesOn(tape: Tape): string[] {
  const trades: string[] = [];
  for (let i = 0; i < tape.length; i++) {
    if (tape.kind[i] === TRADE) trades.push(`${tape.side[i]} ${tape.priceTicks[i]}x${tape.size[i]}`);
  }
  return trades;
}

/** Times of the rows of a kind, µs since 1970. */
function timesOf(tape: Tape, kind: number): number[] {
  const times = Array.from(tape.timeUs, (timeUs) => tape.startUs + timeUs);
  return times.filter((_, i) => tape.kind[i] === kind);
}

interface CaptureLine {
  readonly us: number;
  readonly message: {
    readonly u?: number;
    readonly channel?: string;
    readonly kind?: string;
    readonly data?: { readonly time?: number };
    readonly binary?: string;
    readonly timeMs?: number;
    readonly nonce?: number | null;
  };
}

/** Which frame of the book a message is. A snapshot over REST has the number of a frame too, and may show a later book. */
function keyOf({ u, channel, kind, data, binary, timeMs, nonce }: CaptureLine['message']): SentBook['key'] | undefined {
  if (binary !== undefined) return binary;
  if (channel === 'book') return kind === 'changes' ? (nonce ?? timeMs) : undefined;
  return u ?? (channel === 'l2Book' ? data?.time : undefined);
}

function linesOf(captures: readonly string[]): CaptureLine[] {
  return captures.flatMap((file) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ');
        return { us: Number(line.slice(0, at - 3)), message: JSON.parse(line.slice(at + 1)) as CaptureLine['message'] };
      }),
  );
}

/** The book of the tape at the receipt of each frame, by plain maps of levels. */
function framesOn(tape: Tape, captures: readonly string[], sent: readonly SentBook[]): Run['frames'] {
  // A clock that is set back gives a time twice.
  const byKey = Map.groupBy(sent, ({ key }) => key);
  const sides = [new Map<number, number>(), new Map<number, number>()] as const;
  let row = 0;
  const frames: (SentBook & { recorded: string })[] = [];
  for (const { us, message } of linesOf(captures)) {
    if (us < tape.startUs) continue;
    while (row < tape.length && tape.startUs + (tape.timeUs[row] as number) <= us) {
      const [kind, ticks, lots] = [tape.kind[row], tape.priceTicks[row] as number, tape.size[row] as number];
      if (kind === RESET) for (const side of sides) side.clear();
      if (kind === 0) {
        const side = sides[tape.side[row] === ASK ? ASK : BID];
        if (lots === 0) side.delete(ticks);
        else side.set(ticks, lots);
      }
      row++;
    }
    const key = keyOf(message);
    const frame = key === undefined ? undefined : byKey.get(key)?.shift();
    if (frame !== undefined) frames.push({ ...frame, recorded: best(sides) });
  }
  return frames;
}

function best(sides: readonly [Map<number, number>, Map<number, number>]): string {
  return sides
    .map((levels, side) =>
      [...levels]
        .sort(([a], [b]) => (side === BID ? b - a : a - b))
        .slice(0, LEVELS)
        .map(([ticks, lots]) => `${ticks}x${lots}`)
        .join(' '),
    )
    .join(' | ');
}
