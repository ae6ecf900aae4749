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
  let child = spawned();
  let again: NodeJS.Timeout | undefined;

  const started = async (): Promise<void> => {
    const now = child;
    now.on('exit', () => {
      if (isOver || now !== child) return;
      again = setTimeout(() => {
        child = spawned();
        // Where it cannot begin it ends, and is started again.
        started().catch(() => undefined);
      }, AGAIN_MS);
    });
    // The end of the process is heard by itself; what is written meanwhile is lost, and heartbeats come again.
    now.stdin?.on('error', () => undefined);
    now.on('error', () => undefined);
    now.stdin?.write(`${JSON.stringify(request)}\n`);
    const said = await firstLine(now);
    if (said === READY) return;
    now.kill('SIGKILL');
    throw new GatewayError(`the watchdog does not watch: ${said}`);
  };

  try {
    await started();
  } catch (error) {
    isOver = true;
    clearTimeout(again);
    throw error;
  }
  const end = (last: string): void => {
    isOver = true;
    clearTimeout(again);
    child.stdin?.end(last);
  };
  return {
    get pid() {
      return child.pid;
    },
    beat: () => void child.stdin?.write(`${BEAT}\n`),
    farewell: async () => {
      const now = child;
      const isGone = now.exitCode !== null || now.signalCode !== null;
      const gone = isGone ? Promise.resolve() : once(now, 'exit', { signal: AbortSignal.timeout(FAREWELL_MS) });
      end(`${FAREWELL}\n`);
      await gone.catch(() => now.kill('SIGKILL'));
    },
    leave: () => {
      end('');
      child.unref();
    },
  };
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
