/**
 * Paradex as its documentation says, on this machine: one market, one account, REST and the private channels. As the venue does, it
 * answers orders and cancels before it acts on them, and takes only what was signed as the wire says it.
 */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keccak, pedersen, verify } from '@scure/starknet';
import { type WebSocket, WebSocketServer } from 'ws';

/** A key pair that is published with the test vectors of another venue's client. */
export const SUBKEY = '0x7a7ff6fd3cab02ccdcd4a572563f5976f8976899b03a39773795a3c486d4986';
export const SUBKEY_PUBLIC = '0x61c5e7e8339b7d56f197f54ea91b776776690e3232313de0f2ecbd0ef76f466';
export const ACCOUNT = '0x4638e3041366aa71720be63e32e53e1223316c7f0d56f7aa617542ed1e7512';
export const CHAIN_ID = 'PRIVATE_SN_POTC_SEPOLIA';
export const MARKET = 'SOL-USD-PERP';
const FIRST_ID = 1_718_941_725_080_201_704n;

interface Order {
  readonly id: string;
  readonly client_id: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: string;
  readonly size: string;
  readonly instruction: string;
  remaining_size: string;
  avg_fill_price: string;
  status: string;
  cancel_reason: string;
}
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}
/**
 * What it does with the next batch of orders. `lose`: it acts and cuts the connection. `half`: it refuses the first of them. `margin`: it
 * ends all of them for want of money. A number: this HTTP status.
 */
export type Mood = 'lose' | 'half' | 'margin' | number | { readonly error: string; readonly message: string };

export interface ParadexServer {
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly requests: readonly WireRequest[];
  readonly moods: Mood[];
  /** What it says of itself and of the account. */
  readonly is: {
    /** For how many requests a token is good. */
    tokenUses: number;
    status: string;
    clockAheadMs: number;
    mainKey: string;
    subkeyState: string | null;
    /** Cancels stay queued, and their end is not told. */
    holdsCancels: boolean;
    /** Fills are told twice on the stream. */
    tellsTwice: boolean;
    /** Best prices: what would take from them is no post-only order. */
    best: { readonly bid: number; readonly ask: number };
  };
  fillOldest(pieces?: number): void;
  /** A person places an order without a client id. */
  placeByHand(): void;
  /** Client ids of open orders, and the position in base units. */
  now(): { readonly open: readonly string[]; readonly position: number };
  /** In their order: the side of the order, and base units. */
  readonly filled: readonly { readonly side: string; readonly size: number }[];
  /** Cuts the private stream. */
  drop(): void;
  close(): void;
}

