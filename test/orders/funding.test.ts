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

it('of Hyperliquid is asked for once a minute, back a day, and is that of the coin alone', async () => {
  let nowMs = 1_800_000_000_000;
  const asked: { readonly type: string; readonly startTime?: number }[] = [];
  const payment = (time: number, coin: string, usdc: string): object => ({
    time,
    hash: `0x${'0'.repeat(64)}`,
    delta: { type: 'funding', coin, usdc, szi: '10.0', fundingRate: '0.0000125' },
  });
  const { port } = await serverThat((_, body) => {
    const question = JSON.parse(body) as { type: string };
    asked.push(question);
    if (question.type === 'exchangeStatus') return { specialStatuses: null, time: nowMs };
    if (question.type === 'clearinghouseState') return { assetPositions: [] };
    if (question.type !== 'userFunding') return [];
    return [payment(nowMs - HOUR_MS, 'SOL', '-0.25'), payment(nowMs - HOUR_MS, 'BTC', '3.0')];
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
  expect((await gateway.account(nowMs)).payments).toEqual([
    { id: `SOL ${nowMs - HOUR_MS}`, amount: -0.25, venueMs: nowMs - HOUR_MS },
  ]);
  nowMs += 59_000;
  expect(await gateway.account(nowMs)).not.toHaveProperty('payments');
  nowMs += 2000;
  expect((await gateway.account(nowMs)).payments).toHaveLength(1);
  const questions = asked.filter(({ type }) => type === 'userFunding');
  expect(questions.map(({ startTime }) => startTime)).toEqual([nowMs - 61_000 - 24 * HOUR_MS, nowMs - 24 * HOUR_MS]);
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
