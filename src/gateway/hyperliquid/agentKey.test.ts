import { expect, it } from 'vitest';
import { Nonces } from '../nonces.ts';
import { agentKey } from './agentKey.ts';

/** A key that is published with test vectors of Ethereum tools: the first account of a well-known test phrase. */
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

it('the address of a key is that of Ethereum', () => {
  expect(agentKey(KEY).address).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
});

it('a key signs the hash of a trading action and nothing else', async () => {
  const wallet = agentKey(KEY);
  const action = {
    domain: { name: 'Exchange', version: '1', chainId: 1337 },
    primaryType: 'Agent',
    message: { source: 'a', connectionId: `0x${'11'.repeat(32)}` },
  };
  // That a venue takes it for ours is shown where the gateways are tested.
  expect(await wallet.signTypedData(action)).toMatch(/^0x[0-9a-f]{128}(1b|1c)$/);
  const domain = { name: 'HyperliquidSignTransaction', version: '1', chainId: 42_161 };
  const fee = { domain, primaryType: 'HyperliquidTransaction:ApproveBuilderFee', message: {} };
  await expect(wallet.signTypedData(fee)).rejects.toThrow(
    'this key signs trading actions alone, not HyperliquidSignTransaction HyperliquidTransaction:ApproveBuilderFee',
  );
});

it('a key of another form is refused without being shown', () => {
  expect(() => agentKey('0x1234')).toThrow(/^the private key of an API wallet has 64 hexadecimal digits$/);
});

it('nonces never repeat, also in one ms and after the clock went back', () => {
  const times = [1000, 1000, 1000.7, 500, 2000];
  const nonces = new Nonces(() => times.shift() ?? 0);
  expect([0, 1, 2, 3, 4].map(() => nonces.next())).toEqual([1000, 1001, 1002, 1003, 2000]);
});
