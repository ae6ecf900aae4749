/** Two markets of which one follows the other. */

import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../instrument.ts';
import { tapeDigest } from '../tapeDigest.ts';
import { generateMarket } from './generate.ts';
import { generatePair } from './generatePair.ts';

const request = { family: 'thin', seed: 'pair', minutes: 5, instrument: btcUsdPerp } as const;

describe('a synthetic pair', () => {
  it('is the same again', () => {
    const [one, again] = [
      generatePair(request, { beta: 1, lagSeconds: 2 }),
      generatePair(request, { beta: 1, lagSeconds: 2 }),
    ];
    expect(tapeDigest(one.market)).toBe(tapeDigest(again.market));
    expect(tapeDigest(one.reference)).toBe(tapeDigest(again.reference));
  });

  it('of independent markets has the market that is made without a reference', () => {
    const { market, reference } = generatePair(request, { beta: 0, lagSeconds: 2 });
    expect(tapeDigest(market)).toBe(tapeDigest(generateMarket(request)));
    expect(tapeDigest(reference)).not.toBe(tapeDigest(market));
  });

  it('has the same reference whatever follows it, and another market for another beta or lag', () => {
    const pairs = [
      [1, 2],
      [0.5, 2],
      [1, 4],
    ].map(([beta = 0, lagSeconds = 0]) => generatePair(request, { beta, lagSeconds }));
    expect(new Set(pairs.map(({ reference }) => tapeDigest(reference))).size).toBe(1);
    expect(new Set(pairs.map(({ market }) => tapeDigest(market))).size).toBe(3);
  });

  it('begins and ends both at the same time, and names the reference', () => {
    const { market, reference } = generatePair(request, { beta: 1, lagSeconds: 2 });
    expect(reference.startUs).toBe(market.startUs);
    expect(reference.timeUs[reference.length - 1]).toBe(300e6);
    expect(market.timeUs[market.length - 1]).toBe(300e6);
    expect([market.symbol, reference.symbol]).toEqual(['BTC-USD-PERP', 'REFERENCE']);
  });

  it('refuses a lag of 0 and a beta that is no number', () => {
    expect(() => generatePair(request, { beta: 1, lagSeconds: 0 })).toThrow('lagSeconds is 0');
    expect(() => generatePair(request, { beta: Number.NaN, lagSeconds: 1 })).toThrow('beta is NaN');
  });
});
