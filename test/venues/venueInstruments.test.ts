/** What a venue trades, asked of servers on this machine, and from the record of an earlier answer. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instrumentSection, plainNumber } from '../../src/app/instrumentSection.ts';
import { type KnownInstruments, venueInstruments } from '../../src/app/venueInstruments.ts';
import { binanceCoinM, binanceUsdM, hyperliquidAnswer, paradexMarkets } from '../../src/testing/venueAnswers.ts';
import { anAddressWithoutServer, aVenueServer, sendJson } from '../../src/testing/venueServer.ts';
import { loaded } from '../../src/testing/workspace.ts';
import { findInstrument } from '../../src/venues/instruments/findInstrument.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { aWorkspace } from '../cli/tune.ts';
import { aFakeVenue, isFakeVenueThere } from './fakeVenueProcess.ts';

interface Told {
  readonly known: KnownInstruments;
  /** What the user was told on the way. */
  readonly said: readonly string[];
}

async function ask(folder: string, venue: string, restUrl: string, now = '2026-11-27T22:00:00.000Z'): Promise<Told> {
  const said: string[] = [];
  const stop = new AbortController().signal;
  const ports = { workspace: workspaceAt(folder), now: () => now, notify: (text: string) => void said.push(text) };
  return {
    known: await venueInstruments({ venue, restUrl, addressFrom: '--rest-url', isAllowed: false, stop }, ports),
    said,
  };
}

/** Binance's list while `works`, and 503 otherwise. */
async function aVenueThatCanFail() {
  const state = { works: true };
  const { url } = await aVenueServer((_asked, response) =>
    state.works ? binanceUsdM : void sendJson(response, { msg: 'maintenance' }, 503),
  );
  return { url, state };
}

function files(folder: string): string[] {
  return existsSync(join(folder, 'venues')) ? readdirSync(join(folder, 'venues')) : [];
}

describe('what a venue trades', () => {
  it('is kept with time and source, apart from what other addresses say', async () => {
    const folder = aWorkspace();
    const { url } = await aVenueServer(() => binanceUsdM);
    const { known, said } = await ask(folder, 'binance', url);
    expect(known).toMatchObject({ venue: 'binance', address: url, unreachable: null, ageHours: 0 });
    expect(said).toEqual([
      expect.stringContaining(
        `--rest-url: binance is asked at ${url} and not at its own address https://fapi.binance.com`,
      ),
    ]);
    const name = `binance@${url.slice('http://'.length).replace(':', '-')}.json`;
    expect(files(folder)).toEqual([name]);
    expect(known.file).toBe(join(folder, 'venues', name));
    expect(JSON.parse(readFileSync(known.file ?? '', 'utf8'))).toMatchObject({
      library: 'ccxt 4.5.84',
      askedAt: '2026-11-27T22:00:00.000Z',
    });
  });

  it('comes from the record of an earlier answer, with its age, while the venue does not answer', async () => {
    const folder = aWorkspace();
    const { url, state } = await aVenueThatCanFail();
    const fresh = await ask(folder, 'binance', url, '2026-11-26T16:00:00.000Z');
    state.works = false;
    const later = await ask(folder, 'binance', url, '2026-11-27T22:00:00.000Z');
    expect(later.known.instruments).toEqual(fresh.known.instruments);
    expect(later.known.leftOut).toEqual(fresh.known.leftOut);
    expect(later.known).toMatchObject({ askedAt: '2026-11-26T16:00:00.000Z', ageHours: 30 });
    expect(later.known.unreachable).toContain('binance is down, overloaded or in maintenance (HTTP 503)');
    expect(later.said[1]).toContain(
      `{"msg":"maintenance"}. This is what it said 30 h ago (2026-11-26T16:00:00.000Z), from ${fresh.known.file}.`,
    );
    expect((await ask(folder, 'binance', url, '2026-11-26T16:05:00.000Z')).said[1]).toContain('5 min ago');
    expect((await ask(folder, 'binance', url, '2026-12-06T16:00:00.000Z')).said[1]).toContain('10 days ago');
    expect((await ask(folder, 'binance', url, '2026-11-26T15:00:00.000Z')).said[1]).toContain(
      "at 2026-11-26T16:00:00.000Z, which is still to come by this machine's clock, from ",
    );
    state.works = true;
    expect((await ask(folder, 'binance', url)).known).toMatchObject({
      ageHours: 0,
      askedAt: '2026-11-27T22:00:00.000Z',
    });
  });

  it.each([
    ['is of another venue', { venue: 'hyperliquid' }, 'it is a record of hyperliquid'],
    ['was made elsewhere', { address: 'https://fapi.binance.com' }, 'it was made at https://fapi.binance.com'],
    ['is of another format', { format: 'mmtune venue instruments 0' }, 'format: '],
    ['holds nothing', { instruments: [] }, 'instruments: '],
    ['has no time', { askedAt: 'yesterday' }, 'askedAt: '],
  ])('does not come from a record that %s', async (_name, change, reason) => {
    const folder = aWorkspace();
    const { url, state } = await aVenueThatCanFail();
    const file = (await ask(folder, 'binance', url)).known.file ?? '';
    state.works = false;
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
    await expect(ask(folder, 'binance', url)).rejects.toThrow(
      `${file} is no sound record of an earlier answer: ${reason}`,
    );
    writeFileSync(file, '{');
    await expect(ask(folder, 'binance', url)).rejects.toThrow('it is no JSON');
  });

  it('is not known without an answer and without a record', async () => {
    const folder = aWorkspace();
    await expect(ask(folder, 'paradex', await anAddressWithoutServer())).rejects.toThrow(
      'paradex cannot be reached: the connection was refused (ECONNREFUSED). There is no record of an earlier answer either.',
    );
    expect(files(folder)).toEqual([]);
  });

  it('is shown also where it cannot be kept', async () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'venues'), 'a file where the folder has to be');
    const { url } = await aVenueServer(() => binanceUsdM);
    const { known, said } = await ask(folder, 'binance', url);
    expect(known).toMatchObject({ file: null, unreachable: null });
    expect(said[1]).toContain('The answer is not kept for nights without the venue: ');
  });

  it('is not asked at an address elsewhere that nobody allowed', async () => {
    await expect(ask(aWorkspace(), 'binance', 'https://mirror.invalid')).rejects.toThrow(
      'allow it with --allow-endpoint',
    );
  });
});

