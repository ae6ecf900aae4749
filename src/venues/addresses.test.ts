import { describe, expect, it } from 'vitest';
import { addressesOf } from './addresses.ts';
import { AddressError } from './venueAddress.ts';

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

  it('on this machine are taken, with a warning for each', () => {
    const given = { restUrl: 'http://127.0.0.1:9', wsUrl: 'ws://127.0.0.1:9/ws' };
    const { said, ...addresses } = taken(given);
    expect(addresses).toEqual(given);
    expect(said).toEqual([
      expect.stringMatching(/^WARNING: venue\.rest_url: hyperliquid is asked at http:\/\/127\.0\.0\.1:9 and not at/),
      expect.stringMatching(/^WARNING: venue\.ws_url: hyperliquid is asked at ws:\/\/127\.0\.0\.1:9\/ws and not at/),
    ]);
  });

  it('elsewhere are refused unless the user allows them', () => {
    const wsUrl = 'wss://api.hyperliquid.xyz.example/ws';
    expect(() => taken({ wsUrl })).toThrow(AddressError);
    expect(() => taken({ wsUrl })).toThrow('--allow-endpoint');
    expect(taken({ wsUrl }, true)).toMatchObject({ wsUrl, said: [expect.stringContaining('WARNING')] });
    expect(() => taken({ restUrl: 'ftp://127.0.0.1' }, true)).toThrow('venue.rest_url');
  });

  it('of a venue through ccxt are known to ccxt, and given both or neither', () => {
    const ofCcxt = (given: Partial<typeof EMPTY>, isAllowed = false) =>
      addressesOf('ccxt:kraken', { ...EMPTY, ...given }, isAllowed, () => undefined);
    expect(ofCcxt({})).toEqual(EMPTY);
    const here = { restUrl: 'http://127.0.0.1:9', wsUrl: 'ws://127.0.0.1:9' };
    expect(ofCcxt(here)).toEqual(here);
    expect(() => ofCcxt({ restUrl: here.restUrl })).toThrow('set both, or neither');
    const elsewhere = { restUrl: 'https://x.example', wsUrl: 'wss://x.example' };
    expect(() => ofCcxt(elsewhere)).toThrow("neither ccxt:kraken's own address nor on this machine");
    expect(ofCcxt(elsewhere, true)).toEqual(elsewhere);
  });
});
