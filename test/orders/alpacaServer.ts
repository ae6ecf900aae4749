/** Alpaca as its documentation says, on this machine: crypto pairs, one account, REST and the stream of the account. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export const KEYS = { key: 'the-key-id', secret: 'the-secret' } as const;
export const PAIR = 'LTC/USD';

interface Order {
  readonly id: string;
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly limit_price: string;
  readonly qty: string;
  filled_qty: string;
  status: string;
}
export interface AlpacaServer {
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly headers: object }[];
  /** Statuses of HTTP with which the next requests that cancel are answered; `lose` cuts the connection after acting. */
  readonly moods: (number | 'lose')[];
  readonly account: Record<string, unknown>;
  /** A person places an order, in the pair or in another one. */
  placeByHand(clientId: string, side: 'buy' | 'sell', price: string, qty: string, symbol?: string): void;
  /** Fills an open order in so many pieces. The fee of a buy is taken out of what was bought. */
  fill(clientId: string, pieces?: number): void;
  drop(): void;
  close(): void;
}

export async function startAlpaca(): Promise<AlpacaServer> {
  const orders: Order[] = [];
  const activities: Record<string, unknown>[] = [];
  const requests: { method: string; path: string; headers: object }[] = [];
  const moods: AlpacaServer['moods'] = [];
  const sockets = new Map<WebSocket, { isListening: boolean }>();
  const account: Record<string, unknown> = {
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    account_blocked: false,
    trading_blocked: false,
    trade_suspended_by_user: false,
    crypto_tier: 2,
  };
  let heldNano = 0;

  const tell = (event: string, order: Order): void => {
    for (const [socket, { isListening }] of sockets) {
      // As the venue does, in binary frames.
      if (isListening) socket.send(Buffer.from(JSON.stringify({ stream: 'trade_updates', data: { event, order } })));
    }
  };
  const set = (order: Order, status: string, event: string): void => {
    order.status = status;
    tell(event, order);
  };
  const isOpen = ({ status }: Order): boolean => status === 'new' || status === 'partially_filled';

  const answer = (method: string, url: URL): readonly [number, unknown] => {
    const path = url.pathname.replace('/v2/', '');
    const id = /^orders\/([\w-]+)$/.exec(path)?.[1];
    const order = id === undefined ? undefined : orders.find((one) => one.id === id);
    if (id !== undefined && order === undefined) return [404, { code: 40_410_000, message: 'order is not found.' }];
    if (order !== undefined && method === 'DELETE') {
      if (!isOpen(order)) return [422, { code: 42_210_000, message: 'order is already in "filled" state' }];
      setImmediate(() => set(order, 'canceled', 'canceled'));
      return [204, undefined];
    }
    if (order !== undefined) return [200, order];
    switch (`${method} ${path}`) {
      case 'GET clock':
        return [200, { timestamp: new Date().toISOString(), is_open: true }];
      case 'GET account':
        return [200, account];
      case 'GET assets':
        return [
          200,
          [PAIR, 'BTC/USD'].map((symbol) => ({
            symbol,
            class: 'crypto',
            tradable: true,
            min_order_size: '0.01',
            min_trade_increment: '0.000000001',
            price_increment: '0.005',
          })),
        ];
      case 'GET positions/LTCUSD':
        if (heldNano === 0) return [404, { code: 40_410_000, message: 'position does not exist' }];
        return [200, { symbol: 'LTCUSD', side: 'long', qty: (heldNano / 1e9).toFixed(9) }];
      case 'GET orders':
        return [200, orders.filter(isOpen)];
      case 'GET orders:by_client_order_id': {
        const found = orders.find((one) => one.client_order_id === url.searchParams.get('client_order_id'));
        return found === undefined ? [404, { code: 40_410_000, message: 'order not found' }] : [200, found];
      }
      case 'GET account/activities/FILL': {
        const after = Date.parse(url.searchParams.get('after') ?? '');
        const token = url.searchParams.get('page_token');
        const since = activities.filter(({ transaction_time }) => Date.parse(String(transaction_time)) > after);
        const from = token === null ? 0 : since.findIndex((one) => one.id === token) + 1;
        return [200, since.slice(from, from + Number(url.searchParams.get('page_size')))];
      }
      default:
        return [404, { code: 40_410_000, message: 'endpoint not found.' }];
    }
  };

  const server = createServer(({ method = '', url: path = '', headers }, response) => {
    requests.push({ method, path: path.replace('/v2/', ''), headers });
    const isRight = headers['apca-api-key-id'] === KEYS.key && headers['apca-api-secret-key'] === KEYS.secret;
    if (!isRight) return void response.writeHead(401).end('{"code":40110000,"message":"request is not authorized"}');
    const mood = method === 'DELETE' ? moods.shift() : undefined;
    if (typeof mood === 'number') return void response.writeHead(mood).end('upstream');
    const [status, json] = answer(method, new URL(path, 'http://127.0.0.1'));
    if (mood === 'lose') return void response.destroy();
    response.writeHead(status).end(json === undefined ? '' : JSON.stringify(json));
  });
  const streams = new WebSocketServer({ server, path: '/stream' });
  streams.on('connection', (socket) => {
    const state = { isListening: false };
    let isSignedIn = false;
    const say = (stream: string, data: object): void => socket.send(Buffer.from(JSON.stringify({ stream, data })));
    socket.on('message', (raw) => {
      const { action, key, secret } = JSON.parse(String(raw)) as Record<string, string>;
      if (action === 'auth') {
        isSignedIn = key === KEYS.key && secret === KEYS.secret;
        say('authorization', { status: isSignedIn ? 'authorized' : 'unauthorized', action: 'authenticate' });
      } else if (action === 'listen' && isSignedIn) {
        state.isListening = true;
        say('listening', { streams: ['trade_updates'] });
      }
    });
    sockets.set(socket, state);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    restUrl: `http://${host}`,
    wsUrl: `ws://${host}`,
    requests,
    moods,
    account,
    placeByHand: (client_order_id, side, limit_price, qty, symbol = PAIR) => {
      const id = `82eebcf7-6e66-4b7e-93f8-${String(orders.length).padStart(12, '0')}`;
      const order = { id, client_order_id, symbol, side, limit_price, qty, filled_qty: '0', status: 'new' };
      orders.push(order);
      tell('new', order);
    },
    fill: (clientId, pieces = 1) => {
      const order = orders.find((one) => one.client_order_id === clientId && isOpen(one));
      if (order === undefined) throw new Error('no such open order');
      const { id: order_id, symbol, side, limit_price: price, qty } = order;
      for (let i = 1; i <= pieces; i++) {
        const piece = Number(qty) / pieces;
        heldNano += Math.round((side === 'buy' ? piece * (1 - 0.0012) : -piece) * 1e9);
        activities.push({
          id: `20221228071929${String(activities.length).padStart(6, '0')}::ca2aafd0-1270-4b56-b0a9-85423b4a07c8`,
          activity_type: 'FILL',
          type: i === pieces ? 'fill' : 'partial_fill',
          transaction_time: new Date().toISOString(),
          order_id,
          symbol,
          side,
          price,
          qty: piece.toFixed(9),
        });
      }
      order.filled_qty = qty;
      set(order, 'filled', 'fill');
    },
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