describe('the section of tune.toml', () => {
  it.each([
    [
      'binance',
      () => binanceUsdM,
      'eth',
      { symbol: 'ETHUSDT', tickSize: 0.01, minNotional: 20, quoteCurrency: 'USDT' },
    ],
    ['binance-coinm', () => binanceCoinM, 'BTCUSD_PERP', { contract: 'inverse', contractValue: 100, lotSize: 1 }],
    ['hyperliquid', hyperliquidAnswer, 'kPEPE', { symbol: 'kPEPE', tickSize: 0.000001, takerFeeBps: 4.5 }],
    ['hyperliquid', hyperliquidAnswer, 'UBTC/USDC', { contract: 'spot', tickSize: 1, quoteCurrency: 'USDC' }],
  ])('of %s is one that tune.toml takes', async (venue, answer, symbol, terms) => {
    const { url } = await aVenueServer(answer);
    const { known } = await ask(aWorkspace(), venue, url);
    const found = findInstrument(venue, known, symbol);
    const section = instrumentSection(known, found);
    expect(section).toContain(
      `# ${found.instrument.symbol} of ${venue}, as ${url} said at 2026-11-27T22:00:00.000Z (ccxt 4.5.84).`,
    );
    expect(section).toContain('# Fees are those of a new account (base tier)');
    expect(loaded({ toml: section }).config.instrument).toEqual(found.instrument);
    expect(found.instrument).toMatchObject(terms);
  });

  it('holds no line that a venue wrote', async () => {
    const [market] = (paradexMarkets as { results: object[] }).results;
    const { url } = await aVenueServer(() => ({
      results: [{ ...market, settlement_currency: 'usd\n[risk]\nopen_orders = 60\u001b[2J' }],
    }));
    const { known } = await ask(aWorkspace(), 'paradex', url);
    const section = instrumentSection(known, findInstrument('paradex', known, 'BTC-USD-PERP'));
    expect(section).toContain('# Profits are paid in USD [RISK] OPEN_ORDERS = 60 [2J.');
    expect(section.split('\n').filter((line) => !/^(# |\[instrument\]$|\w+ = )/.test(line))).toEqual([]);
    expect(loaded({ toml: section }).config.limits.openOrders).toBe(40);
  });

  it('is refused where tune.toml would not take it', async () => {
    const { url } = await aVenueServer(() => binanceUsdM);
    const { known } = await ask(aWorkspace(), 'binance', url);
    const found = findInstrument('binance', known, 'BTCUSDT');
    const tiny = { ...found, instrument: { ...found.instrument, tickSize: 1e-12 } };
    expect(() => instrumentSection(known, tiny)).toThrow(
      'BTCUSDT of binance cannot be used: instrument.tick_size = 1e-12 is out of range.',
    );
  });

  it('has numbers without exponents', () => {
    expect([1e-7, 0.00001, 1.5e-7, 92000.5, 1, 1e21].map(plainNumber)).toEqual([
      '0.0000001',
      '0.00001',
      '0.00000015',
      '92000.5',
      '1',
      '1e+21',
    ]);
  });
});

describe.skipIf(!isFakeVenueThere)('at the fake venue', () => {
  it.each([
    ['hyperliquid', 'SOL', { tickSize: 0.01, lotSize: 0.01, minNotional: 10, makerFeeBps: 1.5, quoteCurrency: 'USDC' }],
    ['binance', 'SOLUSDT', { tickSize: 0.01, lotSize: 0.01, minNotional: 10, makerFeeBps: 2, quoteCurrency: 'USDT' }],
  ] as const)('%s trades its instrument', { timeout: 30_000 }, async (venue, symbol, terms) => {
    const { known } = await ask(aWorkspace(), venue, (await aFakeVenue(venue)).url);
    expect(findInstrument(venue, known, symbol).instrument).toMatchObject({ symbol, contract: 'linear', ...terms });
  });
});
