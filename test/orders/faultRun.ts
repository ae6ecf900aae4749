/** One script of faults at the fake venue, in a process of its own, with the quoter in another. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentKey } from '../../src/gateway/hyperliquid/agentKey.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '../shared/fakevenue');
export const isFakeVenueThere: boolean = existsSync(join(FOLDER, 'start.mjs'));
if (!isFakeVenueThere) console.warn('tests of live orders skipped: the folder ../shared/fakevenue is missing');

export type Venue = 'hyperliquid' | 'binance';

export interface Script {
  readonly name: string;
  readonly venue?: Venue;
  readonly steps: readonly object[];
  readonly harness?: readonly { readonly at: number; readonly signal?: NodeJS.Signals; readonly start?: boolean }[];
  readonly expect: Readonly<Record<string, unknown>>;
}

/** What the quoter said when it ended. */
export interface Said {
  readonly isClean: boolean;
  readonly state: string;
  readonly code: string;
  readonly text: string;
  readonly fills: readonly object[];
  readonly position: number;
  readonly openOrders: number;
  readonly cash: number;
  readonly ownFills: number;
  readonly foreignFills: number;
  /** Of others, when it was told to end. */
  readonly foreignOrders: number;
}

export interface Ran {
  readonly failures: readonly string[];
  readonly said: Said;
  /** What it said when it was started and ended again, twice. */
  readonly again: readonly Said[];
  /** Kinds of requests that the venue received. */
  readonly requests: readonly string[];
  readonly truth: { readonly position: string; readonly openOrders: number };
}

const KEY = `0x${'7e57'.repeat(16)}`;
/** Key of the quoter's API wallet at the fake venue. */
export const TEST_KEY: string = KEY;

export function scripts(): ReadonlyMap<string, Script> {
  const folder = join(FOLDER, 'faults');
  const files = isFakeVenueThere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return new Map(
    files.sort().map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
}

let bench: string | undefined;
/** A copy of the fake venue with the packages of this project, which its own folder does not have. */
export function fakeVenueFolder(): string {
  if (bench !== undefined) return bench;
  const folder = mkdtempSync(join(tmpdir(), 'fakevenue-'));
  cpSync(FOLDER, folder, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  bench = folder;
  return folder;
}

async function lineOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('a child without its output');
  const failed = once(child, 'exit').then(async ([code, signal]) => {
    await sleep(100);
    throw new Error(`it ended with ${code ?? signal} and without a word`);
  });
  failed.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  return line;
}

export interface FaultVenue {
  readonly url: string;
  /** ws://host:port */
  readonly ws: string;
  control<T>(path: string, body?: object): Promise<T>;
  close(): void;
}

export async function startFaultVenue(venue: Venue, script: Script, seconds: number): Promise<FaultVenue> {
  const folder = fakeVenueFolder();
  const file = join(mkdtempSync(join(folder, 'run-')), 'script.json');
  writeFileSync(file, JSON.stringify(script));
  const args = ['start.mjs', '--venue', venue, '--script', file, '--seconds', String(seconds), '--seed', '7'];
  if (venue === 'hyperliquid') args.push('--agent', agentKey(KEY).address);
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const { url } = JSON.parse(await lineOf(child)) as { url: string };
  return {
    url,
    ws: url.replace('http', 'ws'),
    control: async <T>(path: string, body?: object) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return (await (await fetch(`${url}/control/${path}`, init)).json()) as T;
    },
    close: () => void child.kill('SIGKILL'),
  };
}

export interface Quoter {
  readonly child: ChildProcess;
  /** Ends it in an orderly way. */
  end(): Promise<Said>;
}

export interface QuoterChoices {
  readonly PREFIX?: string;
  /** Sides that it quotes, with a comma between. */
  readonly SIDES?: string;
  /** How far from the touch it quotes, as a share of it. */
  readonly OFF?: string;
}

/** @param tape its own-event tape */
export function startQuoter(venue: Venue, bench: FaultVenue, tape: string, choices: QuoterChoices = {}): Quoter {
  const env = {
    ...process.env,
    ...choices,
    VENUE: venue,
    VENUE_URL: bench.url,
    VENUE_WS: bench.ws,
    OWN_TAPE: tape,
    AGENT_KEY: KEY,
  };
  const quoter = join(import.meta.dirname, 'quoter.ts');
  const child = spawn(process.execPath, [quoter], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const end = async (): Promise<Said> => {
    const line = lineOf(child);
    child.kill('SIGTERM');
    return JSON.parse(await line) as Said;
  };
  return { child, end };
}

/** Of a file, bytes; 0 where it is missing. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export async function runScript(venue: Venue, script: Script, seconds: number, timesAgain = 0): Promise<Ran> {
  const bench = await startFaultVenue(venue, script, seconds + 60);
  const tape = join(mkdtempSync(join(tmpdir(), 'own-tape-')), 'orders.jsonl');
  let quoter: Quoter | undefined;
  const start = (): void => {
    quoter = startQuoter(venue, bench, tape);
  };
  const end = (): Promise<Said> => quoter?.end() ?? Promise.reject(new Error('no quoter runs'));
  try {
    const { seconds: now } = await bench.control<{ seconds: number }>('state');
    const startMs = performance.now() - now * 1000;
    const until = (at: number): Promise<void> => sleep(Math.max(0, startMs + at * 1000 - performance.now()));
    start();
    for (const { at, signal, start: isStart } of script.harness ?? []) {
      await until(at);
      if (signal !== undefined) quoter?.child.kill(signal);
      if (isStart === true) start();
    }
    await until(seconds);
    const said = await end();
    const again: Said[] = [];
    for (let i = 0; i < timesAgain; i++) {
      const before = sizeOf(tape);
      start();
      // A busy machine takes a while until it runs.
      for (let looks = 0; sizeOf(tape) === before && looks < 200; looks++) await sleep(100);
      await sleep(3000);
      again.push(await end());
    }
    // Fills by hand that no stream and no list tells are not the quoter's to know.
    const { fills, position, openOrders, cash, foreignFills } = again.at(-1) ?? said;
    // The cash of a person's trades is not in our ledger.
    const beliefs = { fills, position, openOrders, ...(foreignFills === 0 ? { cash } : {}) };
    const isTold = !script.steps.some((step) => 'silent' in step);
    const verdict = await bench.control<{ failures: string[] }>('verdict', isTold ? beliefs : undefined);
    const state = await bench.control<{ requests: Record<string, number> }>('state');
    const truth = await bench.control<Ran['truth']>('ledger');
    return { failures: verdict.failures, said, again, requests: Object.keys(state.requests), truth };
  } finally {
    quoter?.child.kill('SIGKILL');
    bench.close();
    if (process.env.KEEP_TAPES === undefined) rmSync(join(tape, '..'), { recursive: true, force: true });
    else console.warn(`${venue} ${script.name}: ${tape}`);
  }
}
