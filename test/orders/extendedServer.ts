/**
 * Extended as its documentation says, on this machine: one market, one account, REST and the account stream. As the venue does, it
 * answers orders and cancels before it acts on them, and takes only orders whose signature is that of what the wire says.
 */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { ccxtSigner } from '../../src/gateway/extended/extendedSigner.ts';

/** Keys that are published with the test vectors of the venue's own client. */
export const STARK_KEY = '0x7a7ff6fd3cab02ccdcd4a572563f5976f8976899b03a39773795a3c486d4986';
const L2_KEY = '0x61c5e7e8339b7d56f197f54ea91b776776690e3232313de0f2ecbd0ef76f466';
export const API_KEY = 'the-api-key';
const VAULT = '10002';
const MARKET = 'SOL-USD';
const L2_CONFIG = {
  type: 'STARKX',
  syntheticId: '0x534f4c2d3600000000000000000000',
  syntheticResolution: 1000,
  collateralId: '0x1',
  collateralResolution: 1_000_000,
};
const BEST = { bid: 150, ask: 152 };
/** Ids of 19 digits whose neighbours are the same double. */
const FIRST_ID = 1_784_963_886_257_016_832n;

interface Order {
  readonly id: bigint;
  readonly externalId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: string;
  readonly qty: string;
  filledQty: string;
  status: string;
}

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
}
/** What it does with the next order. `lose`: it acts and cuts the connection. A number: this HTTP status. */
export type Mood = 'lose' | number | { readonly code: number; readonly message: string };

export interface ExtendedServer {
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly requests: readonly WireRequest[];
  readonly moods: Mood[];
  fillOldest(pieces?: number): void;
  /** Sends a message with a number that leaves one out. */
  skipNumber(): void;
  close(): void;
}

