import { describe, expect, it } from 'vitest';
import { AddressError, type AddressRequest, venueAddress } from './venueAddress.ts';

const OWN = 'https://api.hyperliquid.xyz';

function address(wanted: string, more: Partial<AddressRequest> = {}) {
  return venueAddress({
    venue: 'hyperliquid',
    setting: 'venue.rest_url',
    kind: 'rest',
    own: OWN,
    wanted,
    isAllowed: false,
    ...more,
  });
}

function refusal(wanted: string, more: Partial<AddressRequest> = {}): string {
  try {
    address(wanted, more);
  } catch (error) {
    if (error instanceof AddressError) return error.message;
    throw error;
  }
  throw new Error(`${wanted} is taken`);
}

describe('the address of a venue', () => {
  it.each(['', '  ', OWN, `${OWN}/`, 'https://API.hyperliquid.xyz:443'])(
    '"%s" is its own and needs no word',
    (wanted) => {
      expect(address(wanted)).toEqual({ url: OWN, isOwn: true, warning: null });
    },
  );

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/fake/', 'http://127.0.0.1:8080/fake'],
    ['https://localhost:8443', 'https://localhost:8443'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['http://2130706433', 'http://127.0.0.1'],
  ])('%s on this machine is taken and named', (wanted, url) => {
    const found = address(wanted);
    expect(found).toMatchObject({ url, isOwn: false });
    expect(found.warning).toContain(`venue.rest_url: hyperliquid is asked at ${url} and not at its own address ${OWN}`);
  });

  it.each([
    'https://mirror.example',
    'https://localhost.example',
    'https://127.0.0.1.example',
    'https://0.0.0.0',
    'https://10.0.0.1',
    'https://[::ffff:127.0.0.1]',
    `${OWN}:444`,
    `${OWN}/other`,
    'https://api.hyperliquid.xyz.example',
    'https://api.hyperliquid-testnet.xyz',
  ])('%s elsewhere is refused until it is allowed', (wanted) => {
    expect(refusal(wanted)).toContain('allow it with --allow-endpoint');
    const found = address(wanted, { isAllowed: true });
    expect(found.isOwn).toBe(false);
    expect(found.warning).toContain(wanted.replace('::ffff:127.0.0.1', '::ffff:7f00:1'));
  });

  it('elsewhere has to be encrypted even when it is allowed, the own host included', () => {
    expect(refusal('http://mirror.example', { isAllowed: true })).toContain('nor encrypted');
    expect(refusal('http://api.hyperliquid.xyz', { isAllowed: true })).toContain('nor encrypted');
  });

  it.each(['mirror.example', 'ftp://127.0.0.1', 'wss://127.0.0.1', 'http://', 'file:///etc/hosts'])(
    '%s is no address of a REST interface',
    (wanted) => {
      expect(refusal(wanted)).toBe(
        `venue.rest_url: an address of hyperliquid has the form https://host/path, not "${wanted}".`,
      );
    },
  );

  it.each(['http://me:word@127.0.0.1', 'http://127.0.0.1?key=word', 'http://127.0.0.1#word'])(
    'must hold no secret: %s',
    (wanted) => {
      expect(refusal(wanted)).toContain('holds a user, password, query or fragment');
      expect(refusal(wanted)).not.toContain('word@');
      expect(refusal(wanted)).not.toContain('=word');
    },
  );

  it('of a stream is ws or wss, with the same rules', () => {
    const stream = { kind: 'stream', setting: 'venue.ws_url', own: 'wss://api.hyperliquid.xyz/ws' } as const;
    expect(address('', stream)).toEqual({ url: 'wss://api.hyperliquid.xyz/ws', isOwn: true, warning: null });
    expect(address('ws://127.0.0.1:9/ws', stream)).toMatchObject({ url: 'ws://127.0.0.1:9/ws', isOwn: false });
    expect(refusal('ws://api.hyperliquid.xyz/ws', stream)).toContain('Use wss://');
    expect(refusal('wss://mirror.example/ws', stream)).toContain('--allow-endpoint');
    expect(refusal('http://127.0.0.1:9', stream)).toContain('has the form wss://host/path');
  });
});
