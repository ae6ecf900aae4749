/** `tune instruments`: what it prints. */

import { describe, expect, it } from 'vitest';
import { binanceUsdM } from '../../src/testing/venueAnswers.ts';
import { anAddressWithoutServer, aVenueServer } from '../../src/testing/venueServer.ts';
import { aWorkspace, type ProgramResult, tuneRunning } from './tune.ts';

const LONG = 60_000;

function instruments(args: readonly string[]): Promise<ProgramResult> {
  return tuneRunning(aWorkspace(), ['instruments', '--venue', 'binance', ...args]).ended;
}

describe('tune instruments', () => {
  it('prints a line for each instrument, and where the venue was asked', { timeout: LONG }, async () => {
    const { url } = await aVenueServer(() => binanceUsdM);
    const { code, out, err } = await instruments(['--rest-url', url]);
    expect(code).toBe(0);
    expect(out).toContain(`binance (Binance USD-M futures): 3 instruments, asked at ${url} now`);
    expect(out).toMatch(/^BTCUSDT +linear +0\.1 +0\.001 +100 USDT +2 +5$/m);
    expect(out).toContain('Left out: 4 markets');
    expect(err).toContain(`binance is asked at ${url} and not at its own address https://fapi.binance.com`);
  });

  it('prints the section of one instrument, also as JSON', { timeout: LONG }, async () => {
    const { url } = await aVenueServer(() => binanceUsdM);
    const { code, out } = await instruments(['--rest-url', url, '--symbol', 'BTCUSDT']);
    expect(code).toBe(0);
    expect(out).toContain(
      '[instrument]\nsymbol = "BTCUSDT"\ncontract = "linear"\nquote_currency = "USDT"\ntick_size = 0.1\n',
    );
    const json = JSON.parse((await instruments(['--rest-url', url, '--symbol', 'BTCUSDT', '--json'])).out) as object;
    expect(json).toMatchObject({ venueSymbol: 'BTCUSDT', feesFrom: 'base tier', address: url, unreachable: null });
  });

  it('says in words, and in JSON, why there is no answer', { timeout: LONG }, async () => {
    const { code, out } = await instruments(['--rest-url', await anAddressWithoutServer(), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      error: {
        kind: 'venue',
        message: expect.stringMatching(/^binance cannot be reached: .*ECONNREFUSED/),
        hint: null,
      },
    });
  });
});
