/** The watchdog: own orders go when the program that placed them is gone or stands still, and stay when it said farewell. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWatchdog, type WatchdogRequest } from '../../src/watchdog/watchdog.ts';
import { isFakeVenueThere, startFaultVenue, TEST_KEY, type Venue } from './faultRun.ts';
import { accountOf } from './venueAccounts.ts';

const SILENCE_MS = 2000;
/** From the end of the program, or of the silence, to the last order: a round trip and a look. */
const WITHIN_MS = 5000;

interface Ledger {
  readonly orders: readonly { readonly by: string; readonly status: string }[];
}

async function watched(venue: Venue, steps: readonly object[] = []) {
  const script = {
    name: 'watchdog',
    steps: [{ at: 1, do: 'manual-order', side: 'buy', size: 1 }, ...steps],
    expect: {},
  };
  const bench = await startFaultVenue(venue, script, 90);
  onTestFinished(() => bench.close());
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-watchdog-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await sleep(1500);
  const request: WatchdogRequest = {
    account: accountOf(venue, bench),
    instrument: { symbol: venue === 'binance' ? 'SOLUSDT' : 'SOL', tickSize: 0.01, lotSize: 0.01 },
    prefix: 'c0ffee04',
    silenceMs: SILENCE_MS,
    logFile: join(folder, 'watchdog.log'),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'watchedProgram.ts')], {
    env: { ...process.env, WATCHED: JSON.stringify(request) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const openNow = async (): Promise<string[]> =>
    (await bench.control<Ledger>('ledger')).orders.filter(({ status }) => status === 'open').map(({ by }) => by);
  expect(await openNow()).toEqual(['hand', 'client', 'client']);
  const log = (): string => (existsSync(request.logFile) ? readFileSync(request.logFile, 'utf8') : '');
  return { bench, request, child, watchdogPid: Number(line), openNow, log };
}

/** Ends at once when it is true, and after this time in any case. */
async function within(ms: number, isSo: () => Promise<boolean> | boolean): Promise<boolean> {
  for (const endMs = performance.now() + ms; performance.now() < endMs; await sleep(50)) if (await isSo()) return true;
  return isSo();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

describe.skipIf(!isFakeVenueThere).each(['hyperliquid', 'binance'] as const)('a watchdog at %s', (venue) => {
  it('cancels our orders alone when the program is killed, through lost answers, and ends', async () => {
    const { child, watchdogPid, openNow, log } = await watched(venue, [
      { on: 'cancel', nth: 1, do: 'error-before-accept', count: 1, code: 502 },
      { on: 'cancel', nth: 2, do: 'lose-reply', count: 1 },
    ]);
    await ended(child, 'SIGKILL');
    expect(await within(WITHIN_MS, async () => (await openNow()).length === 1)).toBe(true);
    expect(await openNow()).toEqual(['hand']);
    expect(await within(10_000, () => !isRunning(watchdogPid))).toBe(true);
    expect(log()).toContain('the program is gone without a farewell');
    expect(log()).toContain('nothing of ours is open');
    expect(log()).not.toMatch(/7e577e57|fake-secret|fake-key/);
  }, 60_000);

  it('cancels when the program stands still, and watches again when it goes on', async () => {
    const { child, watchdogPid, openNow, log } = await watched(venue);
    child.kill('SIGSTOP');
    expect(await within(SILENCE_MS + WITHIN_MS, async () => (await openNow()).length === 1)).toBe(true);
    child.kill('SIGCONT');
    expect(await within(5000, () => log().includes('heartbeats are heard again'))).toBe(true);
    expect(isRunning(watchdogPid)).toBe(true);
    await ended(child, 'SIGTERM');
    expect(await within(5000, () => !isRunning(watchdogPid))).toBe(true);
  }, 60_000);
});

describe.skipIf(!isFakeVenueThere)('a watchdog', () => {
  it('cancels nothing after a farewell, and is not ended by signals of its own', async () => {
    const { child, watchdogPid, openNow, log } = await watched('binance');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(watchdogPid, signal);
    if (existsSync('/proc/self/cmdline')) {
      expect(readFileSync(`/proc/${watchdogPid}/cmdline`, 'utf8')).not.toMatch(/fake-secret|fake-key|7e57/);
    }
    await sleep(300);
    expect(isRunning(watchdogPid)).toBe(true);
    await ended(child, 'SIGTERM');
    expect(await within(5000, () => !isRunning(watchdogPid))).toBe(true);
    expect(await openNow()).toEqual(['hand', 'client', 'client']);
    expect(log()).toBe('');
  }, 60_000);

  it('is started again where it was killed, and then cancels what a program leaves', async () => {
    const { child, watchdogPid, openNow } = await watched('binance');
    process.kill(watchdogPid, 'SIGKILL');
    await sleep(5000);
    await ended(child, 'SIGUSR2');
    expect(await within(WITHIN_MS, async () => (await openNow()).length === 1)).toBe(true);
  }, 60_000);

  it('that ended a moment ago is begun anew for what a program leaves', async () => {
    const { child, watchdogPid, openNow, log } = await watched('binance');
    process.kill(watchdogPid, 'SIGKILL');
    expect(await within(2000, () => !isRunning(watchdogPid))).toBe(true);
    await ended(child, 'SIGUSR2');
    expect(await within(WITHIN_MS, async () => (await openNow()).length === 1)).toBe(true);
    expect(log()).toContain('the program is gone without a farewell');
  }, 60_000);

  it('says at once that it does not watch, until another one does', async () => {
    const { request } = await watched('binance');
    const watchdog = await startWatchdog(request);
    onTestFinished(() => watchdog.farewell());
    const told: boolean[] = [];
    watchdog.hear((isWatching) => told.push(isWatching));
    expect(watchdog.isWatching).toBe(true);
    const { pid = expect.fail('it is a process') } = watchdog;
    process.kill(pid, 'SIGKILL');
    expect(await within(2000, () => !watchdog.isWatching)).toBe(true);
    expect(await within(10_000, () => watchdog.isWatching)).toBe(true);
    expect(watchdog.pid).not.toBe(pid);
    expect(told).toEqual([false, true]);
  }, 60_000);
});

describe('a watchdog that cannot reach the venue', () => {
  it('is no watchdog: nothing begins', async () => {
    const account = { venue: 'hyperliquid', restUrl: 'http://127.0.0.1:9', wsUrl: 'ws://127.0.0.1:9/ws' } as const;
    const keys = { isTestnet: false, user: `0x${'ab'.repeat(20)}`, key: TEST_KEY };
    const instrument = { symbol: 'SOL', tickSize: 0.01, lotSize: 0.01 };
    const request = { instrument, prefix: 'c0ffee04', silenceMs: SILENCE_MS, logFile: '/dev/null' };
    await expect(startWatchdog({ account: { ...account, ...keys }, ...request })).rejects.toThrow(
      'the watchdog does not watch: the venue does not answer',
    );
  }, 40_000);
});
