import { describe, expect, it } from 'vitest';
import { regimeOf } from '../../testing/regime.ts';
import type { FundingLens } from '../lenses.ts';
import type { RegimeParameters } from './parameters.ts';
import { Pricing } from './pricing.ts';
import { VolatilityRegime } from './volatilityRegime.ts';

const calm = new VolatilityRegime(regimeOf());
/** 1 bps each half second: √2 bps per root second, regime NORMAL. */
const normal = new VolatilityRegime(regimeOf());
for (let i = 0; i <= 240; i++) normal.push(i * 500_000, 10_000 * (1 + (i % 2) / 10_000));

function centre(
  changes: Partial<RegimeParameters>,
  share: number,
  trend = 0,
  flow = 0,
  funding?: FundingLens,
  regime = calm,
): Pricing {
  const pricing = new Pricing(regimeOf({ riskAversion: 0, flowBiasBps: 0, ...changes }));
  pricing.setCentre(share, regime, trend, flow, funding);
  return pricing;
}

describe('offsets', () => {
  const offset = (changes: Partial<RegimeParameters>, marketBps: readonly number[], excess = 0, vpin = 0): number => {
    const pricing = new Pricing(regimeOf(changes));
    for (const bps of marketBps) pricing.sampleSpread(bps);
    pricing.setOffset(normal, excess, vpin);
    return pricing.offsetBps;
  };

  it('follow the smoothed market spread between 3 and 100 bps', () => {
    expect(offset({}, [1])).toBe(3);
    expect(offset({}, [10, 20])).toBeCloseTo(10 + 0.15 * 10, 9);
    expect(offset({}, [500])).toBe(100);
  });

  it('are 30 bps a level when they are fixed', () => {
    expect(offset({ fixedOffsets: true }, [1])).toBe(30);
  });

  it('gain 0.35 of fast moves and widen with VPIN beyond its threshold', () => {
    expect(offset({}, [10], 2)).toBeCloseTo(10.7, 9);
    expect(offset({}, [10], 0, 0.5)).toBe(10);
    expect(offset({}, [10], 0, 0.75)).toBeCloseTo(15, 9);
  });
});

describe('the centre', () => {
  it('is skewed by a tanh of the position: 20 bps × 0.5 × tanh(2 × share)', () => {
    expect(centre({}, 0.5).centreBps).toBeCloseTo(-10 * Math.tanh(1), 12);
    expect(centre({}, -1).centreBps).toBeCloseTo(10 * Math.tanh(2), 12);
    expect(centre({}, 0).centreBps).toBeCloseTo(0, 12);
  });

  it('is around the reservation price of Avellaneda and Stoikov', () => {
    // 0.5 × 0.1 × (√2)² × 60 = 6 bps below mid.
    expect(centre({ riskAversion: 0.1, skewMaxBps: 0 }, 0.5, 0, 0, undefined, normal).centreBps).toBeCloseTo(-6, 1);
  });

  it('is skewed twice as much by a position against a strong trend', () => {
    const plain = centre({}, 0.5).centreBps;
    expect(centre({}, 0.5, -0.6).centreBps).toBeCloseTo(2 * plain, 12);
    expect(centre({}, 0.5, -0.4).centreBps).toBeCloseTo(plain, 12);
    expect(centre({}, 0.5, 0.6).centreBps).toBeCloseTo(plain, 12);
  });

  it('moves with the flow of trades', () => {
    expect(centre({ flowBiasBps: 2 }, 0, 0, -0.5).centreBps).toBeCloseTo(-1, 12);
  });
});

describe('funding', () => {
  const funding = (rate: number, hours = 8): FundingLens => ({ rate, nextUs: 0, intervalUs: hours * 3600e6 });

  it('makes a position that pays less welcome and one that earns more', () => {
    const plain = centre({}, 0.5).centreBps;
    // 0.05 % is half of the full 0.1 %: half of the factor of 0.5.
    expect(centre({}, 0.5, 0, 0, funding(0.0005)).centreBps).toBeCloseTo(1.25 * plain, 9);
    expect(centre({}, 0.5, 0, 0, funding(-0.0005)).centreBps).toBeCloseTo(0.75 * plain, 9);
    expect(centre({}, -0.5, 0, 0, funding(0.0005)).centreBps).toBeCloseTo(-0.75 * plain, 9);
    expect(centre({}, 0.5, 0, 0, funding(0.0005)).limitShare).toBeCloseTo(0.75, 9);
    expect(centre({}, 0.5, 0, 0, funding(-0.0005)).limitShare).toBe(1);
  });

  it('is compared for the same time, and counts once it is known', () => {
    // 0.01 % an hour are 0.08 % in eight hours.
    expect(centre({}, 0.5, 0, 0, funding(0.0001, 1)).limitShare).toBeCloseTo(1 - 0.5 * 0.8, 9);
    expect(centre({}, 0.5, 0, 0, funding(Number.NaN)).limitShare).toBe(1);
  });
});
