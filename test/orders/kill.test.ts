/** `tune kill` with nothing but the venue, its keys and tune.toml. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { midPrice } from '../../src/gateway/midPrice.ts';
import { openGateway } from '../../src/gateway/openGateway.ts';
import { ClientIds, newRun } from '../../src/orders/clientId.ts';
import { ticksOf } from '../../src/orders/priceGrid.ts';
import { answers } from '../../src/shapes/answers.ts';
import { aWorkspace, tuneRunning } from '../cli/tune.ts';
import { filesWithKeys } from './canary.ts';
import { type FaultVenue, isFakeVenueThere, startFaultVenue, TEST_KEY, type Venue } from './faultRun.ts';
import { accountOf } from './venueAccounts.ts';

const PREFIX = 'c0ffee03';

interface Ledger {
  readonly position: string;
  readonly orders: readonly { readonly by: string; readonly status: string }[];
}

const benches: FaultVenue[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.close();
});

/** Orders and a position of a workspace whose program died, and an order of a person beside them. */
async function left(venue: Venue, steps: readonly object[]) {
  const script = { name: 'kill', steps: [{ at: 1, do: 'manual-order', side: 'buy', size: 1 }, ...steps], expect: {} };
  const bench = await startFaultVenue(venue, script, 120);
  benches.push(bench);
  const account = accountOf(venue, bench);
  const symbol = venue === 'binance' ? 'SOLUSDT' : 'SOL';
  const gateway = await openGateway(account, { symbol, tickSize: 0.01, lotSize: 0.01 });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const ids = new ClientIds(PREFIX, newRun(Date.now(), null));
  const open = (side: 'buy' | 'sell', price: number, lots: number) => ({
    clientId: ids.next(),
    side,
    priceTicks: ticksOf(gateway.grid, side, price),
    lots,
    isReduceOnly: false,
  });
  const until = Date.now() + 5000;
  const mid = await midPrice(account, symbol);
  const placed = await gateway.place(
    [open('buy', mid * 0.99, 50), open('buy', mid * 0.985, 50), open('sell', mid * 1.01, 50)],
    until,
  );
  expect(placed.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);

  const folder = aWorkspace();
  mkdirSync(join(folder, 'orders'), { recursive: true });
  writeFileSync(join(folder, 'orders', 'prefix'), `${PREFIX}\n`);
  const keys: Record<string, string> =
    venue === 'binance'
      ? { BINANCE_API_KEY: 'fake-key', BINANCE_API_SECRET: 'fake-secret' }
      : { HYPERLIQUID_ACCOUNT: `0x${'ab'.repeat(20)}`, HYPERLIQUID_AGENT_KEY: TEST_KEY };
  const variables = {
    ...keys,
    TUNE_VENUE_NAME: venue,
    TUNE_VENUE_SYMBOL: symbol,
    TUNE_VENUE_REST_URL: bench.url,
    TUNE_VENUE_WS_URL: venue === 'binance' ? bench.ws : `${bench.ws}/ws`,
    TUNE_INSTRUMENT_TICK_SIZE: '0.01',
    TUNE_INSTRUMENT_LOT_SIZE: '0.01',
  };
  const kill = (flags: readonly string[] = [], extra: Readonly<Record<string, string>> = {}) =>
    tuneRunning(folder, ['kill', ...flags], { ...variables, ...extra }).ended;
  const open_ = async () => {
    const { orders, position } = await bench.control<Ledger>('ledger');
    const byWhom = orders.filter(({ status }) => status === 'open').map(({ by }) => by);
    return { byWhom, position: Number(position) };
  };
  return { folder, bench, kill, open: open_ };
}

