/** `tune doctor --venues`: what it prints. */

import { describe, expect, it } from 'vitest';
import { probeAnswer } from '../../src/testing/venueAnswers.ts';
import { anAddressWithoutServer, aVenueServer } from '../../src/testing/venueServer.ts';
import { aWorkspace, tuneRunning } from './tune.ts';

const LONG = 60_000;

function doctor(args: readonly string[]) {
  return tuneRunning(aWorkspace(), ['doctor', ...args]).ended;
}

describe('tune doctor --venues', () => {
  it('prints a line for each venue and the one to begin with', { timeout: LONG }, async () => {
    const { url } = await aVenueServer((asked) => probeAnswer(asked, Date.now()));
    const nobody = await anAddressWithoutServer();
    const args = [
      '--venues',
      'hyperliquid,binance',
      '--rest-url',
      `binance=${url}`,
      '--rest-url',
      `hyperliquid=${nobody}`,
    ];
    const { code, out, err } = await doctor(args);
    expect(code).toBe(0);
    expect(out).toMatch(/^! hyperliquid +cannot be reached: the connection was refused/m);
    expect(out).toMatch(/^✓ binance +answers in /m);
    expect(out).toMatch(/^✓ recommended +binance: /m);
    expect(err).toContain('Asking hyperliquid, binance: at most 14 s.');
    expect(err).toContain('Next: tune instruments --venue binance');
    expect(err).toContain(`--rest-url: binance is asked at ${url} and not at its own address`);
  });

  it('fails, as other checks do, where none answers; the same as JSON', { timeout: LONG }, async () => {
    const nobody = await anAddressWithoutServer();
    const { code, out } = await doctor(['--venues', 'paradex', '--rest-url', `paradex=${nobody}`, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      recommended: null,
      venues: [{ venue: 'paradex', address: nobody, probe: null }],
      checks: [
        { name: 'paradex', state: 'warning' },
        { name: 'recommended', state: 'failed' },
      ],
    });
  });

  it('refuses flags that belong to the other check', { timeout: LONG }, async () => {
    const { code, err } = await doctor(['--rest-url', 'binance=http://127.0.0.1:9']);
    expect([code, err]).toEqual([2, expect.stringContaining('--rest-url is for --venues: name both')]);
  });
});
