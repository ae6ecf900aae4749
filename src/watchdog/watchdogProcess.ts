/**
 * The program of the watchdog. It reads its request and then heartbeats from stdin. It ends at a farewell, or when the program that it
 * watches is gone and nothing of ours is open.
 */

import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type OpenedGateway, openToCancel } from '../gateway/openGateway.ts';
import { cancelOwn, untilAnswered } from '../orders/cancelOwn.ts';
import type { OpenId } from '../orders/gateway.ts';
import { BEAT, FAREWELL, READY, type WatchdogRequest } from './watchdog.ts';

const LOOK_MS = 250;
/** One after the other, with a pause between, so that the venue does not find it too much. */
const TRY_MS = 20_000;
const PAUSE_MS = 10_000;
/** A venue that nobody reaches for so long is left to a person. */
const GIVE_UP_MS = 24 * 3_600_000;
const OPEN_MS = 15_000;

const clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

let heardMs = clock.nowMs();
/** Heartbeats so far. */
let beats = 0;
let isAlone = false;

// Whoever ends the program's group or its service means the program; this one ends when the orders are gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
let begin: (text: string) => void = () => undefined;
const first = new Promise<string>((resolve) => {
  begin = resolve;
});
let isBegun = false;
lines.on('line', (line) => {
  heardMs = clock.nowMs();
  if (line === FAREWELL) process.exit(0);
  else if (line === BEAT) beats++;
  else if (!isBegun) {
    isBegun = true;
    begin(line);
  }
});
lines.on('close', () => {
  isAlone = true;
  // Killed before it has said anything: there is nothing to watch.
  if (!isBegun) process.exit(0);
});

const request = JSON.parse(await first) as WatchdogRequest;
const log = (text: string): void => {
  try {
    appendFileSync(request.logFile, `${new Date().toISOString()} ${text}\n`);
  } catch {
    // A disk that is full or gone keeps nobody from cancelling.
  }
};
const voice = { say: log, clock };
const opening = (): Promise<OpenedGateway> => openToCancel(request.account, request.instrument);
const gateway = await untilAnswered(voice, 'that it can be used', opening, OPEN_MS);
// Its last words have no reader where the program is gone already.
process.stdout.on('error', () => undefined);
process.stdout.write(gateway === null ? 'the venue does not answer\n' : `${READY}\n`);
if (gateway === null) process.exit(1);
heardMs = clock.nowMs();
await watch(gateway);

async function watch(opened: OpenedGateway): Promise<void> {
  let lookedMs = clock.nowMs();
  for (;;) {
    if (isAlone) {
      await cancelAll(opened, 'the program is gone without a farewell');
      process.exit(0);
    }
    const nowMs = clock.nowMs();
    // If this process stood still too, what came meanwhile has to be read first.
    const wasAsleep = nowMs - lookedMs > 4 * LOOK_MS;
    lookedMs = nowMs;
    if (!wasAsleep && nowMs - heardMs > request.silenceMs) {
      await cancelAll(opened, `no heartbeat for ${request.silenceMs / 1000} s`);
      // Whatever stands still places no orders; another silence after its next heartbeat counts anew.
      const before = beats;
      while (!isAlone && beats === before) await clock.sleep(LOOK_MS);
      lookedMs = clock.nowMs();
    }
    await clock.sleep(LOOK_MS);
  }
}

/** Until nothing of ours is open, or a heartbeat is heard again. */
async function cancelAll(opened: OpenedGateway, why: string): Promise<void> {
  log(`${why}: own orders are cancelled`);
  const before = beats;
  const isBack = (): boolean => !isAlone && beats !== before;
  const endMs = clock.nowMs() + GIVE_UP_MS;
  for (;;) {
    const orders = await tryToCancel(opened, isBack);
    if (isBack()) return log('heartbeats are heard again');
    if (orders?.length === 0) return log('nothing of ours is open');
    if (clock.nowMs() >= endMs) return log('WARNING: orders may be open; use the page of the venue');
    await clock.sleep(PAUSE_MS);
  }
}

/** What is left; null where that is not known. Nothing that goes wrong here ends this process. */
async function tryToCancel(opened: OpenedGateway, isBack: () => boolean): Promise<readonly OpenId[] | null> {
  try {
    return (await cancelOwn({ gateway: opened, prefix: request.prefix, ...voice }, TRY_MS, isBack)).orders;
  } catch (error) {
    log(`a fault: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
