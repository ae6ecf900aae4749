import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { GatewayError } from '../../orders/gateway.ts';
import { agentKey } from './agentKey.ts';
import { hyperliquidKeyFault } from './hyperliquidAccount.ts';

const KEY = `0x${'7e57'.repeat(16)}`;
const USER = `0x${'ab'.repeat(20)}`;

/** A venue that answers every question like this. */
async function answering(answer: unknown): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function faultWith(answer: unknown, user = USER): Promise<string | null> {
  return hyperliquidKeyFault({ restUrl: await answering(answer), wsUrl: '', isTestnet: false, user, key: KEY });
}

it('the key of an API wallet of the account can only trade', async () => {
  expect(await faultWith({ role: 'agent', data: { user: USER.toUpperCase().replace('0X', '0x') } })).toBeNull();
});

it('other keys are refused, each with its reason', async () => {
  expect(await faultWith({ role: 'user' }, agentKey(KEY).address)).toContain('that of the account itself');
  expect(await faultWith({ role: 'user' })).toContain('whose key can withdraw');
  expect(await faultWith({ role: 'missing' })).toContain('knows no API wallet');
  expect(await faultWith({ role: 'agent', data: { user: `0x${'cd'.repeat(20)}` } })).toContain(
    'is approved for 0xcdcd',
  );
});

it('where the venue does not say, it is not assumed', async () => {
  await expect(faultWith([])).rejects.toThrow(GatewayError);
});
