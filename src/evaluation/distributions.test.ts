import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, studentQuantile } from './distributions.ts';

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

describe("a quantile of Student's t", () => {
  // Percentage points as printed in statistical tables (e.g. NIST/SEMATECH e-Handbook, 1.3.6.7.2).
  it.each([
    [0.95, 1, 6.314],
    [0.95, 2, 2.92],
    [0.95, 3, 2.353],
    [0.95, 10, 1.812],
    [0.95, 100, 1.66],
    [0.975, 5, 2.571],
    [0.995, 30, 2.75],
    [0.9, 4, 1.533],
  ])('the quantile at %d with %d degrees of freedom is that of the tables', (p, nu, expected) => {
    expect(studentQuantile(p, nu)).toBeCloseTo(expected, 3);
    expect(studentQuantile(1 - p, nu)).toBeCloseTo(-expected, 3);
  });

  it('with many degrees of freedom it is that of the normal distribution, and in the middle it is zero', () => {
    expect(studentQuantile(0.95, 1e6)).toBeCloseTo(1.644_854, 4);
    expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 9);
  });

  it('what is no probability, and no degrees of freedom, is refused', () => {
    expect(() => studentQuantile(1, 3)).toThrow(/p is 1/);
    expect(() => studentQuantile(0.9, 0)).toThrow(/degrees of freedom are 0/);
  });
});