export async function startExtended(): Promise<ExtendedServer> {
  const orders: Order[] = [];
  const trades: object[] = [];
  const requests: WireRequest[] = [];
  const moods: Mood[] = [];
  const sockets = new Map<WebSocket, number>();
  let [nextId, position] = [FIRST_ID, 0];
  const { isSigned } = await signatureCheck();

  const tell = (type: string, data: object): void => {
    for (const [socket, sent] of sockets) {
      sockets.set(socket, sent + 1);
      socket.send(json({ type, data, ts: Date.now(), seq: sent + 1 }));
    }
  };
  const shown = (order: Order): object => ({
    ...order,
    accountId: 1,
    market: MARKET,
    type: 'LIMIT',
    averagePrice: '0',
  });
  const set = (order: Order, status: string): void => {
    order.status = status;
    tell('ORDER', { orders: [shown(order)] });
  };
  const isLive = ({ status }: Order): boolean => status === 'NEW' || status === 'PARTIALLY_FILLED';

  const place = (body: Record<string, unknown>): unknown => {
    const externalId = String(body.id);
    if (orders.some((order) => order.externalId === externalId)) return problem(1134, 'Duplicate Order');
    if (!isSigned(body)) return problem(1101, 'Invalid StarkEx signature');
    const [side, price] = [body.side === 'BUY' ? 'BUY' : 'SELL', String(body.price)] as const;
    const order: Order = {
      id: nextId++,
      externalId,
      side,
      price,
      qty: String(body.qty),
      filledQty: '0',
      status: 'NEW',
    };
    orders.push(order);
    const isTaking = side === 'BUY' ? Number(price) >= BEST.ask : Number(price) <= BEST.bid;
    setImmediate(() => set(order, isTaking && body.postOnly === true ? 'REJECTED' : 'NEW'));
    return ok({ id: order.id, externalId });
  };

  const answer = (method: string, url: URL, body: Record<string, unknown> | null): unknown => {
    const path = url.pathname.replace('/api/v1/', '');
    const external = /^user\/orders\/external\/(\w+)$/.exec(path)?.[1];
    if (external !== undefined) return ok(orders.filter(({ externalId }) => externalId === external).map(shown));
    switch (`${method} ${path}`) {
      case 'GET info/markets':
        return ok([
          {
            name: MARKET,
            status: 'ACTIVE',
            tradingConfig: { minOrderSizeChange: '0.01', minPriceChange: '0.01' },
            l2Config: L2_CONFIG,
          },
        ]);
      case 'GET user/account/info':
        return ok({ accountId: 1, status: 'ACTIVE', l2Key: L2_KEY, l2Vault: VAULT });
      case 'GET user/fees':
        return ok([{ market: MARKET, makerFeeRate: '0.0001', takerFeeRate: '0.00025', builderFeeRate: '0' }]);
      case 'GET user/positions':
        if (position === 0) return ok([]);
        return ok([{ market: MARKET, side: position > 0 ? 'LONG' : 'SHORT', size: Math.abs(position).toFixed(2) }]);
      case 'GET user/orders':
        return ok(orders.filter(isLive).map(shown));
      case 'GET user/trades':
        return page(trades, Number(url.searchParams.get('cursor') ?? 0), Number(url.searchParams.get('limit')));
      case 'POST user/order':
        return place(body ?? {});
      case 'POST user/order/massCancel': {
        const ids = Array.isArray(body?.externalOrderIds) ? body.externalOrderIds : [];
        setImmediate(() => {
          for (const order of orders) if (ids.includes(order.externalId) && isLive(order)) set(order, 'CANCELLED');
        });
        return ok({});
      }
      case 'POST user/deadmanswitch':
        return url.searchParams.get('countdownTime') === null ? problem(1133, 'Invalid parameters') : '';
      default:
        return undefined;
    }
  };

  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const { method = '', url: path = '' } = request;
      const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>);
      requests.push({ method, path, body });
      const mood = method === 'POST' && path.endsWith('/user/order') ? moods.shift() : undefined;
      response.setHeader('content-type', 'application/json');
      if (typeof mood === 'number') return void response.writeHead(mood).end('upstream');
      if (typeof mood === 'object') return void response.writeHead(400).end(json(problem(mood.code, mood.message)));
      if (request.headers['x-api-key'] !== API_KEY) return void response.writeHead(401).end('{}');
      const value = answer(method, new URL(path, 'http://127.0.0.1'), body);
      if (mood === 'lose') return void response.destroy();
      const isProblem = typeof value === 'object' && value !== null && 'error' in value;
      response.writeHead(value === undefined ? 404 : isProblem ? 400 : 200).end(value === '' ? '' : json(value ?? {}));
    });
  });
  const streams = new WebSocketServer({ server, path: '/stream/account' });
  streams.on('connection', (socket, request) => {
    if (request.headers['x-api-key'] !== API_KEY) return socket.close(1008);
    sockets.set(socket, 0);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    restUrl: `http://${host}`,
    wsUrl: `ws://${host}/stream`,
    requests,
    moods,
    fillOldest: (pieces = 1) => {
      const order = orders.find(isLive);
      if (order === undefined) throw new Error('nothing is open');
      const { id: orderId, externalId, side, price, qty } = order;
      for (let i = 1; i <= pieces; i++) {
        const size = Number(qty) / pieces;
        position += side === 'BUY' ? size : -size;
        const fee = (Number(price) * size * 0.0001).toFixed(8);
        const trade = { id: nextId++, accountId: 1, market: MARKET, orderId, side, price, qty: size.toFixed(2), fee };
        const more = { tradeType: 'TRADE', createdTime: Date.now(), isTaker: false };
        trades.unshift({ ...trade, ...more, externalId });
        tell('TRADE', { trades: [{ ...trade, ...more, externalOrderId: externalId }] });
      }
      order.filledQty = qty;
      set(order, 'FILLED');
    },
    skipNumber: () => {
      for (const [socket, sent] of sockets) {
        sockets.set(socket, sent + 2);
        socket.send(json({ type: 'BALANCE', data: {}, ts: Date.now(), seq: sent + 2 }));
      }
    },
    close: () => {
      for (const socket of sockets.keys()) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

function page(trades: readonly object[], from: number, limit: number): object {
  const data = trades.slice(from, from + limit);
  return { ...ok(data), pagination: { cursor: from + data.length, count: data.length } };
}
function ok(data: unknown): object {
  return { status: 'OK', data };
}
function problem(code: number, message: string): object {
  return { status: 'ERROR', error: { code, message } };
}

/** The venue sends its ids as numbers, with all their digits. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `#${one}#` : one));
  return text.replace(/"#(\d+)#"/g, '$1');
}

/** Computes from the wire alone what must have been signed, rounded up for a buy and down for a sell, the fee up. */
async function signatureCheck() {
  const hasher = await ccxtSigner(STARK_KEY, true);
  const isSigned = (body: Readonly<Record<string, unknown>>): boolean => {
    const { signature } = body.settlement as { signature: { r: string; s: string } };
    const isBuy = body.side === 'BUY';
    // Prices and sizes of the tests have two decimals, so that the products below are exact.
    const base = Math.round(Number(body.qty) * 100) * (L2_CONFIG.syntheticResolution / 100);
    const value = Math.round(Number(body.price) * 100) * Math.round(Number(body.qty) * 100);
    const quote = value * (L2_CONFIG.collateralResolution / 10_000);
    const fee = Math.ceil(Math.round(quote * Number(body.fee) * 1e6) / 1e6);
    const hash = hasher.getExtendedOrderMsgHash({
      starkKey: L2_KEY,
      collateralPosition: VAULT,
      baseAssetId: L2_CONFIG.syntheticId,
      baseAmount: String(isBuy ? base : -base),
      quoteAssetId: L2_CONFIG.collateralId,
      quoteAmount: String(isBuy ? -quote : quote),
      feeAssetId: L2_CONFIG.collateralId,
      feeAmount: String(fee),
      expiration: String(Math.ceil(Number(body.expiryEpochMillis) / 1000) + 14 * 86_400),
      salt: String(body.nonce),
    });
    return isSignature(BigInt(String(hash)), BigInt(signature.r), BigInt(signature.s));
  };
  return { isSigned };
}

/** The curve of Starknet: https://docs.starkware.co/starkex/crypto/stark-curve.html */
const Stark = weierstrass({
  p: 2n ** 251n + 17n * 2n ** 192n + 1n,
  n: 0x800000000000010ffffffffffffffffb781126dcae7b2321e66a241adc64d2fn,
  h: 1n,
  a: 1n,
  b: 0x6f21413efbe40de150e596d72f7a8c5609ad26c15c915c1f4cdfcb99cee9e89n,
  Gx: 0x1ef15c18599971b7beced415a40f0c7deacfd9b0d1819e03d723d8bc943cfcan,
  Gy: 0x5668060aa49730b7be4801df46ec62de53ecd11abe43a32873000c36e8dc1fn,
});

/** ECDSA of {@link L2_KEY}, of which the x coordinate alone is known. */
function isSignature(hash: bigint, r: bigint, s: bigint): boolean {
  const { Fn } = Stark;
  const [own, theirs] = [Fn.div(Fn.create(hash), s), Fn.div(r, s)];
  const key = Stark.fromHex(`02${L2_KEY.slice(2).padStart(64, '0')}`);
  return [key, key.negate()].some((one) => {
    const point = Stark.BASE.multiply(own).add(one.multiply(theirs));
    return Fn.create(point.x) === r;
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
