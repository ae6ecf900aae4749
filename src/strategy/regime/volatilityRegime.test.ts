import { describe, expect, it } from 'vitest';
import { regimeOf } from '../../testing/regime.ts';
import { VolatilityRegime } from './volatilityRegime.ts';

/** After a minute of samples that go up and down by so many bps each half second. */
function regimeAfter(bps: number, changes = {}): VolatilityRegime {
  const regime = new VolatilityRegime(regimeOf(changes));
  for (let i = 0; i <= 120; i++) regime.push(i * 500_000, 10_000 * (1 + ((i % 2) * bps) / 10_000));
  return regime;
}

describe('the volatility regime', () => {
  it('is told by the volatility of a root minute', () => {
    // 120 returns of 1 bps in a minute: √120 = 10.95 bps.
    expect(regimeAfter(1).minuteBps).toBeCloseTo(Math.sqrt(120), 2);
    expect([0.4, 1, 3, 6].map((bps) => regimeAfter(bps).regime)).toEqual(['CALM', 'NORMAL', 'ELEVATED', 'EXTREME']);
  });

  it('scales offsets by 0.7, 1 and 2, and limits with volatility above the bound of CALM', () => {
    expect([0.4, 1, 3].map((bps) => regimeAfter(bps).offsetScale)).toEqual([0.7, 1, 2]);
    expect(regimeAfter(0.4).limitScale).toBe(1);
    expect(regimeAfter(1).limitScale).toBeCloseTo(Math.sqrt(120) / 5, 2);
  });

  it('counts the window with most volatility', () => {
    const regime = regimeAfter(3);
    for (let i = 121; i <= 300; i++) regime.push(i * 500_000, 10_000);
    // The short window is quiet; of the five minutes one was not: 3 bps × √(120 / 150 s) × √60.
    expect(regime.short.perRootSecondBps).toBe(0);
    expect(regime.minuteBps).toBeCloseTo(3 * Math.sqrt((120 / 150) * 60), 1);
  });

  it('is CALM only once the short window is full', () => {
    const regime = new VolatilityRegime(regimeOf());
    const seen = Array.from({ length: 122 }, (_, i) => {
      regime.push(i * 500_000, 10_000);
      return regime.regime;
    });
    expect(seen.indexOf('CALM')).toBe(120);
  });

  it('stays NORMAL when it is switched off', () => {
    const regime = regimeAfter(9, { volRegimeEnabled: false });
    expect([regime.regime, regime.offsetScale, regime.limitScale]).toEqual(['NORMAL', 1, 1]);
  });
});
