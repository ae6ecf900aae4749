import { describe, expect, it } from 'vitest';
import { AddressError, addressesOf } from './addresses.ts';

const EMPTY = { restUrl: '', wsUrl: '' };

function taken(given: Partial<typeof EMPTY>, isAllowed = false) {
  const said: string[] = [];
  const addresses = addressesOf('hyperliquid', { ...EMPTY, ...given }, isAllowed, (text) => said.push(text));
  return { ...addresses, said };
}

describe('addresses of market data', () => {
  it("are the venue's own where none is given, without a word", () => {
    const own = { restUrl: 'https://api.hyperliquid.xyz', wsUrl: 'wss://api.hyperliquid.xyz/ws', said: [] };
    expect(taken({})).toEqual(own);
    expect(taken({ wsUrl: own.wsUrl })).toEqual(own);
  });

  it.each(['ws://127.0.0.1:9/ws', 'ws://localhost:9', 'ws://[::1]:9', 'wss://127.8.8.8'])(
    'on this machine are taken and named: %s',
    (wsUrl) => {
      const { said, ...addresses } = taken({ wsUrl });
      expect(addresses.wsUrl).toBe(wsUrl);
      expect(said).toEqual([
        `WARNING: market data of hyperliquid comes from ${wsUrl}, and not from wss://api.hyperliquid.xyz/ws (venue.ws_url)`,
      ]);
    },
  );

  it.each([
    'wss://api.hyperliquid.xyz.example/ws',
    'ws://127.0.0.1.example/',
    'ws://10.0.0.1',
    'ws://localhost.example',
  ])('elsewhere are refused unless the user allows them: %s', (wsUrl) => {
    expect(() => taken({ wsUrl })).toThrow(AddressError);
    expect(() => taken({ wsUrl })).toThrow(`venue.ws_url = ${wsUrl} is not the address of hyperliquid`);
    expect(taken({ wsUrl }, true)).toMatchObject({ wsUrl, said: [expect.stringContaining('WARNING')] });
  });

  it('of another kind are no addresses', () => {
    expect(() => taken({ wsUrl: 'https://127.0.0.1' }, true)).toThrow('an address that begins with wss:// or ws://');
    expect(() => taken({ restUrl: 'ftp://127.0.0.1' }, true)).toThrow(
      'an address that begins with https:// or http://',
    );
  });
});
