import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from './normal.ts';

describe('the normal distribution', () => {
  it.each([
    // Published tables (Abramowitz & Stegun, table 26.1).
    [0, 0.5],
    [0.5, 0.691462461],
    [1, 0.841344746],
    [1.96, 0.975002105],
    [2.5, 0.993790335],
    [3, 0.998650102],
    [-1, 0.158655254],
    [-3, 0.001349898],
    [-4, 0.00003167124183],
  ])('lies below %d with probability %d', (z, p) => {
    expect(normalCdf(z)).toBeCloseTo(p, 6);
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(3e-7);
  });

  it.each([
    [0.5, 0],
    [0.9, 1.281551566],
    [0.95, 1.644853627],
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.01, -2.326347874],
  ])('has its %d quantile at %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });
});
