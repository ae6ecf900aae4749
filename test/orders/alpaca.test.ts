/** The gateway of Alpaca over real sockets: what it reads and cancels, and that it places nothing. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AlpacaGateway, openAlpaca } from '../../src/gateway/alpaca/alpacaGateway.ts';
import { unitsOf } from '../../src/gateway/alpaca/decimalUnits.ts';
import type { News } from '../../src/orders/gateway.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import { priceText, sizeText } from '../../src/orders/priceGrid.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { describeGateway } from '../../src/testing/orders/gatewayContract.ts';
import { type AlpacaServer, KEYS, PAIR, startAlpaca } from './alpacaServer.ts';

let server: AlpacaServer;
let gateway: AlpacaGateway;
const gatewayAt = (keys: { key: string; secret: string } = KEYS): Promise<AlpacaGateway> =>
  openAlpaca({ restUrl: server.restUrl, wsUrl: server.wsUrl, ...keys }, PAIR, { timeoutMs: 2000 });

describe('a gateway to alpaca', () => {
  describeGateway(async () => ({
    gateway,
    prices: { bid: 67.3, crossingBid: 70, ask: 69.5 },
    refusesLateOrders: false,
    answersFirst: true,
    hasNoDeadMan: true,
    tellsNoFills: true,
    rest: async ({ clientId, side, priceTicks, lots }) => {
      const [price, size] = [priceText(gateway.grid, priceTicks), sizeText(gateway.grid, lots)];
      server.placeByHand(clientId, side, price, size);
    },
    fillOldest: async () => server.fill((await gateway.openIds())[0]?.clientId ?? ''),
    close: async () => undefined,
  }));
});

beforeEach(async () => {
  server = await startAlpaca();
  gateway = await gatewayAt();
});
afterEach(() => server.close());

it('is refused for live orders with a sentence, and sends none', async () => {
  const clock = { nowMs: () => 0, wallMs: () => 0, after: () => () => undefined };
  const settings = orderSettings({ prefix: 'c0ffee02', mostPositionLots: 1, mostLotsPerOrder: 1, capital: 1000 });
  expect(
    () =>
      new OrderManager({ gateway, clock, tape: { append: () => undefined, flush: () => Promise.resolve() } }, settings),
  ).toThrow(
    'no live orders at alpaca: Alpaca has no post-only orders: each could take from the book, and it takes its fee out of what was bought, so that the position is never that of the fills',
  );
  const order = { clientId: 'c0ffee02a1', side: 'buy', priceTicks: 1, lots: 1, isReduceOnly: false } as const;
  expect(await gateway.place([order])).toMatchObject([{ kind: 'rejected', why: 'refused' }]);
  expect(await gateway.armDeadMan()).toMatch(/^Alpaca does not cancel/);
  expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

it('reads the pair and the fees of the tier of the account', () => {
  expect(gateway.grid).toEqual({ tickSize: 0.005, lotSize: 1e-9, significantDigits: null });
  expect(gateway.fees).toEqual({ maker: 0.0012, taker: 0.0022 });
});

it('finds, lists and cancels orders by client id, and those of another pair are not shown', async () => {
  server.placeByHand('c0ffee02a1', 'buy', '67.310', '0.5');
  server.placeByHand('c0ffee02a2', 'sell', '70', '0.25');
  server.placeByHand('c0ffee02a3', 'buy', '60000', '0.01', 'BTC/USD');
  const { openOrders, pause, clockOffsetMs } = await gateway.account(0);
  expect(openOrders.map(({ venueId: _, ...order }) => order)).toEqual([
    { clientId: 'c0ffee02a1', side: 'buy', priceTicks: 13_462, leftLots: 5e8 },
    { clientId: 'c0ffee02a2', side: 'sell', priceTicks: 14_000, leftLots: 2.5e8 },
  ]);
  expect(pause).toBeNull();
  expect(Math.abs(clockOffsetMs)).toBeLessThan(1000);
  expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: true, filledLots: 0 });
  expect(await gateway.find('c0ffee02ff')).toBe('unknown');
  expect(await gateway.cancel(['c0ffee02a1', 'c0ffee02ff'])).toMatchObject([
    { kind: 'unresolved' },
    { kind: 'not-open' },
  ]);
  await vi.waitFor(async () => expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: false }), 5000);
  expect(await gateway.cancel(['c0ffee02a1'])).toEqual([{ kind: 'not-open' }]);
  const open = await gateway.openIds();
  expect(open.map(({ clientId }) => clientId)).toEqual(['c0ffee02a2']);
  await gateway.cancelByVenueId(open.map(({ venueId }) => venueId));
  await vi.waitFor(async () => expect(await gateway.openIds()).toEqual([]), 5000);
});

it.each([
  [429, 'limited'],
  [502, 'unresolved'],
  ['lose', 'unresolved'],
] as const)('a cancel that is answered with %s is %s', async (mood, kind) => {
  server.placeByHand('c0ffee02a1', 'buy', '67', '0.5');
  server.moods.push(mood);
  expect(await gateway.cancel(['c0ffee02a1'])).toMatchObject([{ kind }]);
});

it('reads fills of more than one page with the client ids of their orders, and a position less the fee of buys', async () => {
  server.placeByHand('c0ffee02a1', 'buy', '67', '1.5');
  server.fill('c0ffee02a1', 150);
  server.placeByHand('c0ffee02a2', 'sell', '70', '0.25');
  server.fill('c0ffee02a2');
  const { fills, positionLots } = await gateway.account(0);
  expect(fills).toHaveLength(151);
  expect(new Set(fills.map(({ tradeId }) => tradeId)).size).toBe(151);
  expect(fills.at(-1)).toMatchObject({ clientId: 'c0ffee02a2', side: 'sell', price: 70, lots: 2.5e8 });
  // 22 bps of 70 × 0.25, the most that it can have been.
  expect(fills.at(-1)?.fee).toBeCloseTo(0.0385, 9);
  // 1.5 × (1 − 0.0012) − 0.25
  expect(positionLots).toBe(1_248_200_000);
  expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: false, filledLots: 1.5e9 });
});

it('hears of orders on the stream, also after it was cut, and tells no fill that would count twice', async () => {
  const heard: News[] = [];
  const stop = gateway.listen((news) => heard.push(news));
  const kinds = (): string[] => heard.map(({ kind }) => kind);
  await vi.waitFor(() => expect(kinds()).toEqual(['connected']), 5000);
  server.placeByHand('c0ffee02a1', 'buy', '67', '0.5');
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ clientId: 'c0ffee02a1', isOpen: true }), 5000);
  server.drop();
  await vi.waitFor(() => expect(kinds()).toEqual(['connected', 'order', 'lost', 'connected']), 5000);
  server.fill('c0ffee02a1');
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ isOpen: false, filledLots: 5e8 }), 5000);
  expect(kinds()).not.toContain('fill');
  stop();
});

it.each([
  [{ crypto_status: 'INACTIVE' }, 'the venue says that crypto is INACTIVE for this account'],
  [{ trading_blocked: true }, 'the venue says that trading is blocked'],
  [{ status: 'ONBOARDING' }, 'the venue says that the account is ONBOARDING'],
])('an account that cannot trade says so: %j', async (state, pause) => {
  Object.assign(server.account, state);
  expect((await gateway.account(0)).pause).toBe(pause);
});

it('no request carries a partner, a broker or a body, and a wrong key is told and shown nowhere', async () => {
  server.placeByHand('c0ffee02a1', 'buy', '67', '0.5');
  await gateway.account(0);
  await gateway.cancel(['c0ffee02a1']);
  expect(JSON.stringify(server.requests)).not.toMatch(/partner|broker|referr|ccxt/i);
  expect(server.requests.every(({ method }) => method === 'GET' || method === 'DELETE')).toBe(true);
  const told = await gatewayAt({ key: 'another', secret: 'hush-hush' }).catch((error: unknown) => String(error));
  expect(told).toContain('request is not authorized (40110000)');
  expect(told).not.toContain('hush-hush');
});

it('sizes keep all their digits', () => {
  expect(unitsOf('12345.678901234') / unitsOf('0.000000001')).toBe(12_345_678_901_234n);
  expect(unitsOf('-0.5')).toBe(-5n * 10n ** 17n);
  for (const text of ['', '1e-9', '0.1234567890123456789']) expect(() => unitsOf(text)).toThrow(RangeError);
});
