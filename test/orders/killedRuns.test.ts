/**
 * kill -9 before and after every order, cancel and dead man that is sent, and before and after every commit to the own-event tape: one
 * short run after the other on one account and one tape, each killed at another call.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../../src/orders/ownEvents.ts';
import type { CallKind, Failpoint } from './failpoints.ts';
import { isFakeVenueThere, startFaultVenue, type Venue } from './faultRun.ts';
import type { Believed, ShortRun } from './shortRun.ts';
import { accountOf } from './venueAccounts.ts';

/** Longest time of all runs on one account. */
const SECONDS = 200;
const RUN_MS = 40_000;

/** Every kind of call of a short run. A session goes on after a kill, and has one beginning: a whole run has to be before it. */
const KINDS: readonly CallKind[] = [
  'tape:opened',
  'tape:baseline',
  'place',
  'cancel',
  'arm',
  'disarm',
  'flush',
  'tape:run',
  'tape:sending',
  'tape:accepted',
  'tape:fill',
  'tape:ended',
  'tape:cancelling',
  'tape:cancelAnswered',
  'tape:sessionOver',
];

interface Ledger {
  readonly openOrders: number;
  readonly position: string;
  readonly orders: readonly { readonly cloid: string | null; readonly status: string }[];
}

interface Chain {
  /** At what each run was killed, e.g. `killed after place`. */
  readonly kills: readonly string[];
  /** What the runs said that were not killed. */
  readonly lived: readonly Believed[];
  readonly failures: readonly string[];
  readonly ledger: Ledger;
  readonly past: readonly OwnEvent[];
}

async function chain(venue: Venue, when: Failpoint['when']): Promise<Chain> {
  // Never more than two orders at once: what a killed run left is gone before another order leaves.
  const expected = { openOrdersAtEnd: 0, mostOrdersPerCloid: 1, everyOrderHasCloid: true, mostOpenOrders: 2 };
  const bench = await startFaultVenue(venue, { name: 'killed', steps: [], expect: expected }, SECONDS);
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-killed-'));
  try {
    const ownTape = join(folder, 'orders.jsonl');
    const run = async (failpoint: Failpoint | null): Promise<string | Believed> => {
      const request: ShortRun = {
        account: accountOf(venue, bench),
        symbol: venue === 'binance' ? 'SOLUSDT' : 'SOL',
        ownTape,
        control: `${bench.url}/control`,
        failpoint,
      };
      const child = spawn(process.execPath, [join(import.meta.dirname, 'shortRun.ts')], {
        env: { ...process.env, RUN: JSON.stringify(request), NODE_COMPILE_CACHE: join(tmpdir(), 'mmtune-compiled') },
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: RUN_MS,
        killSignal: 'SIGABRT',
      });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk;
      });
      const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
      if (signal === 'SIGKILL' && out.startsWith('killed ')) return out.trim();
      if (code === 0) return JSON.parse(out) as Believed;
      throw new Error(`a run on ${venue} for ${JSON.stringify(failpoint)} ended with ${code ?? signal}: ${out}`);
    };
    const kills: string[] = [];
    const lived: Believed[] = [];
    const record = async (said: string | Believed): Promise<void> => {
      if (typeof said !== 'string') lived.push(said);
      else {
        kills.push(said);
        // What is left open is filled in part while nobody looks.
        await bench.control('fault', { do: 'fill', share: 0.3 });
      }
    };
    // An account is opened once, in its first run.
    await record(await run({ kind: 'tape:opened', nth: 1, when }));
    const whole = await run(null);
    await record(whole);
    const calls = typeof whole === 'string' ? {} : whole.calls;
    for (const kind of KINDS.filter((one) => one !== 'tape:opened')) {
      for (let nth = 1; nth <= (calls[kind] ?? 0); nth++) await record(await run({ kind, nth, when }));
    }
    await record(await run(null));
    const { failures } = await bench.control<{ failures: string[] }>('verdict', lived.at(-1));
    const ledger = await bench.control<Ledger>('ledger');
    const lines = readFileSync(ownTape, 'utf8').trim().split('\n');
    return { kills, lived, failures, ledger, past: lines.map((line) => JSON.parse(line)) };
  } finally {
    bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const cases = (['hyperliquid', 'binance'] as const).flatMap((venue) =>
  (['before', 'after'] as const).map((when) => ({ venue, when })),
);
/** All at once: they mostly wait. */
const chains = new Map<string, Chain>();
const keyOf = ({ venue, when }: (typeof cases)[number]): string => `${venue} ${when}`;

describe.skipIf(!isFakeVenueThere)('a program that is killed with kill -9', () => {
  beforeAll(async () => {
    await Promise.all(cases.map(async (one) => chains.set(keyOf(one), await chain(one.venue, one.when))));
  }, 230_000);
  afterAll(() => {
    const all = [...chains.values()];
    const faults = all.reduce((sum, { kills }) => sum + kills.length, 0);
    const orders = all.reduce((sum, { ledger }) => sum + ledger.orders.length, 0);
    const lost = all.reduce((sum, { failures }) => sum + failures.length, 0);
    console.log(`kill -9: ${orders} orders and ${faults} faults tried, lost ${lost}`);
  });

  it.each(cases)('$when any call at $venue goes on with its orders and its ledger', (one) => {
    const { kills, lived, failures, ledger, past } = chains.get(keyOf(one)) ?? expect.fail('it ran');
    expect(failures).toEqual([]);
    for (const said of lived) expect(said).toMatchObject({ isClean: true, state: 'ACTIVE', openOrders: 0 });
    // Every kind of call was met. News of an end mostly share a write with those that came before them.
    const met = KINDS.filter((kind) => kills.includes(`killed ${one.when} ${kind}`));
    expect(met).toEqual(expect.arrayContaining(KINDS.filter((kind) => kind !== 'tape:ended')));
    // An order is at the venue only after it was on the tape, and has ended there as it has here.
    const sent = past.flatMap((event) =>
      event.type === 'sending' ? event.orders.map(({ clientId }) => clientId) : [],
    );
    expect(new Set(sent).size).toBe(sent.length);
    for (const { cloid } of ledger.orders) expect(sent).toContain(cloid?.replace(/^0x/, ''));
    expect(ledger.orders.filter(({ status }) => status === 'open')).toEqual([]);
  });
});
