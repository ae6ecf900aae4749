/** Paradex under the order manager, under `tune kill`, and under the watchdog. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { machineClock } from '../../src/gateway/machineClock.ts';
import { openGateway, type VenueAccount } from '../../src/gateway/openGateway.ts';
import { ClientIds, newRun } from '../../src/orders/clientId.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import type { OwnEvent } from '../../src/orders/ownEvents.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { startWatchdog } from '../../src/watchdog/watchdog.ts';
import { aWorkspace, tuneRunning } from '../cli/tune.ts';
import { ACCOUNT, MARKET, type ParadexServer, SUBKEY, startParadex } from './paradexServer.ts';

const PREFIX = 'c0ffee05';
const INSTRUMENT = { symbol: MARKET, tickSize: 0.01, lotSize: 0.01 };
const MID_TICKS = 15_100;
const TWO_SIDES = [
  { side: 'buy', priceTicks: 14_990, lots: 50 },
  { side: 'sell', priceTicks: 15_210, lots: 50 },
] as const;

let server: ParadexServer;
let account: VenueAccount;
beforeEach(async () => {
  server = await startParadex();
  const { restUrl, wsUrl } = server;
  account = { venue: 'paradex', restUrl, wsUrl, account: ACCOUNT, key: SUBKEY };
});
afterEach(() => server.close());

/** An order manager that hears a market which does not move. */
async function quoting() {
  const gateway = await openGateway(account, INSTRUMENT);
  const events: OwnEvent[] = [];
  const append = (more: readonly OwnEvent[]): void => void events.push(...more);
  const tape = { append, flush: () => Promise.resolve() };
  const settings = orderSettings({ prefix: PREFIX, mostPositionLots: 500, mostLotsPerOrder: 50, capital: 10_000 });
  const manager = new OrderManager({ gateway, tape, clock: machineClock }, settings);
  manager.start([]);
  const market = setInterval(() => manager.market(MID_TICKS, null), 100);
  return { manager, events, close: () => clearInterval(market) };
}
const until = (is: () => void): Promise<void> => vi.waitFor(is, { timeout: 20_000, interval: 50 });

it('quotes on both sides, counts a fill once that the venue tells twice, and leaves nothing open', async () => {
  server.is.tellsTwice = true;
  const { manager, events, close } = await quoting();
  try {
    manager.want(TWO_SIDES);
    await until(() => expect(server.now().open).toHaveLength(2));
    server.fillOldest(5);
    const { position } = server.now();
    expect(Math.abs(position)).toBe(0.5);
    await until(() => expect(manager.view().positionLots).toBe(100 * position));
    // The side that was filled is quoted again.
    await until(() => expect(server.now().open).toHaveLength(2));
    expect(manager.book.ledger.count).toBe(5);
    expect(manager.view()).toMatchObject({ state: 'ACTIVE', blocks: [] });
    expect(await manager.stop()).toBe(true);
  } finally {
    close();
  }
  expect(server.now().open).toEqual([]);
  expect(events.filter(({ type }) => type === 'fill')).toHaveLength(5);
}, 60_000);

it('after the stream was cut, quotes are pulled, what was filled meanwhile is read, and quotes are back', async () => {
  const { manager, close } = await quoting();
  try {
    manager.want(TWO_SIDES);
    await until(() => expect(server.now().open).toHaveLength(2));
    const before = server.now().open;
    server.drop();
    server.fillOldest();
    const lots = 100 * server.now().position;
    await until(() => expect(manager.view().positionLots).toBe(lots));
    await until(() => expect(server.now().open).toHaveLength(2));
    expect(server.now().open.filter((id) => before.includes(id))).toEqual([]);
    expect(manager.view().state).toBe('ACTIVE');
    await manager.stop();
  } finally {
    close();
  }
  expect(server.now().open).toEqual([]);
}, 60_000);

it('five orders in a row that the venue ends for want of money halt it', async () => {
  const { manager, close } = await quoting();
  try {
    server.moods.push('margin', 'margin', 'margin', 'margin', 'margin', 'margin');
    manager.want(TWO_SIDES);
    await until(() => expect(manager.view()).toMatchObject({ state: 'HALTED', code: 'reject-streak' }));
    expect(manager.view().text).toContain('NOT_ENOUGH_MARGIN');
    await manager.stop();
  } finally {
    close();
  }
}, 60_000);

/** Three orders of ours and one of a person. */
async function left(): Promise<void> {
  const gateway = await openGateway(account, INSTRUMENT);
  const ids = new ClientIds(PREFIX, newRun(Date.now(), null));
  const order = (side: 'buy' | 'sell', priceTicks: number) => ({
    clientId: ids.next(),
    side,
    priceTicks,
    lots: 50,
    isReduceOnly: false,
  });
  await gateway.place([order('buy', 14_900), order('buy', 14_800), order('sell', 15_300)], Date.now() + 5000);
  server.fillOldest();
  server.placeByHand();
  await until(() => expect(server.now().open).toHaveLength(3));
}

it('tune kill cancels our orders alone and closes the position', async () => {
  await left();
  expect(server.now().position).toBe(0.5);
  const folder = aWorkspace();
  mkdirSync(join(folder, 'orders'), { recursive: true });
  writeFileSync(join(folder, 'orders', 'prefix'), `${PREFIX}\n`);
  const { code, out, err } = await tuneRunning(folder, ['kill', '--flatten'], {
    PARADEX_ACCOUNT: ACCOUNT,
    PARADEX_SUBKEY: SUBKEY,
    TUNE_VENUE_NAME: 'paradex',
    TUNE_VENUE_SYMBOL: MARKET,
    TUNE_VENUE_REST_URL: server.restUrl,
    TUNE_VENUE_WS_URL: server.wsUrl,
    TUNE_INSTRUMENT_TICK_SIZE: '0.01',
    TUNE_INSTRUMENT_LOT_SIZE: '0.01',
  }).ended;
  expect(out + err).toContain('cancelling 2');
  expect(out + err).toContain('There is no position.');
  expect(code, out + err).toBe(0);
  expect(server.now()).toEqual({ open: [''], position: 0 });
  for (const text of [out, err]) expect(text).not.toContain(SUBKEY.slice(2));
}, 60_000);

it('the watchdog cancels our orders when the program falls silent', async () => {
  await left();
  const folder = aWorkspace();
  const logFile = join(folder, 'watchdog.log');
  const watchdog = await startWatchdog({ account, instrument: INSTRUMENT, prefix: PREFIX, silenceMs: 1000, logFile });
  try {
    await until(() => expect(server.now().open).toEqual(['']));
  } finally {
    await watchdog.farewell();
  }
}, 60_000);
