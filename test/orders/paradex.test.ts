/** The gateway of Paradex over real sockets and signatures. */

import { verify } from '@scure/starknet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openParadex, paradexEquity, paradexKeyFault } from '../../src/gateway/paradex/paradexAccount.ts';
import type { ParadexGateway } from '../../src/gateway/paradex/paradexGateway.ts';
import type { ParadexAccount } from '../../src/gateway/paradex/paradexRequests.ts';
import { paradexSigner } from '../../src/gateway/paradex/paradexSigner.ts';
import { paradexHasher } from '../../src/gateway/paradex/starkMessage.ts';
import { GatewayError, type NewOrder, type News } from '../../src/orders/gateway.ts';
import { describeGateway } from '../../src/testing/orders/gatewayContract.ts';
import {
  ACCOUNT,
  CHAIN_ID,
  MARKET,
  orderHash,
  type ParadexServer,
  SUBKEY,
  SUBKEY_PUBLIC,
  startParadex,
} from './paradexServer.ts';

function accountAt({ restUrl, wsUrl }: ParadexServer, key = SUBKEY): ParadexAccount {
  return { restUrl, wsUrl, account: ACCOUNT, key };
}
/** The server checks signatures on the same thread: where the machine is busy, it answers late. */
function gatewayAt(server: ParadexServer, settleMs = 20_000): Promise<ParadexGateway> {
  return openParadex(accountAt(server), MARKET, { timeoutMs: 20_000, settleMs });
}
/** Also where it is lost again later. */
async function listening(gateway: ParadexGateway, heard: News[] = []): Promise<() => void> {
  const stop = gateway.listen((news) => heard.push(news));
  await vi.waitFor(() => expect(heard.map(({ kind }) => kind)).toContain('connected'), 5000);
  return stop;
}
const buy = (clientId: string): NewOrder => ({
  clientId,
  side: 'buy',
  priceTicks: 14_850,
  lots: 20,
  isReduceOnly: false,
});
const soon = (): number => Date.now() + 20_000;

describe('a gateway to paradex', () => {
  describeGateway(async () => {
    const server = await startParadex();
    const gateway = await gatewayAt(server);
    const stop = await listening(gateway);
    return {
      gateway,
      prices: { bid: 148.5, crossingBid: 153, ask: 152.5 },
      refusesLateOrders: true,
      hasNoDeadMan: true,
      fillOldest: async () => server.fillOldest(),
      close: async () => {
        stop();
        server.close();
      },
    };
  });
});

