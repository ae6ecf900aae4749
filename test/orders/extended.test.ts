/** The gateway of Extended over real sockets and signatures. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exactJson } from '../../src/gateway/exactJson.ts';
import { type ExtendedGateway, openExtended } from '../../src/gateway/extended/extendedGateway.ts';
import { ccxtSigner } from '../../src/gateway/extended/extendedSigner.ts';
import type { NewOrder, News } from '../../src/orders/gateway.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { describeGateway } from '../../src/testing/orders/gatewayContract.ts';
import { API_KEY, type ExtendedServer, STARK_KEY, startExtended } from './extendedServer.ts';

function gatewayAt({ restUrl, wsUrl }: ExtendedServer, apiKey = API_KEY): Promise<ExtendedGateway> {
  const account = { restUrl, wsUrl, isTestnet: true, apiKey, starkKey: STARK_KEY };
  return openExtended(account, 'SOL-USD', { timeoutMs: 2000 });
}
const buy = (clientId: string): NewOrder => ({
  clientId,
  side: 'buy',
  priceTicks: 14_850,
  lots: 20,
  isReduceOnly: false,
});
const soon = (): number => Date.now() + 2500;

describe('a gateway to extended', () => {
  describeGateway(async () => {
    const server = await startExtended();
    return {
      gateway: await gatewayAt(server),
      prices: { bid: 148.5, crossingBid: 153, ask: 152.5 },
      refusesLateOrders: false,
      answersFirst: true,
      fillOldest: async () => server.fillOldest(),
      close: async () => server.close(),
    };
  });
});

describe('Extended', () => {
  let server: ExtendedServer;
  let gateway: ExtendedGateway;
  beforeEach(async () => {
    server = await startExtended();
    gateway = await gatewayAt(server);
  });
  afterEach(() => server.close());

  it('is asked for what the gateway needs, and no request carries a builder, a referrer or another signed action', async () => {
    expect(gateway.fees).toEqual({ maker: 0.0001, taker: 0.00025 });
    await gateway.place([buy('c0ffee02a1')], soon());
    await gateway.find('c0ffee02a1');
    await gateway.cancel(['c0ffee02a1']);
    await gateway.account(0);
    await gateway.armDeadMan(30_000);
    await gateway.armDeadMan(null);
    expect(server.requests.map(({ method, path }) => `${method} ${path.replace('/api/v1/', '')}`)).toEqual([
      'GET info/markets?market=SOL-USD',
      'GET user/account/info',
      'GET user/fees?market=SOL-USD',
      'POST user/order',
      'GET user/orders/external/c0ffee02a1',
      'POST user/order/massCancel',
      'GET info/markets?market=SOL-USD',
      'GET user/positions?market=SOL-USD',
      'GET user/trades?market=SOL-USD&limit=100',
      'GET user/orders?market=SOL-USD',
      'GET user/positions?market=SOL-USD',
      'POST user/deadmanswitch?countdownTime=30',
      'POST user/deadmanswitch?countdownTime=0',
    ]);
    const order = server.requests.find(({ path }) => path === '/api/v1/user/order')?.body ?? {};
    expect(Object.keys(order).toSorted()).toEqual(
      [
        ...['id', 'market', 'type', 'side', 'qty', 'price', 'timeInForce', 'expiryEpochMillis', 'fee', 'nonce'],
        ...['postOnly', 'reduceOnly', 'selfTradeProtectionLevel', 'settlement'],
      ].toSorted(),
    );
    expect(order).toMatchObject({ side: 'BUY', qty: '0.2', price: '148.5', fee: '0.00025', postOnly: true });
    expect(JSON.stringify(server.requests)).not.toMatch(/builder|referr|broker|integrator/i);
  });

  it('gets no order whose time has passed before it is sent', async () => {
    expect(await gateway.place([buy('c0ffee02a1')], Date.now() - 1)).toMatchObject([
      { kind: 'rejected', why: 'clock' },
    ]);
    expect(server.requests.some(({ path }) => path.endsWith('/user/order'))).toBe(false);
  });

  it('orders of one moment have nonces of their own', async () => {
    await gateway.place([buy('c0ffee02a1'), buy('c0ffee02a2'), buy('c0ffee02a3')], soon());
    const nonces = server.requests.flatMap(({ path, body }) => (path.endsWith('/order') ? [body?.nonce] : []));
    expect(new Set(nonces).size).toBe(3);
  });

  it.each([
    ['the connection is cut after the order was taken', 'lose', { kind: 'unresolved' }],
    ['HTTP 502', 502, { kind: 'unresolved' }],
    ['HTTP 429', 429, { kind: 'limited', waitMs: 10_000 }],
    ['an application error', { code: 1006, message: 'Application error' }, { kind: 'unresolved' }],
    ['an id that is there already', { code: 1134, message: 'Duplicate Order' }, { kind: 'unresolved' }],
    ['maintenance', { code: 1010, message: 'Maintenance mode' }, { kind: 'rejected', why: 'paused' }],
    ['no money', { code: 1140, message: 'Balance' }, { kind: 'rejected', why: 'refused', text: 'Balance (1140)' }],
  ] as const)('%s: one answer an order, the other is not touched by it', async (_, mood, answer) => {
    server.moods.push(mood);
    const [first, second] = await gateway.place([buy('c0ffee02a1'), buy('c0ffee02a2')], soon());
    const both = [first, second];
    expect(both).toContainEqual(expect.objectContaining(answer));
    expect(both).toContainEqual(expect.objectContaining({ kind: 'accepted' }));
  });

  it('an order whose answer was lost is found by its client id', async () => {
    server.moods.push('lose');
    expect(await gateway.place([buy('c0ffee02a1')], soon())).toMatchObject([{ kind: 'unresolved' }]);
    expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: true });
  });

  it('fills whose ids differ in the last of 19 digits are two fills, on more than one page too', async () => {
    await gateway.place([{ ...buy('c0ffee02a1'), lots: 120 }], soon());
    server.fillOldest(120);
    const { fills, positionLots } = await gateway.account(0);
    expect([fills.length, positionLots]).toEqual([120, 120]);
    expect(fills.at(-1)?.tradeId).toMatch(/^178496388625701683\d$/);
  });

  it('a number that is missing on the stream opens it anew', async () => {
    const heard: News[] = [];
    const stop = gateway.listen((news) => heard.push(news));
    const kinds = (): string[] => heard.map(({ kind }) => kind);
    await vi.waitFor(() => expect(kinds()).toEqual(['connected']), 5000);
    await gateway.place([buy('c0ffee02a1')], soon());
    await vi.waitFor(() => expect(kinds()).toContain('order'), 5000);
    server.skipNumber();
    await vi.waitFor(() => expect(kinds()).toEqual(['connected', 'order', 'lost', 'connected']), 5000);
    stop();
  });

  it('is refused for live orders, with a sentence', () => {
    const clock = { nowMs: () => 0, wallMs: () => 0, after: () => () => undefined };
    const settings = orderSettings({ prefix: 'c0ffee02', mostPositionLots: 1, mostLotsPerOrder: 1, capital: 1000 });
    expect(
      () =>
        new OrderManager(
          { gateway, clock, tape: { append: () => undefined, flush: () => Promise.resolve() } },
          settings,
        ),
    ).toThrow(/^no live orders at extended: Extended takes an order however late it arrives/);
  });

  it('a wrong key is told, and is in no message', async () => {
    const told = await gatewayAt(server, 'another-key').catch((error: unknown) => String(error));
    expect(told).toMatch(/HTTP 401/);
    expect(told).not.toContain('another-key');
  });
});

it('the hash of an order is that of the venue’s own client', async () => {
  const signer = await ccxtSigner(STARK_KEY, true);
  const collateral = '0x31857064564ed0ff978e687456963cba09c2c6985d8f9300a1de4962fafa054';
  const hash = signer.getExtendedOrderMsgHash({
    starkKey: '0x61c5e7e8339b7d56f197f54ea91b776776690e3232313de0f2ecbd0ef76f466',
    collateralPosition: '10002',
    baseAssetId: '0x4254432d3600000000000000000000',
    baseAmount: '1000',
    quoteAssetId: collateral,
    quoteAmount: '-43445117',
    feeAssetId: collateral,
    feeAmount: '21723',
    expiration: '1706836137',
    salt: '1473459052',
  });
  // Published with the tests of that client.
  expect(BigInt(String(hash))).toBe(0x58454e78c25644cbcab59444736d573f169fb0996dafe1900a05e2ac50567f0n);
});

it('whole numbers that no double holds stay as they are sent, all others are numbers', () => {
  expect(exactJson('{"a":1784963886257016833,"b":[12,1.5,1e300,-9007199254740993],"c":"9007199254740993"}')).toEqual({
    a: '1784963886257016833',
    b: [12, 1.5, 1e300, '-9007199254740993'],
    c: '9007199254740993',
  });
});
