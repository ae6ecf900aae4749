/** Funding as the venues tell of it: Hyperliquid when it is asked, Binance on the private stream. The servers are written after their documentation. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { BinanceGateway } from '../../src/gateway/binance/binanceGateway.ts';
import { HyperliquidGateway } from '../../src/gateway/hyperliquid/hyperliquidGateway.ts';
import type { News } from '../../src/orders/gateway.ts';
import { TEST_KEY } from './faultRun.ts';

const HOUR_MS = 3_600_000;

interface WirePayment {
  readonly time: number;
  readonly hash: string;
  readonly delta: object;
}

/** @param answer to a path and the body of a request */
async function serverThat(answer: (path: string, body: string) => unknown): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => response.end(JSON.stringify(answer(request.url ?? '', body))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** A payment of funding as the venue lists it. */
const listed = (time: number, coin: string, usdc: string): WirePayment => ({
  time,
  hash: `0x${'0'.repeat(64)}`,
  delta: { type: 'funding', coin, usdc, szi: '10.0', fundingRate: '0.0000125' },
});

/** Hyperliquid with these payments, of which it tells a few at a time, the oldest first. */
async function hyperliquidThat(pays: readonly WirePayment[], atATime: number) {
  const nowMs = 1_800_000_000_000;
  const asked: number[] = [];
  const { port } = await serverThat((_, body) => {
    const { type, startTime = 0 } = JSON.parse(body) as { type: string; startTime?: number };
    if (type === 'exchangeStatus') return { specialStatuses: null, time: nowMs };
    if (type === 'clearinghouseState') return { assetPositions: [] };
    if (type !== 'userFunding') return [];
    asked.push(startTime);
    return pays.filter(({ time }) => time >= startTime).slice(0, atATime);
  });
  const gateway = new HyperliquidGateway(
    {
      restUrl: `http://127.0.0.1:${port}`,
      wsUrl: `ws://127.0.0.1:${port}/ws`,
      isTestnet: false,
      user: `0x${'ab'.repeat(20)}`,
      key: TEST_KEY,
    },
    { coin: 'SOL', asset: 5, sizeDecimals: 2 },
  );
  return { gateway, asked, nowMs };
}

it('of Hyperliquid is read since the time that is asked for, in pieces, and is that of the coin alone', async () => {
  const startMs = 1_790_000_000_000;
  // 60 hours, with two coins in each.
  const pays = Array.from({ length: 120 }, (_, i) =>
    listed(startMs + Math.floor(i / 2) * HOUR_MS, i % 2 === 0 ? 'BTC' : 'SOL', i % 2 === 0 ? '3.0' : '-0.25'),
  );
  const { gateway, asked, nowMs } = await hyperliquidThat(pays, 50);
  const { payments = [], ...rest } = await gateway.account(nowMs, startMs + HOUR_MS);
  expect(payments).toEqual(
    Array.from({ length: 59 }, (_, i) => {
      const venueMs = startMs + (i + 1) * HOUR_MS;
      return { id: `SOL ${venueMs}`, amount: -0.25, venueMs };
    }),
  );
  expect(rest).not.toHaveProperty('paymentsUntilVenueMs');
  expect(asked[0]).toBe(startMs + HOUR_MS);
  asked.length = 0;
  expect(await gateway.account(nowMs)).not.toHaveProperty('payments');
  expect(asked).toEqual([]);
});

it('of Hyperliquid that is too much for one reading is read with the next ones', async () => {
  const startMs = 1_790_000_000_000;
  const pays = Array.from({ length: 200 }, (_, i) => listed(startMs + i * HOUR_MS, 'BTC', '1.0'));
  pays.push(listed(startMs + 200 * HOUR_MS, 'SOL', '2.0'));
  const { gateway, nowMs } = await hyperliquidThat(pays, 15);
  const first = await gateway.account(nowMs, startMs);
  // 15, and then 14 more with each of nine answers: the newest of one is the first of the next.
  const untilMs = startMs + 140 * HOUR_MS;
  expect(first).toMatchObject({ payments: [], paymentsUntilVenueMs: untilMs });
  const second = await gateway.account(nowMs, untilMs);
  expect(second.payments).toEqual([
    { id: `SOL ${startMs + 200 * HOUR_MS}`, amount: 2, venueMs: startMs + 200 * HOUR_MS },
  ]);
  expect(second).not.toHaveProperty('paymentsUntilVenueMs');
});

it('of Binance comes with the private stream: in the quote currency, and only where it names our position', async () => {
  const { server, port } = await serverThat(() => ({ listenKey: 'a-key' }));
  const sockets = new WebSocketServer({ server });
  const T = 1_800_000_000_000;
  const change = (at: number, m: string, B: readonly object[], P: readonly object[] = []): string =>
    JSON.stringify({ e: 'ACCOUNT_UPDATE', E: at, T: at, a: { m, B, P } });
  sockets.on('connection', (socket) => {
    const usdt = (bc: string) => ({ a: 'USDT', wb: '100', cw: '100', bc });
    // With cross margin no position is named.
    socket.send(change(T - 1, 'FUNDING_FEE', [usdt('-0.7')]));
    const SOL = [{ s: 'SOLUSDT', pa: '1' }];
    socket.send(change(T, 'FUNDING_FEE', [usdt('-0.5'), { a: 'BNB', wb: '1', cw: '1', bc: '-9' }], SOL));
    socket.send(change(T + 1, 'ORDER', [usdt('7')]));
    socket.send(change(T + 2, 'FUNDING_FEE', [usdt('2')], [{ s: 'ETHUSDT', pa: '1' }]));
    socket.send(change(T + 3, 'FUNDING_FEE', [usdt('0.25')], SOL));
  });
  const gateway = new BinanceGateway(
    {
      restUrl: `http://127.0.0.1:${port}`,
      wsUrl: `ws://127.0.0.1:${port}`,
      permissionsUrl: null,
      key: 'k',
      secret: 's',
    },
    { symbol: 'SOLUSDT', tickSize: 0.01, lotSize: 0.01 },
  );
  const heard: News[] = [];
  const close = gateway.listen((news) => heard.push(news));
  onTestFinished(close);
  await expect.poll(() => heard.filter(({ kind }) => kind === 'funding').length, { timeout: 5000 }).toBe(2);
  expect(heard.filter(({ kind }) => kind === 'funding')).toEqual([
    { kind: 'funding', payment: { id: `USDT ${T}`, amount: -0.5, venueMs: T } },
    { kind: 'funding', payment: { id: `USDT ${T + 3}`, amount: 0.25, venueMs: T + 3 } },
  ]);
});
