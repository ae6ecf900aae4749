import { describe, expect, it } from 'vitest';
import { EmaTrend } from './emaTrend.ts';

describe('the trend of two averages', () => {
  it('is their distance as a share of the usual move', () => {
    const trend = new EmaTrend(60, 300);
    trend.push(0, 10_000, 1);
    // A jump of 100 bps, 60 s later: fast = 1 − e⁻¹, slow = 1 − e⁻⁰·² of the way.
    trend.push(60e6, 10_100, 4);
    const fast = 10_000 + 100 * (1 - Math.exp(-1));
    const slow = 10_000 + 100 * (1 - Math.exp(-0.2));
    expect(trend.value).toBeCloseTo(((fast / slow - 1) * 10_000) / (4 * Math.sqrt(300)), 9);
    expect(trend.value).toBeGreaterThan(0.6);
  });

  it('is negative downwards, and at most 1', () => {
    const trend = new EmaTrend(60, 300);
    trend.push(0, 10_000, 1);
    trend.push(60e6, 9_000, 1);
    expect(trend.value).toBe(-1);
  });

  it('is 0 without volatility and after a reset', () => {
    const trend = new EmaTrend(60, 300);
    trend.push(0, 10_000, 0);
    expect(trend.value).toBe(0);
    trend.push(60e6, 9_000, 1);
    trend.reset();
    trend.push(61e6, 9_500, 1);
    expect(trend.value).toBe(0);
  });
});
