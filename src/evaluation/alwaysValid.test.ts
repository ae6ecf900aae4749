import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { alwaysValidHalfWidth } from './alwaysValid.ts';

describe('the always-valid interval', () => {
  it('has the width of the formula', () => {
    // σ = 2, τ = 1, n = 8, α = 0.1: 4 (4 + 8) / 64 = 0.75; 2 ln 10 + ln(1 + 8/4) = 4.60517 + 1.09861.
    expect(alwaysValidHalfWidth(2, 8, 1, 0.1)).toBeCloseTo(Math.sqrt(0.75 * (4.605170186 + 1.098612289)), 9);
    expect(alwaysValidHalfWidth(1, 1, 1, 0.05)).toBeCloseTo(Math.sqrt(2 * (5.991464547 + Math.LN2)), 9);
  });

  it('keeps its promise to those who look after every observation', () => {
    const rng = createRng('peeking');
    let missed = 0;
    let missedByPlain = 0;
    for (let path = 0; path < 2_000; path++) {
      let sum = 0;
      let outside = false;
      let outsidePlain = false;
      for (let n = 1; n <= 150; n++) {
        sum += rng.normal();
        const mean = Math.abs(sum / n);
        outside ||= mean > alwaysValidHalfWidth(1, n, 1, 0.1);
        outsidePlain ||= mean > 1.6449 / Math.sqrt(n);
      }
      if (outside) missed++;
      if (outsidePlain) missedByPlain++;
    }
    expect(missed / 2_000).toBeLessThanOrEqual(0.1);
    // And not by being empty of content: a plain 90 % interval fails most of the onlookers.
    expect(missed / 2_000).toBeGreaterThan(0.02);
    expect(missedByPlain / 2_000).toBeGreaterThan(0.5);
  });
});
