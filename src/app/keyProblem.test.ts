import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { VenueAccount } from '../gateway/openGateway.ts';
import { GatewayError } from '../orders/gateway.ts';
import { BINANCE_ADDRESSES } from '../venues/binance/binanceFeed.ts';
import { keyProblem } from './keyProblem.ts';

const ONLY_FUTURES = {
  ipRestrict: true,
  enableReading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  permitsUniversalTransfer: false,
  enableFutures: true,
};

/** The address of Binance that tells what a key may do. It answers only what is signed with the secret. */
async function permissions(answer: object, status = 200): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    const { pathname, search } = new URL(url, 'http://127.0.0.1');
    const [signed = '', signature] = search.slice(1).split('&signature=');
    const isSigned = signature === createHmac('sha256', 'the-secret').update(signed).digest('hex');
    const isRight = isSigned && headers['x-mbx-apikey'] === 'the-key';
    const json = (code: number, value: object): unknown => response.writeHead(code).end(JSON.stringify(value));
    if (pathname === '/api/v3/time') return void json(200, { serverTime: Date.now() });
    if (pathname !== '/sapi/v1/account/apiRestrictions' || !isRight)
      return void json(401, { code: -1022, msg: 'Signature for this request is not valid.' });
    json(status, answer);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function account(permissionsUrl: string, restUrl: string = BINANCE_ADDRESSES.restUrl): VenueAccount {
  return { venue: 'binance', restUrl, wsUrl: '', permissionsUrl, key: 'the-key', secret: 'the-secret' };
}
const silent = (text: string): never => {
  throw new Error(`no warning is due: ${text}`);
};

it.each([
  ['nothing but trade futures', {}, null],
  ['withdraw', { enableWithdrawals: true }, 'the key of Binance can withdraw: make one that can only trade futures'],
  [
    'withdraw and transfer',
    { enableWithdrawals: true, enableInternalTransfer: true },
    'the key of Binance can withdraw and move money between accounts: make one that can only trade futures',
  ],
  [
    'transfer',
    { permitsUniversalTransfer: true },
    'the key of Binance can move money between accounts: make one that can only trade futures',
  ],
  [
    'only read',
    { enableFutures: false },
    'the key of Binance cannot trade futures: allow it that, and nothing else beside reading',
  ],
])('a key of Binance that can %s', async (_, more, problem) => {
  expect(await keyProblem(account(await permissions({ ...ONLY_FUTURES, ...more })), silent)).toBe(problem);
});

it.each([
  ['no answer', async () => 'http://127.0.0.1:1'],
  ['an answer without the word on withdrawals', () => permissions({ enableFutures: true })],
  ['a refusal', () => permissions({ code: -2015, msg: 'Invalid API-key' }, 401)],
])('%s of the real venue lets no order leave', async (_, url) => {
  const told = await keyProblem(account(await url()), silent).catch((error: unknown) => error);
  expect(told).toBeInstanceOf(GatewayError);
  expect(String(told)).toMatch(/whether the key of Binance can withdraw was asked at http:\/\/127/);
  expect(String(told)).not.toContain('the-secret');
});

it('a server in place of Binance is not asked, which is a warning', async () => {
  const warnings: string[] = [];
  const at = { ...account('', 'http://127.0.0.1:9'), permissionsUrl: null };
  expect(await keyProblem(at, (text) => warnings.push(text))).toBeNull();
  expect(warnings).toEqual([
    'WARNING: whether the key can only trade is not known: only Binance itself is asked what a key may do',
  ]);
});

it('a venue in place of the real one that does not know the question is a warning', async () => {
  const warnings: string[] = [];
  const url = await permissions({}, 404);
  expect(await keyProblem(account(url, url), (text) => warnings.push(text))).toBeNull();
  expect(warnings).toEqual([expect.stringMatching(/^WARNING: whether the key can only trade is not known/)]);
});