export async function startParadex(): Promise<ParadexServer> {
  const orders: Order[] = [];
  const fills: object[] = [];
  const filled: { side: string; size: number }[] = [];
  const requests: WireRequest[] = [];
  const moods: Mood[] = [];
  const sockets = new Map<WebSocket, Set<string>>();
  const tokens = new Map<string, number>();
  const signedAt = new Set<string>();
  const is: ParadexServer['is'] = {
    tokenUses: Number.POSITIVE_INFINITY,
    status: 'ok',
    clockAheadMs: 0,
    mainKey: '0x1234',
    subkeyState: 'active',
    holdsCancels: false,
    tellsTwice: false,
    best: { bid: 150, ask: 152 },
  };
  let [nextId, position] = [FIRST_ID, 0];
  const nowMs = (): number => Date.now() + is.clockAheadMs;

  const tell = (channel: string, data: object): void => {
    for (const [socket, channels] of sockets) {
      if (channels.has(channel))
        socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } }));
    }
  };
  const shown = (order: Order): object => ({ ...order, account: ACCOUNT, market: MARKET, type: 'LIMIT', seq_no: 1 });
  const set = (order: Order, status: string, reason = ''): void => {
    order.status = status;
    order.cancel_reason = reason;
    tell(`orders.${MARKET}`, shown(order));
  };

  const problemOf = (body: Record<string, unknown>): Answer | undefined => {
    const [timestamp, window] = [Number(body.signature_timestamp), Number(body.recv_window)];
    if (!(window >= 10)) return problem('VALIDATION_ERROR', 'recv_window is at least 10');
    if (nowMs() > timestamp + window) return problem('VALIDATION_ERROR', 'recv_window has passed');
    if (orders.some(({ client_id }) => client_id === body.client_id))
      return problem('DUPLICATED_CLIENT_ID', 'used before');
    if (!isSignedOrder(body)) return problem('INVALID_ORDER_SIGNATURE', 'the signature is wrong');
    const signature = String(body.signature);
    if (signedAt.has(signature)) return problem('INVALID_ORDER_SIGNATURE', 'the signature was used before');
    signedAt.add(signature);
    return undefined;
  };
  const place = (body: Record<string, unknown>, endsFor: string): Order => {
    const { client_id, side, price, size, instruction } = body as Record<string, string>;
    const order: Order = {
      id: String(nextId++),
      client_id: client_id ?? '',
      side: side === 'BUY' ? 'BUY' : 'SELL',
      price: price ?? '',
      size: size ?? '',
      instruction: instruction ?? '',
      remaining_size: size ?? '',
      avg_fill_price: '',
      status: 'NEW',
      cancel_reason: '',
    };
    orders.push(order);
    const isTaking = order.side === 'BUY' ? Number(price) >= is.best.ask : Number(price) <= is.best.bid;
    setImmediate(() => {
      if (endsFor !== '') set(order, 'CLOSED', endsFor);
      else if (isTaking && instruction === 'POST_ONLY') set(order, 'CLOSED', 'POST_ONLY_WOULD_CROSS');
      else if (isTaking) fill(order, 1);
      else set(order, 'OPEN');
    });
    return order;
  };
  const placeAll = (bodies: readonly Record<string, unknown>[], mood: Mood | undefined): Answer => {
    const kept = mood === 'half' ? bodies.slice(1) : bodies;
    for (const body of kept) {
      const refused = problemOf(body);
      if (refused !== undefined) return refused;
    }
    const placed = kept.map((body) => ({
      ...shown(place(body, mood === 'margin' ? 'NOT_ENOUGH_MARGIN' : '')),
      status: 'NEW',
    }));
    const errors = mood === 'half' ? [{ error: 'INVALID_ORDER_SIZE', message: 'too small' }] : [];
    return { status: 201, json: { orders: placed, errors } };
  };
  const cancelOne = (order: Order | undefined, id: object): object => {
    if (order === undefined) return { ...id, status: 'NOT_FOUND' };
    const about = { id: order.id, client_id: order.client_id, account: ACCOUNT, market: MARKET };
    if (order.status === 'CLOSED') return { ...about, status: 'ALREADY_CLOSED' };
    if (!is.holdsCancels) setImmediate(() => set(order, 'CLOSED', 'USER_CANCELED'));
    return { ...about, status: 'QUEUED_FOR_CANCELLATION' };
  };
  const fill = (order: Order, pieces: number): void => {
    const { id: order_id, client_id, side, price, size } = order;
    for (let i = 1; i <= pieces; i++) {
      const piece = Number(size) / pieces;
      position += side === 'BUY' ? piece : -piece;
      order.remaining_size = (Number(size) - i * piece).toFixed(2);
      order.avg_fill_price = price;
      const one = {
        id: String(nextId++),
        order_id,
        client_id,
        market: MARKET,
        account: ACCOUNT,
        // As documented: that of the taker, who is on the other side of an order that rests.
        side: order.status === 'NEW' ? side : side === 'BUY' ? 'SELL' : 'BUY',
        liquidity: order.status === 'NEW' ? 'TAKER' : 'MAKER',
        price,
        size: piece.toFixed(2),
        fee: (Number(price) * piece * 0.00003).toFixed(8),
        fee_currency: 'USDC',
        created_at: Math.floor(nowMs()),
        fill_type: 'FILL',
      };
      fills.unshift(one);
      filled.push({ side, size: piece });
      for (let told = is.tellsTwice ? 2 : 1; told > 0; told--) tell(`fills.${MARKET}`, one);
    }
    set(order, 'CLOSED', 'FILLED');
  };

  const signIn = (headers: IncomingMessage['headers'], key: string): Answer => {
    const signedBy = BigInt(key) === BigInt(is.mainKey) || BigInt(key) === BigInt(SUBKEY_PUBLIC);
    const [timestamp, expiration] = ['paradex-timestamp', 'paradex-signature-expiration'].map((one) =>
      Number(headers[one]),
    );
    const isInTime = Math.abs((timestamp ?? 0) * 1000 - nowMs()) < 2000 && (expiration ?? 0) * 1000 > nowMs();
    const hash = authHash(timestamp ?? 0, expiration ?? 0);
    const isRight = isSignature(hash, String(headers['paradex-starknet-signature']));
    if (!signedBy || !isInTime || !isRight || headers['paradex-starknet-account'] !== ACCOUNT)
      return {
        status: 401,
        json: { error: 'STARKNET_SIGNATURE_VERIFICATION_FAILED', message: 'the signature is wrong' },
      };
    const token = `token-${tokens.size + 1}`;
    tokens.set(token, is.tokenUses);
    return ok({ jwt_token: token });
  };

  const open = (): Order[] => orders.filter(({ status }) => status !== 'CLOSED');
  const answer = (method: string, url: URL, body: unknown, mood: Mood | undefined): Answer | undefined => {
    const path = url.pathname.replace('/v1/', '');
    const clientId = /^orders\/by_client_id\/(\w+)$/.exec(path)?.[1];
    if (method === 'GET' && clientId !== undefined) {
      const order = orders.find((one) => one.client_id === clientId && one.status === 'OPEN');
      return order === undefined ? problem('CLIENT_ORDER_ID_NOT_FOUND', 'no such open order') : ok(shown(order));
    }
    if (method === 'GET' && path === `account/keys/subkeys/${SUBKEY_PUBLIC}`) {
      if (is.subkeyState === null) return { status: 404, json: { error: 'NOT_FOUND', message: 'no such subkey' } };
      return ok({ public_key: SUBKEY_PUBLIC, state: is.subkeyState, revoked_at: 0 });
    }
    switch (`${method} ${path}`) {
      case 'GET orders':
        return ok({ results: open().map(shown) });
      case 'GET orders-history':
        return ok({ results: orders.filter((one) => one.client_id === url.searchParams.get('client_id')).map(shown) });
      case 'GET fills': {
        const from = Number(url.searchParams.get('cursor') ?? 0);
        const size = Number(url.searchParams.get('page_size'));
        const next = from + size < fills.length ? String(from + size) : null;
        return ok({ results: fills.slice(from, from + size), next, prev: null });
      }
      case 'GET positions': {
        const side = position < 0 ? 'SHORT' : 'LONG';
        return ok({
          results: position === 0 ? [] : [{ market: MARKET, status: 'OPEN', side, size: position.toFixed(2) }],
        });
      }
      case 'GET account':
        return ok({ account: ACCOUNT, account_value: '1234.5', status: 'ACTIVE' });
      case 'GET account/info':
        return ok({ results: [{ account: `0x0${ACCOUNT.slice(2)}`, public_key: is.mainKey, kind: 'main' }] });
      case 'POST orders/batch':
        return placeAll(body as Record<string, unknown>[], mood);
      case 'DELETE orders/batch': {
        const { order_ids = [], client_order_ids = [] } = body as Record<string, string[]>;
        const results = [
          ...order_ids.map((id) =>
            cancelOne(
              orders.find((one) => one.id === id),
              { id },
            ),
          ),
          ...client_order_ids.map((client_id) =>
            cancelOne(
              orders.find((one) => one.client_id === client_id),
              { client_id },
            ),
          ),
        ];
        return ok({ results });
      }
      default:
        return undefined;
    }
  };
  const publicAnswer = (method: string, url: URL, headers: IncomingMessage['headers']): Answer | undefined => {
    const path = url.pathname.replace('/v1/', '');
    const key = /^auth\/(0x[0-9a-f]+)$/.exec(path)?.[1];
    if (method === 'POST' && key !== undefined) return signIn(headers, key);
    switch (`${method} ${path}`) {
      case 'GET system/config':
        return ok({ starknet_chain_id: CHAIN_ID, paraclear_decimals: 8 });
      case 'GET system/time':
        return ok({ server_time: String(Math.floor(nowMs())) });
      case 'GET system/state':
        return ok({ status: is.status });
      case `GET bbo/${MARKET}`:
        return ok({ market: MARKET, bid: String(is.best.bid), ask: String(is.best.ask) });
      case 'GET markets':
        return ok({ results: [MARKET_TERMS] });
      default:
        return undefined;
    }
  };

  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const { method = '', url: path = '', headers } = request;
      const body: unknown = text === '' ? null : JSON.parse(text);
      requests.push({ method, path: path.replace('/v1/', ''), headers, body });
      const url = new URL(path, 'http://127.0.0.1');
      const send = ({ status, json }: Answer): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      const ofAll = publicAnswer(method, url, headers);
      if (ofAll !== undefined) return send(ofAll);
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      const uses = tokens.get(token) ?? 0;
      tokens.set(token, uses - 1);
      if (uses <= 0) return send({ status: 401, json: { error: 'INVALID_TOKEN', message: 'the token is wrong' } });
      const mood = method === 'POST' && path.endsWith('/orders/batch') ? moods.shift() : undefined;
      if (typeof mood === 'number') return void response.writeHead(mood).end('upstream');
      if (typeof mood === 'object') return send({ status: 400, json: mood });
      const value = answer(method, url, body, mood);
      if (mood === 'lose') return void response.destroy();
      send(value ?? { status: 404, json: { error: 'INVALID_REQUEST_PARAMETER', message: 'no such path' } });
    });
  });
  const streams = new WebSocketServer({ server, path: '/ws' });
  streams.on('connection', (socket) => {
    const channels = new Set<string>();
    let isSignedIn = false;
    socket.on('message', (data) => {
      const { id, method, params } = JSON.parse(String(data)) as {
        id: number;
        method: string;
        params: { bearer?: string; channel?: string };
      };
      requests.push({ method: 'WS', path: method, headers: {}, body: params });
      const reply = (more: object): void => socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...more }));
      if (method === 'auth') {
        isSignedIn = (tokens.get(params.bearer ?? '') ?? 0) > 0;
        return reply(
          isSignedIn ? { result: { node_id: 'a1' } } : { error: { code: 40_111, message: 'Invalid Bearer Token' } },
        );
      }
      if (method !== 'subscribe' || !isSignedIn) return reply({ error: { code: -32_600, message: 'not signed in' } });
      channels.add(params.channel ?? '');
      reply({ result: { channel: params.channel } });
    });
    sockets.set(socket, channels);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    restUrl: `http://${host}`,
    wsUrl: `ws://${host}/ws`,
    requests,
    moods,
    is,
    filled,
    fillOldest: (pieces = 1) => {
      const order = orders.find(({ status }) => status === 'OPEN');
      if (order === undefined) throw new Error('nothing is open');
      fill(order, pieces);
    },
    placeByHand: () => {
      place({ client_id: '', side: 'BUY', price: '140', size: '1', instruction: 'GTC' }, '');
    },
    now: () => ({ open: open().map(({ client_id }) => client_id), position: Number(position.toFixed(2)) }),
    drop: () => {
      for (const socket of sockets.keys()) socket.terminate();
    },
    close: () => {
      for (const socket of sockets.keys()) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

const MARKET_TERMS = {
  symbol: MARKET,
  asset_kind: 'PERP',
  base_currency: 'SOL',
  quote_currency: 'USD',
  settlement_currency: 'USDC',
  price_tick_size: '0.01',
  order_size_increment: '0.01',
  min_notional: '10',
  open_at: 0,
  expiry_at: 0,
  fee_config: {
    api_fee: {
      maker_fee: { fee: '0.00003', fee_cap: '0', fee_floor: '0' },
      taker_fee: { fee: '0.0002', fee_cap: '0', fee_floor: '0' },
    },
  },
};

interface Answer {
  readonly status: number;
  readonly json: unknown;
}
function ok(json: unknown): Answer {
  return { status: 200, json };
}
function problem(error: string, message: string): Answer {
  return { status: 400, json: { error, message, data: null } };
}

/** Felt by felt, as the documentation writes the encoding; nothing of the code under test is used. */
function pedersenOf(felts: readonly bigint[]): bigint {
  let hash = 0n;
  for (const felt of felts) hash = BigInt(pedersen(hash, felt));
  return BigInt(pedersen(hash, BigInt(felts.length)));
}
function ascii(text: string): bigint {
  let felt = 0n;
  for (const char of text) felt = felt * 256n + BigInt(char.charCodeAt(0));
  return felt;
}
function selector(text: string): bigint {
  return keccak(new TextEncoder().encode(text));
}
function messageHash(struct: bigint): bigint {
  const type = selector('StarkNetDomain(name:felt,chainId:felt,version:felt)');
  const domain = pedersenOf([type, ascii('Paradex'), ascii(CHAIN_ID), 1n]);
  return pedersenOf([ascii('StarkNet Message'), domain, BigInt(ACCOUNT), struct]);
}
export function orderHash(body: Readonly<Record<string, unknown>>): bigint {
  const type = selector('Order(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt)');
  // Sizes and prices of the tests have at most two decimals, so that these products are exact.
  const [size, price] = [body.size, body.price].map((one) => BigInt(Math.round(Number(one) * 100)) * 1_000_000n);
  const side = body.side === 'BUY' ? 1n : 2n;
  const timestamp = BigInt(String(body.signature_timestamp));
  return messageHash(
    pedersenOf([type, timestamp, ascii(String(body.market)), side, ascii(String(body.type)), size ?? 0n, price ?? 0n]),
  );
}
function authHash(timestamp: number, expiration: number): bigint {
  const type = selector('Request(method:felt,path:felt,body:felt,timestamp:felt,expiration:felt)');
  return messageHash(pedersenOf([type, ascii('POST'), ascii('/v1/auth'), 0n, BigInt(timestamp), BigInt(expiration)]));
}
function isSignedOrder(body: Readonly<Record<string, unknown>>): boolean {
  return isSignature(orderHash(body), String(body.signature));
}
function isSignature(hash: bigint, signature: string): boolean {
  const parts = JSON.parse(signature) as string[];
  const hex = parts.map((part) => BigInt(part).toString(16).padStart(64, '0')).join('');
  // The public key in full: its y is one of two, and the other one is that of the negative.
  return ['02', '03'].some((sign) =>
    verify(hex, hash.toString(16).padStart(64, '0'), `${sign}${SUBKEY_PUBLIC.slice(2).padStart(64, '0')}`),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
