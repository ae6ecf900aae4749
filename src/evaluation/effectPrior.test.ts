import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import type { Measured } from './effect.ts';
import { effectPrior } from './effectPrior.ts';
import { posteriorOf } from './posterior.ts';

describe('what to expect of a change', () => {
  it('is nothing, give or take the expected size, before anything was measured', () => {
    const { mean, sd } = effectPrior([], 0.5);
    expect(mean).toBe(0);
    expect(sd).toBeCloseTo(0.5, 12);
  });

  it('moves by one ninth after one measurement', () => {
    // Mean −1 / 9. The variance v solves 9 v = 8 × 0.25 + (8/9 k)² + v (1 − k) with k = v / (v + 0.32).
    const { mean, sd } = effectPrior([{ mean: -1, standardError: Math.sqrt(0.32) }], 0.5);
    expect(mean).toBeCloseTo(-1 / 9, 12);
    const v = sd ** 2;
    const k = v / (v + 0.32);
    expect(9 * v).toBeCloseTo(2 + ((8 / 9) * k) ** 2 + v * (1 - k), 9);
  });

  it('never expects a gain, however well changes did', () => {
    const good = Array.from({ length: 40 }, (): Measured => ({ mean: 2, standardError: 0.1 }));
    const { mean, sd } = effectPrior(good, 0.5);
    expect(mean).toBe(0);
    // But gains of that size no longer surprise: (8 × 0.25 + 40 × 4) / 48 = 3.375.
    expect(sd).toBeCloseTo(Math.sqrt(3.375), 1);
  });

  it('finds the spread of many true effects under noise', () => {
    const rng = createRng('effects');
    const measured = Array.from({ length: 2_000 }, () => ({
      mean: -0.4 + 1.2 * rng.normal() + 0.8 * rng.normal(),
      standardError: 0.8,
    }));
    const { mean, sd } = effectPrior(measured, 0.5);
    expect(mean).toBeCloseTo(-0.4, 1);
    expect(sd).toBeCloseTo(1.2, 1);
  });

  it('takes back what choosing the best of many adds', () => {
    const rng = createRng('winners');
    let measuredGain = 0;
    let believed = 0;
    let truth = 0;
    const campaigns = 400;
    for (let i = 0; i < campaigns; i++) {
      const effects = Array.from({ length: 30 }, () => -0.3 + 0.5 * rng.normal());
      const measured = effects.map((effect) => ({ effect, mean: effect + rng.normal(), standardError: 1 }));
      const prior = effectPrior(measured, 0.5);
      const best = measured.reduce((a, b) => (b.mean > a.mean ? b : a));
      measuredGain += best.mean / campaigns;
      believed += posteriorOf(best.mean, best.standardError, prior.sd, prior.mean).mean / campaigns;
      truth += best.effect / campaigns;
    }
    // Measured, the best of thirty gains about 2; it is worth about 0.2.
    expect(measuredGain - truth).toBeGreaterThan(1.5);
    expect(Math.abs(believed - truth)).toBeLessThan(0.15);
  });
});