describe.skipIf(!isFakeVenueThere).each(['hyperliquid', 'binance'] as const)('tune kill on %s', (venue) => {
  it('cancels our orders alone and closes the position, with a database that is broken', async () => {
    const { folder, kill, open } = await left(venue, [{ at: 2, do: 'move-position', size: 3 }]);
    writeFileSync(join(folder, 'tune.db'), 'this is no database');
    expect(await open()).toEqual({ byWhom: ['hand', 'client', 'client', 'client'], position: 3 });
    const { code, out, err } = await kill(['--flatten']);
    expect(out + err).toContain('cancelling 3');
    expect(out + err).toContain('There is no position.');
    expect(out + err).toContain('Open there and not touched: 1 order of others.');
    expect(code).toBe(0);
    expect(await open()).toEqual({ byWhom: ['hand'], position: 0 });
    expect(readFileSync(join(folder, 'tune.db'), 'utf8')).toBe('this is no database');
    for (const text of [out, err]) expect(text).not.toMatch(/7e577e57|fake-secret|fake-key/);
    expect(filesWithKeys(folder).withKeys).toEqual([]);
  }, 60_000);

  it('goes on through errors of the venue, and leaves the position where it was not asked', async () => {
    const { bench, kill, open } = await left(venue, [{ at: 2, do: 'move-position', size: -2 }]);
    await bench.control('fault', { do: 'rate-limit', seconds: 6 });
    const { code, out, err } = await kill();
    expect(err).toMatch(/the venue does not say .*(was asked too often|HTTP 429)/);
    expect(out + err).toContain('No order of this workspace is open');
    expect(out + err).toContain('The position is -200 lots short: tune kill --flatten closes it.');
    expect(code).toBe(0);
    expect(await open()).toEqual({ byWhom: ['hand'], position: -2 });
    const again: unknown = JSON.parse((await kill(['--json'])).out);
    expect(answers.kill?.shape.safeParse(again).error).toBeUndefined();
    expect(again).toMatchObject({ orders: [], others: 1, positionLots: -200, venue });
  }, 60_000);

  it('cancels where lots cannot be counted, answers are lost and the lock file is broken', async () => {
    const { folder, kill, open } = await left(venue, [
      { at: 2, do: 'move-position', size: 1 },
      { on: 'cancel', nth: 1, do: 'lose-reply', count: 1 },
      { on: 'cancel', nth: 2, do: 'error-before-accept', count: 2, code: 502 },
    ]);
    writeFileSync(join(folder, 'tune.lock'), 'this is no lock');
    const { code, out, err } = await kill([], { TUNE_INSTRUMENT_LOT_SIZE: '0.03', TUNE_INSTRUMENT_TICK_SIZE: '0.7' });
    expect(err).toContain('a cancel was not confirmed: ');
    expect(err).toContain('whether a campaign runs here is not known: ');
    expect(out + err).toContain('No order of this workspace is open');
    expect(code).toBe(0);
    expect((await open()).byWhom).toEqual(['hand']);
  }, 60_000);
});

describe('tune kill is refused', () => {
  it('without keys, with a sentence that names them', async () => {
    const { code, err } = await tuneRunning(aWorkspace(), ['kill', '--venue', 'binance', '--symbol', 'BTCUSDT']).ended;
    expect(err).toContain('need BINANCE_API_KEY and BINANCE_API_SECRET in .env or the environment');
    expect(code).toBe(2);
  });

  const keys = { BINANCE_API_KEY: 'fake-key', BINANCE_API_SECRET: 'fake-secret' };
  it('where our orders cannot be told from others, instead of saying that none is open', async () => {
    const { code, err } = await tuneRunning(aWorkspace(), ['kill', '--venue', 'binance', '--symbol', 'BTCUSDT'], keys)
      .ended;
    expect(err).toContain('prefix is missing: this workspace has sent no order');
    expect(code).toBe(2);
  });

  it('with --all where nobody can type the symbol', async () => {
    const { code, err } = await tuneRunning(
      aWorkspace(),
      ['kill', '--all', '--venue', 'binance', '--symbol', 'BTCUSDT'],
      keys,
    ).ended;
    expect(err).toContain('A person has to type the symbol at a terminal');
    expect(code).toBe(2);
  });
});
