/** `tune instruments` against servers on this machine. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { binanceCoinM, binanceUsdM, hyperliquidAnswer } from '../../src/testing/venueAnswers.ts';
import { anAddressWithoutServer, aVenueServer, sendJson } from '../../src/testing/venueServer.ts';
import { loaded } from '../../src/testing/workspace.ts';
import { aWorkspace, type ProgramResult, tuneRunning } from '../cli/tune.ts';
import { aFakeVenue, isFakeVenueThere } from './fakeVenueProcess.ts';

const LONG = 60_000;

function instruments(folder: string, args: readonly string[]): Promise<ProgramResult> {
  return tuneRunning(folder, ['instruments', ...args]).ended;
}

/** A venue that answers while `works`. */
async function aVenueThatCanFail(answer: unknown) {
  const state = { works: true };
  const server = await aVenueServer((_asked, response) =>
    state.works ? answer : void sendJson(response, { msg: 'maintenance' }, 503),
  );
  return { url: server.url, state };
}

describe('tune instruments', () => {
  it('lists what a venue trades, says where it was asked, and keeps the answer', { timeout: LONG }, async () => {
    const folder = aWorkspace();
    const { url } = await aVenueServer(() => binanceUsdM);
    const { code, out, err } = await instruments(folder, ['--venue', 'binance', '--rest-url', url]);
    expect(code).toBe(0);
    expect(out).toContain(`binance (Binance USD-M futures): 3 instruments, asked at ${url} now`);
    expect(out).toMatch(/^BTCUSDT +linear +0\.1 +0\.001 +100 USDT +2 +5$/m);
    expect(out).toContain('Left out: 4 markets');
    expect(err).toContain(`--rest-url: binance is asked at ${url} and not at its own address https://fapi.binance.com`);
    const kept = readdirSync(join(folder, 'venues'));
    expect(kept).toEqual([`binance@${url.slice('http://'.length).replace(':', '-')}.json`]);
    expect(JSON.parse(readFileSync(join(folder, 'venues', kept[0] ?? ''), 'utf8'))).toMatchObject({
      venue: 'binance',
      address: url,
      library: 'ccxt 4.5.84',
      askedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('prints the section of one instrument, which tune.toml takes', { timeout: LONG }, async () => {
    const answers = { binance: () => binanceUsdM, 'binance-coinm': () => binanceCoinM, hyperliquid: hyperliquidAnswer };
    const expected = {
      binance: ['eth', { symbol: 'ETHUSDT', tickSize: 0.01, lotSize: 0.001, minNotional: 20, quoteCurrency: 'USDT' }],
      'binance-coinm': ['BTCUSD_PERP', { contract: 'inverse', contractValue: 100, lotSize: 1, makerFeeBps: 1 }],
      hyperliquid: ['kPEPE', { symbol: 'kPEPE', tickSize: 0.000001, takerFeeBps: 4.5, quoteCurrency: 'USDC' }],
    } as const;
    for (const venue of ['binance', 'binance-coinm', 'hyperliquid'] as const) {
      const { url } = await aVenueServer(answers[venue]);
      const [symbol, terms] = expected[venue];
      const { code, out } = await instruments(aWorkspace(), ['--venue', venue, '--symbol', symbol, '--rest-url', url]);
      expect({ venue, code }).toEqual({ venue, code: 0 });
      expect(out).toContain(`of ${venue}, as ${url} said at `);
      expect(out).toContain('# Fees are those of a new account (base tier)');
      expect(loaded({ toml: out }).config.instrument).toMatchObject(terms);
    }
  });

  it('shows the record of an earlier answer, with its age, while the venue does not answer', {
    timeout: LONG,
  }, async () => {
    const folder = aWorkspace();
    const { url, state } = await aVenueThatCanFail(binanceUsdM);
    const args = ['--venue', 'binance', '--symbol', 'BTCUSDT', '--rest-url', url];
    const fresh = await instruments(folder, args);
    const file = join(folder, 'venues', readdirSync(join(folder, 'venues'))[0] ?? '');
    const askedAt = new Date(Date.now() - 30 * 3_600_000).toISOString();
    const aged = { ...(JSON.parse(readFileSync(file, 'utf8')) as object), askedAt };
    writeFileSync(file, JSON.stringify(aged));
    state.works = false;
    const later = await instruments(folder, args);
    expect(later.code).toBe(0);
    expect(later.err).toContain(
      'binance is down, overloaded or in maintenance (HTTP 503); it says: {"msg":"maintenance"}.',
    );
    expect(later.err).toContain(`This is what it said 30 h ago (${askedAt}), from ${file}.`);
    const [, ...terms] = fresh.out.split('\n');
    expect(later.out.split('\n').slice(1)).toEqual(terms);
    const asJson = JSON.parse((await instruments(folder, [...args, '--json'])).out) as Record<string, unknown>;
    expect(asJson).toMatchObject({ askedAt, unreachable: expect.stringContaining('HTTP 503'), venueSymbol: 'BTCUSDT' });
    expect(asJson.ageHours).toBeCloseTo(30, 1);
    // A record that was changed into nonsense is no record.
    writeFileSync(file, JSON.stringify({ ...aged, venue: 'hyperliquid' }));
    const spoiled = await instruments(folder, args);
    expect(spoiled.code).toBe(1);
    expect(spoiled.err).toContain(`${file} is no sound record of an earlier answer: it is a record of hyperliquid.`);
  });

  it('fails in words without an answer and without a record, and writes nothing', { timeout: LONG }, async () => {
    const folder = aWorkspace();
    const url = await anAddressWithoutServer();
    const { code, out } = await instruments(folder, ['--venue', 'paradex', '--rest-url', url, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      error: {
        kind: 'venue',
        message:
          'paradex cannot be reached: the connection was refused (ECONNREFUSED). There is no record of an earlier answer either.',
        hint: null,
      },
    });
    expect(existsSync(join(folder, 'venues'))).toBe(false);
  });

  it('refuses unknown names and addresses elsewhere before anything is asked', { timeout: LONG }, async () => {
    const folder = aWorkspace();
    const { url, asked } = await aVenueServer(() => binanceUsdM);
    const unknown = await instruments(folder, ['--venue', 'binanc', '--rest-url', url]);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('did you mean binance?')]);
    const elsewhere = await instruments(folder, ['--venue', 'binance', '--rest-url', 'https://mirror.invalid']);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.err).toContain('allow its host: --allow-endpoint mirror.invalid');
    expect(asked).toEqual([]);
    const symbol = await instruments(folder, ['--venue', 'binance', '--symbol', 'BTC', '--rest-url', url]);
    expect(symbol.code).toBe(2);
    expect(symbol.err).toContain('binance trades several instruments as BTC: BTCUSDC, BTCUSDT. Name one.');
  });
});

describe.skipIf(!isFakeVenueThere)('at the fake venue', () => {
  it.each([
    ['hyperliquid', 'SOL', { tickSize: 0.01, lotSize: 0.01, minNotional: 10, quoteCurrency: 'USDC' }],
    ['binance', 'SOLUSDT', { tickSize: 0.01, lotSize: 0.01, makerFeeBps: 2, quoteCurrency: 'USDT' }],
  ] as const)('%s lists its instrument', { timeout: LONG }, async (venue, symbol, terms) => {
    const url = await aFakeVenue(venue);
    const args = ['--venue', venue, '--symbol', symbol, '--rest-url', url, '--json'];
    const { code, out, err } = await instruments(aWorkspace(), args);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(JSON.parse(out)).toMatchObject({ instrument: { symbol, contract: 'linear', ...terms }, unreachable: null });
  });
});