describe('Paradex', () => {
  let server: ParadexServer;
  let gateway: ParadexGateway;
  let stop: () => void = () => undefined;
  beforeEach(async () => {
    server = await startParadex();
    gateway = await gatewayAt(server);
  });
  afterEach(() => {
    stop();
    stop = () => undefined;
    server.close();
  });
  const sent = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`);
  const ordersSent = (): Record<string, unknown>[] =>
    server.requests.flatMap(({ method, path, body }) =>
      method === 'POST' && path === 'orders/batch' ? (body as Record<string, unknown>[]) : [],
    );

  it('is asked for what the gateway needs, and no request carries a partner, a referrer or another signed action', async () => {
    expect(gateway.fees).toEqual({ maker: 0.00003, taker: 0.0002 });
    expect(gateway.grid).toEqual({ tickSize: 0.01, lotSize: 0.01, significantDigits: null });
    stop = await listening(gateway);
    await gateway.place([buy('c0ffee02a1')], Date.now() + 2500);
    await gateway.find('c0ffee02a1');
    await gateway.cancel(['c0ffee02a1']);
    await gateway.find('c0ffee02a1');
    await gateway.account(1000);
    const market = `market=${MARKET}`;
    expect(sent()).toEqual([
      'GET system/config',
      'GET system/time',
      `GET markets?${market}`,
      `POST auth/${SUBKEY_PUBLIC}`,
      'WS auth',
      'WS subscribe',
      'WS subscribe',
      'POST orders/batch',
      `GET orders/by_client_id/c0ffee02a1?${market}`,
      'DELETE orders/batch',
      `GET orders/by_client_id/c0ffee02a1?${market}`,
      `GET orders-history?${market}&client_id=c0ffee02a1`,
      'GET system/time',
      'GET system/state',
      'GET positions',
      `GET fills?${market}&start_at=1000&page_size=100`,
      `GET orders?${market}`,
      'GET positions',
    ]);
    const [order = {}] = ordersSent();
    const { signature: _, signature_timestamp: __, recv_window, ...rest } = order;
    expect(rest).toEqual({
      market: MARKET,
      side: 'BUY',
      type: 'LIMIT',
      instruction: 'POST_ONLY',
      size: '0.2',
      price: '148.5',
      client_id: 'c0ffee02a1',
      stp: 'EXPIRE_TAKER',
    });
    expect(recv_window).toBeLessThanOrEqual(2500);
    expect(recv_window).toBeGreaterThan(1000);
    expect(JSON.stringify(server.requests)).not.toMatch(
      /partner|builder|referr|broker|integrator|onboard|interactive/i,
    );
    const headers = server.requests.flatMap((request) => Object.keys(request.headers));
    expect(headers.filter((name) => name.startsWith('paradex')).toSorted()).toEqual([
      'paradex-signature-expiration',
      'paradex-starknet-account',
      'paradex-starknet-signature',
      'paradex-timestamp',
    ]);
  });

  it('orders of one moment have times and signatures of their own, and only a reduce-only order has flags', async () => {
    stop = await listening(gateway);
    const orders = Array.from({ length: 10 }, (_, i) => ({ ...buy(`c0ffee02a${i}`), isReduceOnly: i === 9 }));
    const answers = await gateway.place(orders, soon());
    expect(answers.map(({ kind }) => kind)).toEqual(Array(10).fill('accepted'));
    const wires = ordersSent();
    expect(new Set(wires.map(({ signature_timestamp }) => signature_timestamp)).size).toBe(10);
    expect(wires.map(({ flags }) => flags)).toEqual([...Array(9).fill(undefined), ['REDUCE_ONLY']]);
  });

  it('takes with an order that leaves nothing and only shrinks the position', async () => {
    stop = await listening(gateway);
    const order = { ...buy('c0ffee02a1'), priceTicks: 15_300 };
    expect(await gateway.take(order, soon())).toMatchObject({ kind: 'accepted' });
    expect(ordersSent()).toMatchObject([{ instruction: 'IOC', flags: ['REDUCE_ONLY'] }]);
  });

  it('gets no order whose time has passed before it is sent', async () => {
    expect(await gateway.place([buy('c0ffee02a1')], Date.now() + 5)).toMatchObject([
      { kind: 'rejected', why: 'clock' },
    ]);
    expect(ordersSent()).toEqual([]);
  });

  it('signs by the clock of the venue', async () => {
    server.is.clockAheadMs = 90_000;
    const { clockOffsetMs } = await gateway.account(0);
    expect(clockOffsetMs).toBeGreaterThan(89_000);
    expect(await gateway.place([buy('c0ffee02a1')], soon())).toMatchObject([{ kind: 'accepted' }]);
    expect(Number(ordersSent()[0]?.signature_timestamp) - Date.now()).toBeGreaterThan(85_000);
  });

  it.each([
    ['the connection is cut after the orders were taken', 'lose', ['unresolved', 'unresolved']],
    ['HTTP 502', 502, ['unresolved', 'unresolved']],
    ['HTTP 429', 429, ['limited', 'limited']],
    ['one order of two is refused', 'half', ['rejected', 'accepted']],
    ['an error of the venue itself', { error: 'INTERNAL_ERROR', message: 'sorry' }, ['unresolved', 'unresolved']],
    ['an id that is there already', { error: 'DUPLICATED_CLIENT_ID', message: 'again' }, ['unresolved', 'unresolved']],
    ['no money for either', 'margin', ['rejected', 'rejected']],
  ] as const)('%s: each order has its answer', async (_, mood, kinds) => {
    stop = await listening(gateway);
    server.moods.push(mood);
    const answers = await gateway.place([buy('c0ffee02a1'), buy('c0ffee02a2')], soon());
    expect(answers.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    [{ error: 'SYSTEM_STATUS_CANCEL_ONLY', message: 'release' }, 'paused'],
    [{ error: 'VALIDATION_ERROR', message: 'recv_window has passed' }, 'clock'],
    [{ error: 'INVALID_ORDER_SIGNATURE', message: 'wrong' }, 'refused'],
  ] as const)('%s is %s', async (mood, why) => {
    server.moods.push(mood);
    expect(await gateway.place([buy('c0ffee02a1')], soon())).toMatchObject([{ kind: 'rejected', why }]);
  });

  it('an order that the venue ends for want of money is told as refused, with the reason of the venue', async () => {
    stop = await listening(gateway);
    server.moods.push('margin');
    expect(await gateway.place([buy('c0ffee02a1')], soon())).toEqual([
      { kind: 'rejected', why: 'refused', text: 'NOT_ENOUGH_MARGIN' },
    ]);
  });

  it('an order whose answer was lost is found by its client id, open and after its end', async () => {
    server.moods.push('lose');
    expect(await gateway.place([buy('c0ffee02a1')], soon())).toMatchObject([{ kind: 'unresolved' }]);
    await vi.waitFor(async () => expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: true }), 5000);
    server.fillOldest();
    expect(await gateway.find('c0ffee02a1')).toMatchObject({ isOpen: false, filledLots: 20, status: 'CLOSED' });
    expect(await gateway.find('c0ffee02ff')).toBe('unknown');
  });

  it('a cancel of which the venue tells no end is unresolved', async () => {
    gateway = await gatewayAt(server, 300);
    stop = await listening(gateway);
    server.is.holdsCancels = true;
    await gateway.place([buy('c0ffee02a1')], soon());
    expect(await gateway.cancel(['c0ffee02a1', 'c0ffee02ff'])).toMatchObject([
      { kind: 'unresolved' },
      { kind: 'not-open' },
    ]);
  });

  it('without the stream, orders are accepted and cancels unresolved', async () => {
    expect(await gateway.place([{ ...buy('c0ffee02a1'), priceTicks: 15_300 }], soon())).toMatchObject([
      { kind: 'accepted' },
    ]);
    await gateway.place([buy('c0ffee02a2')], soon());
    expect(await gateway.openIds()).toMatchObject([{ clientId: 'c0ffee02a2' }]);
    const [open] = await gateway.openIds();
    expect(await gateway.cancelByVenueId([open?.venueId ?? ''])).toMatchObject([{ kind: 'unresolved' }]);
    expect(await gateway.openIds()).toEqual([]);
  });

  it('a fill has the side of its order, told twice and after a restart, though the venue tells that of the taker', async () => {
    const heard: News[] = [];
    stop = await listening(gateway, heard);
    server.is.tellsTwice = true;
    await gateway.place([buy('c0ffee02a1')], soon());
    server.fillOldest();
    const told = (): News[] => heard.filter(({ kind }) => kind === 'fill');
    await vi.waitFor(() => expect(told()).toHaveLength(2), 5000);
    const [first, second] = told();
    expect(first).toEqual(second);
    expect(first).toMatchObject({ fill: { side: 'buy', lots: 20, price: 148.5, clientId: 'c0ffee02a1' } });
    const again = await gatewayAt(server);
    expect((await again.account(0)).fills).toMatchObject([{ side: 'buy', lots: 20 }]);
    expect((await again.account(0)).positionLots).toBe(20);
  });

  it('fills on more than one page are all read', async () => {
    await gateway.place([{ ...buy('c0ffee02a1'), side: 'sell', priceTicks: 15_300, lots: 120 }], soon());
    server.fillOldest(120);
    const { fills, positionLots } = await gateway.account(0);
    expect([fills.length, new Set(fills.map(({ tradeId }) => tradeId)).size, positionLots]).toEqual([120, 120, -120]);
  });

  it('a stream that is cut is opened anew, and what ended meanwhile is found', async () => {
    const heard: News[] = [];
    stop = await listening(gateway, heard);
    await gateway.place([buy('c0ffee02a1')], soon());
    server.drop();
    server.fillOldest();
    const kinds = (): string[] => heard.map(({ kind }) => kind).filter((kind) => kind !== 'order');
    await vi.waitFor(() => expect(kinds()).toEqual(['connected', 'lost', 'connected']), 5000);
    expect((await gateway.account(0)).fills).toMatchObject([{ clientId: 'c0ffee02a1', side: 'buy' }]);
  });

  it('signs in anew where the venue does not take its token any more, for requests and for the stream', async () => {
    server.is.tokenUses = 3;
    stop = await listening(gateway);
    for (const id of ['c0ffee02a1', 'c0ffee02a2', 'c0ffee02a3', 'c0ffee02a4'])
      expect(await gateway.place([buy(id)], soon())).toMatchObject([{ kind: 'accepted' }]);
    expect(sent().filter((one) => one.startsWith('POST auth')).length).toBe(2);
  });

  it('a token is renewed after three minutes beside the requests, and a failure of that stops none', async () => {
    const clock = vi.spyOn(performance, 'now');
    const from = performance.now();
    const signIns = (): number => sent().filter((one) => one.startsWith('POST auth')).length;
    await gateway.openIds();
    expect(signIns()).toBe(1);
    clock.mockReturnValue(from + 179_000);
    await gateway.openIds();
    expect(signIns()).toBe(1);
    clock.mockReturnValue(from + 181_000);
    await gateway.openIds();
    await vi.waitFor(() => expect(signIns()).toBe(2), 5000);
    clock.mockRestore();
  });

  it('says that it is paused in a release, and not while it takes post-only orders', async () => {
    for (const [status, pause] of [
      ['ok', null],
      ['post_only', null],
      ['cancel_only', 'the venue says that it is in cancel_only'],
      ['maintenance', 'the venue says that it is in maintenance'],
    ] as const) {
      server.is.status = status;
      expect((await gateway.account(0)).pause).toBe(pause);
    }
  });

  it('a key of the account itself and a subkey that is not active are refused', async () => {
    expect(await paradexKeyFault(accountAt(server))).toBeNull();
    server.is.subkeyState = 'revoked';
    expect(await paradexKeyFault(accountAt(server))).toMatch(/^the subkey 0x61c5e7\w+ is not active: .*revoked$/);
    server.is.subkeyState = null;
    expect(await paradexKeyFault(accountAt(server))).toMatch(/^the venue knows no subkey 0x61c5e7/);
    server.is.mainKey = SUBKEY_PUBLIC;
    expect(await paradexKeyFault(accountAt(server))).toMatch(/can withdraw: make a subkey/);
    expect(await paradexEquity(accountAt(server))).toBe(1234.5);
  });

  it('a wrong key is told, and is in no message', async () => {
    const another = '0x123456789abcdef';
    const wrong = await openParadex(accountAt(server, another), MARKET, { timeoutMs: 2000 });
    const told = await wrong.account(0).catch((error: unknown) => String(error));
    expect(told).toMatch(/sign-in: the signature is wrong/);
    expect(told).not.toContain(another.slice(2));
    await expect(openParadex(accountAt(server, 'no-key'), MARKET)).rejects.toThrow(/^the private key of Paradex is 0x/);
  });
});

describe('the signature of an order', () => {
  const body = {
    market: MARKET,
    side: 'SELL',
    type: 'LIMIT',
    size: '0.5',
    price: '151.25',
    signature_timestamp: 1_681_493_746_016,
  } as const;
  const message = {
    kind: 'order',
    timestamp: body.signature_timestamp,
    market: MARKET,
    side: 'SELL',
    size: '0.5',
    price: '151.25',
  } as const;
  const hash = paradexHasher(CHAIN_ID, ACCOUNT)(message);

  it('is of the hash that a person computes field by field, and that ccxt computes', async () => {
    expect(hash).toBe(orderHash(body));
    const { default: Paradex } = (await import(new URL('./src/paradex.js', import.meta.resolve('ccxt')).href)) as {
      default: new () => { starknetEncodeStructuredData(...all: unknown[]): string };
    };
    const felt = ['timestamp', 'market', 'side', 'orderType', 'size', 'price'].map((name) => ({ name, type: 'felt' }));
    const theirs = new Paradex().starknetEncodeStructuredData(
      { name: 'Paradex', chainId: CHAIN_ID, version: 1 },
      { Order: felt },
      {
        timestamp: body.signature_timestamp,
        market: MARKET,
        side: '2',
        orderType: 'LIMIT',
        size: '50000000',
        price: '15125000000',
      },
      ACCOUNT,
    );
    expect(hash).toBe(BigInt(theirs));
  });

  it.each([
    ['a market', { market: 'ETH-USD-PERP' }],
    ['a side', { side: 'BUY' }],
    ['a size', { size: '0.6' }],
    ['a price', { price: '151.26' }],
    ['a time', { timestamp: body.signature_timestamp + 1 }],
  ] as const)('another hash has %s that differs', (_, other) => {
    expect(paradexHasher(CHAIN_ID, ACCOUNT)({ ...message, ...other })).not.toBe(hash);
  });

  it('is refused for a number that eight decimals do not hold', () => {
    for (const size of ['0.123456789', '-1', '1e-7', ''])
      expect(() => paradexHasher(CHAIN_ID, ACCOUNT)({ ...message, size })).toThrow(RangeError);
  });

  it('comes from another thread where the one that signs has ended, and what cannot be signed is told', async () => {
    const signer = await paradexSigner({ key: SUBKEY, chainId: CHAIN_ID, account: ACCOUNT });
    const signature = await signer.sign(message);
    const parts = (JSON.parse(signature) as string[]).map((part) => BigInt(part).toString(16).padStart(64, '0'));
    const publicKeys = ['02', '03'].map((sign) => `${sign}${SUBKEY_PUBLIC.slice(2).padStart(64, '0')}`);
    const digest = orderHash(body).toString(16).padStart(64, '0');
    expect(publicKeys.some((key) => verify(parts.join(''), digest, key))).toBe(true);
    await expect(signer.sign({ ...message, size: 'much' })).rejects.toThrow(GatewayError);
    signer.close();
    await vi.waitFor(async () => expect(await signer.sign(message)).toBe(signature), 20_000);
    signer.close();
  });
});
