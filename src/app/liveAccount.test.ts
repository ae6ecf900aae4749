import { expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { FeedVenue } from '../market/feedVenue.ts';
import { accountOf } from './liveAccount.ts';

function opened(venue: FeedVenue, environment: Readonly<Record<string, string>>) {
  const loaded = loadConfig({ tomlFile: '/none/tune.toml', envFile: '/none/.env', environment, flags: {} });
  return accountOf({ venue, symbol: 'BTC' }, loaded, { isEndpointAllowed: false, notify: () => undefined });
}

const binance = { BINANCE_API_KEY: 'key', BINANCE_API_SECRET: 'secret' };

it('Binance itself is asked at its own address what a key may do, a server in its place is not', () => {
  expect(opened('binance', binance)).toMatchObject({ permissionsUrl: 'https://api.binance.com' });
  const local = { TUNE_VENUE_NAME: 'binance', TUNE_VENUE_REST_URL: 'http://127.0.0.1:9', ...binance };
  expect(opened('binance', local)).toMatchObject({
    restUrl: 'http://127.0.0.1:9',
    permissionsUrl: null,
  });
  // The same address written out is still that of the venue.
  const written = { TUNE_VENUE_NAME: 'binance', TUNE_VENUE_REST_URL: 'https://fapi.binance.com/', ...binance };
  expect(opened('binance', written)).toMatchObject({ permissionsUrl: 'https://api.binance.com' });
});

it('Paradex needs the address of an account and a subkey, and a wrong one is not shown', () => {
  const right = { PARADEX_ACCOUNT: '0x0123ABC', PARADEX_SUBKEY: '0x7a7ff6' };
  expect(opened('paradex', right)).toMatchObject({ venue: 'paradex', account: '0x0123abc', key: '0x7a7ff6' });
  expect(() => opened('paradex', { PARADEX_ACCOUNT: '0x1' })).toThrow(
    /^orders on paradex need PARADEX_SUBKEY in \.env or the environment$/,
  );
  expect(() => opened('paradex', { ...right, PARADEX_SUBKEY: 'hush-hush' })).toThrow(
    /^PARADEX_SUBKEY is 0x and up to 64 hexadecimal digits$/,
  );
});

it('all that is wrong with keys is said at once', () => {
  expect(() => opened('hyperliquid', {})).toThrow(
    /^orders on hyperliquid need HYPERLIQUID_ACCOUNT and HYPERLIQUID_AGENT_KEY in \.env or the environment$/,
  );
  expect(() => opened('hyperliquid', { HYPERLIQUID_ACCOUNT: '0x12', HYPERLIQUID_AGENT_KEY: ' ' })).toThrow(
    /^orders on hyperliquid need HYPERLIQUID_AGENT_KEY in .*\nHYPERLIQUID_ACCOUNT is the address of the account that trades: 0x and 40 hexadecimal digits$/,
  );
  expect(() => opened('paradex', { PARADEX_ACCOUNT: 'ab', PARADEX_SUBKEY: 'hush-hush' })).toThrow(
    /^PARADEX_ACCOUNT is 0x and up to 64 hexadecimal digits\nPARADEX_SUBKEY is 0x and up to 64 hexadecimal digits$/,
  );
});

it('a venue without orders is refused, and those that take orders are named', () => {
  expect(() => opened('ccxt:kraken', {})).toThrow(
    '--mode live sends orders to hyperliquid, binance, paradex; ccxt:kraken can be used on paper',
  );
});
