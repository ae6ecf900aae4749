import { expect, it } from 'vitest';
import { MemoryGateway } from '../gateway/memoryGateway.ts';
import type { News } from '../orders/gateway.ts';
import { orderSettings } from '../orders/settings.ts';
import { LiveOrders } from './liveOrders.ts';

const GRID = { tickSize: 0.01, lotSize: 0.01, significantDigits: null };
const BEGAN_MS = 1_800_000_000_000;
const OWN = { prefix: 'c0ffee01', mostPositionLots: 100, mostLotsPerOrder: 50, capital: 1000, leastNotional: 5 };

/** Own orders at a venue in memory, by a clock that goes on by hand. */
function opened() {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const wallMs = (): number => BEGAN_MS + nowMs;
  const gateway = new MemoryGateway(GRID, 0.0002, wallMs);
  let hear: (news: News) => void = () => undefined;
  const listen = gateway.listen.bind(gateway);
  gateway.listen = (listener) => {
    hear = listener;
    return listen(listener);
  };
  const clock = {
    nowMs: () => nowMs,
    wallMs,
    after: (ms: number, run: () => void) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };
  let changed: (isWatching: boolean) => void = () => undefined;
  const watchdog = {
    isWatching: true,
    hear: (listener: (isWatching: boolean) => void) => {
      changed = listener;
    },
    beat: () => undefined,
    farewell: () => Promise.resolve(),
    leave: () => undefined,
  };
  const tape = { append: () => undefined, flush: () => Promise.resolve(), close: () => undefined };
  const orders = new LiveOrders({ gateway, tape, past: [], clock, watchdog }, orderSettings(OWN), GRID.tickSize);
  const pass = async (ms: number): Promise<void> => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs += 50;
      orders.heard(10_000);
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
      for (let i = 0; i < 20; i++) await Promise.resolve();
    }
  };
  return { orders, pass, hear: (news: News) => hear(news), wallMs, watches: (is: boolean) => changed(is) };
}

const codes = ({ orders }: ReturnType<typeof opened>): readonly string[] => orders.now().blocks.map(({ code }) => code);

it('a payment of funding is received by the session in which it was paid, however late it is told', async () => {
  const world = opened();
  await world.pass(3000);
  const first = world.orders.begin(() => undefined);
  await world.pass(1000);
  const pay = (id: string, amount: number, venueMs: number): void =>
    world.hear({ kind: 'funding', payment: { id, amount, venueMs } });
  pay('1', -2, world.wallMs());
  pay('2', -7, world.wallMs() - 2000);
  await world.pass(1000);
  expect(first.fundingReceived()).toBe(-2);
  world.orders.end();
  const second = world.orders.begin(() => undefined);
  pay('3', -5, world.wallMs() - 500);
  pay('4', 1, world.wallMs() + 500);
  await world.pass(1000);
  expect(second.fundingReceived()).toBe(1);
});

it('has no quotes from the end of the watchdog on, until another one watches', async () => {
  const world = opened();
  await world.pass(3000);
  expect(codes(world)).toEqual([]);
  world.watches(false);
  expect(codes(world)).toEqual(['no-watchdog']);
  world.watches(true);
  await world.pass(2000);
  expect(codes(world)).toEqual([]);
});
