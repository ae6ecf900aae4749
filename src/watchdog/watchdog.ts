/**
 * A process of its own that cancels our orders when this program is gone: after kill -9, a crash, or while it stands still. It gets its
 * keys over a pipe, and then a heartbeat. The system closes the pipe with this program, however it ends.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TradedInstrument, VenueAccount } from '../gateway/openGateway.ts';
import { GatewayError } from '../orders/gateway.ts';

/** Plain data, the first line on the pipe. */
export interface WatchdogRequest {
  readonly account: VenueAccount;
  readonly instrument: TradedInstrument;
  /** The first eight digits of the ids of our orders. */
  readonly prefix: string;
  /** After so long without a heartbeat the orders are cancelled, ms. */
  readonly silenceMs: number;
  /** Sentences about what it did are added here. */
  readonly logFile: string;
}

export interface Watchdog {
  /** Of the process that watches at the moment. */
  readonly pid: number | undefined;
  /** Whether it can reach the venue and hears heartbeats. false from its end until another has begun. */
  readonly isWatching: boolean;
  /** Tells of every change of {@link isWatching} at once. It replaces the listener before. */
  hear(changed: (isWatching: boolean) => void): void;
  /** To be called at least once in a third of `silenceMs`. */
  beat(): void;
  /** Nothing of ours is open any more: it ends and cancels nothing. */
  farewell(): Promise<void>;
  /** This program ends and orders may be open: it cancels them and then ends. Not waited for. */
  leave(): void;
}

export const BEAT = 'beat';
export const FAREWELL = 'farewell';
export const READY = 'ready';

const START_MS = 20_000;
const FAREWELL_MS = 3000;
const AGAIN_MS = 1000;

/** Resolves when it watches. A watchdog that ends by itself is started again. @throws GatewayError where it cannot reach the venue */
export async function startWatchdog(request: WatchdogRequest): Promise<Watchdog> {
  let isOver = false;
  let isWatching = false;
  let child: ChildProcess;
  let again: NodeJS.Timeout | undefined;
  let changed: (isWatching: boolean) => void = () => undefined;
  const watching = (is: boolean): void => {
    if (isWatching === is) return;
    isWatching = is;
    changed(is);
  };

  const start = async (): Promise<void> => {
    const now = begun(request);
    child = now;
    const gone = (): void => {
      if (isOver || now !== child) return;
      watching(false);
      clearTimeout(again);
      // Where it cannot begin it ends, and is started again.
      again = setTimeout(() => start().catch(() => undefined), AGAIN_MS);
    };
    now.on('exit', gone);
    // A process that could not be made has no end.
    now.on('error', gone);
    const said = await firstLine(now);
    if (said !== READY) {
      now.kill('SIGKILL');
      throw new GatewayError(`the watchdog does not watch: ${said}`);
    }
    watching(!isOver && now === child && now.exitCode === null && now.signalCode === null);
  };

  const over = (): void => {
    isOver = true;
    isWatching = false;
    clearTimeout(again);
  };
  try {
    await start();
  } catch (error) {
    over();
    throw error;
  }
  return {
    get pid() {
      return child.pid;
    },
    get isWatching() {
      return isWatching;
    },
    hear: (listener) => {
      changed = listener;
    },
    beat: () => void child.stdin?.write(`${BEAT}\n`),
    farewell: async () => {
      over();
      const now = child;
      const gone = hasEnded(now) ? Promise.resolve() : once(now, 'exit', { signal: AbortSignal.timeout(FAREWELL_MS) });
      now.stdin?.end(`${FAREWELL}\n`);
      await gone.catch(() => now.kill('SIGKILL'));
    },
    leave: () => {
      over();
      // One that ended a moment ago was not started again yet.
      const now = hasEnded(child) ? begun(request) : child;
      now.stdin?.end('');
      now.unref();
    },
  };
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** A process that knows what it is to watch. */
function begun(request: WatchdogRequest): ChildProcess {
  const child = spawned();
  // Its end is heard by itself; what is written meanwhile is lost, and heartbeats come again.
  child.stdin?.on('error', () => undefined);
  child.on('error', () => undefined);
  child.stdin?.write(`${JSON.stringify(request)}\n`);
  return child;
}

/** In a session of its own, so that Ctrl-C at the terminal does not reach it. */
function spawned(): ChildProcess {
  const file = fileURLToPath(new URL(`./watchdogProcess${extname(import.meta.url)}`, import.meta.url));
  return spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
}

/** What it says first, or why it says nothing. */
async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) return 'it has no pipe';
  const lines = createInterface(child.stdout);
  const late = AbortSignal.timeout(START_MS);
  try {
    // Rejects where the process could not be made.
    const ended = once(child, 'exit', { signal: late }).then(() => ['it ended']);
    const [line] = (await Promise.race([once(lines, 'line', { signal: late }), ended])) as [string];
    return line;
  } catch (error) {
    return late.aborted ? `no word within ${START_MS / 1000} s` : String(error);
  } finally {
    lines.close();
    child.stdout.destroy();
  }
}
