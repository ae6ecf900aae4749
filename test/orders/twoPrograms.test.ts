/** Two programs on one account, each with its own prefix and its own own-event tape, as two workspaces have them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  isFakeVenueThere,
  type Quoter,
  type QuoterChoices,
  startFaultVenue,
  startQuoter,
  type Venue,
} from './faultRun.ts';

const ANN = 'c0ffee0a';
const BOB = 'c0ffee0b';
/** Farther than the market goes in a test: nothing fills by itself. */
const OFF = '0.006';
const WITHIN_MS = 30_000;
/** The account is read every 5 s where nothing happens. */
const ONE_READING_MS = 6000;
const QUIET_MS = 3000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Row {
  readonly event: string;
  readonly cloid: string | null;
  readonly position: string;
}

async function account(venue: Venue, { onTestFinished }: TestContext) {
  const bench = await startFaultVenue(venue, { name: 'two programs', steps: [], expect: {} }, 120);
  onTestFinished(() => bench.close());
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-two-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const start = (PREFIX: string, choices: QuoterChoices = {}): Quoter => {
    const quoter = startQuoter(venue, bench, join(folder, `${PREFIX}.jsonl`), { PREFIX, OFF, ...choices });
    onTestFinished(() => void quoter.child.kill('SIGKILL'));
    return quoter;
  };
  const rows = (): Promise<Row[]> => bench.control<Row[]>('log');
  /** Prefixes of the orders that are open, in the order in which they came. */
  const open = async (): Promise<string[]> => {
    const { orders } = await bench.control<{ orders: { cloid: string; status: string }[] }>('ledger');
    return orders.filter(({ status }) => status === 'open').map(({ cloid }) => prefixOf(cloid));
  };
  const until = async (is: () => Promise<boolean>): Promise<void> => {
    for (const endMs = performance.now() + WITHIN_MS; performance.now() < endMs; ) {
      if (await is()) return;
      await pause(100);
    }
    throw new Error(`not within ${WITHIN_MS / 1000} s: ${is}`);
  };
  const isOpen =
    (...prefixes: readonly string[]) =>
    async (): Promise<boolean> =>
      (await open()).sort().join() === [...prefixes].sort().join();
  /** Nothing is open, and nothing is placed any more: each would move its quote with the market several times. */
  const untilQuiet = async (): Promise<void> => {
    const placed = async (): Promise<number> => (await rows()).filter(({ event }) => event === 'placed').length;
    let before = -1;
    await until(async () => {
      const now = await placed();
      const isQuiet = now === before && (await open()).length === 0;
      before = now;
      if (!isQuiet) await pause(QUIET_MS);
      return isQuiet;
    });
  };
  const position = async (): Promise<number> => Number((await rows()).at(-1)?.position ?? 0);
  const fill = (): Promise<unknown> => bench.control('fault', { do: 'fill', share: 1 });
  return { start, rows, until, untilQuiet, isOpen, position, fill };
}

function prefixOf(cloid: string | null): string {
  return cloid?.replace(/^0x/, '').slice(0, 8) ?? '';
}

describe.skipIf(!isFakeVenueThere).each(['hyperliquid', 'binance'] as const)(
  'two programs on one account of %s',
  (venue) => {
    it.concurrent('leave each other’s orders alone, also when one ends, is killed and starts again', async (context) => {
      const { start, rows, until, isOpen } = await account(venue, context);
      const ann = start(ANN);
      await until(isOpen(ANN, ANN));
      const bob = start(BOB);
      await until(isOpen(ANN, ANN, BOB, BOB));
      bob.child.kill('SIGKILL');
      // What it left is its own to cancel.
      const again = start(BOB);
      const cancelled = async (): Promise<string[]> =>
        (await rows()).flatMap(({ event, cloid }) => (event === 'ended' ? [prefixOf(cloid)] : []));
      await until(async () => (await cancelled()).filter((one) => one === BOB).length >= 2);
      await until(isOpen(ANN, ANN, BOB, BOB));
      await pause(ONE_READING_MS);
      await until(isOpen(ANN, ANN, BOB, BOB));
      const before = (await cancelled()).filter((one) => one === BOB).length;
      const said = await ann.end();
      expect(said).toMatchObject({ isClean: true, state: 'ACTIVE', foreignOrders: 2, foreignFills: 0, ownFills: 0 });
      expect(await isOpen(BOB, BOB)()).toBe(true);
      // It may have moved a quote of its own with the market; Ann's end is not why any of them went.
      expect((await cancelled()).filter((one) => one === BOB).length - before).toBeLessThanOrEqual(2);
      expect(await again.end()).toMatchObject({ isClean: true, state: 'ACTIVE', openOrders: 0, foreignFills: 0 });
      expect(await isOpen()()).toBe(true);
    }, 90_000);

    it.concurrent('halt where both trade, although the account is flat: neither goes on as if the position was its own', async (context) => {
      const { start, until, untilQuiet, isOpen, position, fill } = await account(venue, context);
      const ann = start(ANN, { SIDES: 'buy' });
      await until(isOpen(ANN));
      const bob = start(BOB, { SIDES: 'sell' });
      await until(isOpen(ANN, BOB));
      // Ann buys 50 lots, and Bob sells 50: the oldest open order is filled, and the one that was filled has a new one.
      await Promise.all([fill(), fill()]);
      expect(await position()).toBe(0);
      await untilQuiet();
      expect(await ann.end()).toMatchObject({
        isClean: false,
        state: 'HALTED',
        code: 'position-mismatch',
        ownFills: 1,
        foreignFills: 1,
      });
      expect(await bob.end()).toMatchObject({
        isClean: false,
        state: 'HALTED',
        code: 'position-mismatch',
        ownFills: 1,
        foreignFills: 1,
      });
    }, 90_000);

    it.concurrent('halt where one of them trades: the other sees a position that is not its own, and the first goes on', async (context) => {
      const { start, until, isOpen, position, fill } = await account(venue, context);
      const ann = start(ANN, { SIDES: 'buy' });
      await until(isOpen(ANN));
      const bob = start(BOB, { SIDES: 'sell' });
      await until(isOpen(ANN, BOB));
      await fill();
      // The venue fills its oldest open order, which is the one whose quote the market has moved less often.
      const filled = await position();
      expect(Math.abs(filled)).toBe(0.5);
      const [trader, traderPrefix, other] = filled > 0 ? [ann, ANN, bob] : [bob, BOB, ann];
      // The trader quotes again; the other cancels and stays away.
      await until(isOpen(traderPrefix));
      await pause(ONE_READING_MS);
      expect(await other.end()).toMatchObject({
        isClean: false,
        state: 'HALTED',
        code: 'position-mismatch',
        ownFills: 0,
      });
      expect(await trader.end()).toMatchObject({ isClean: true, state: 'ACTIVE', ownFills: 1, position: filled });
    }, 90_000);
  },
);
