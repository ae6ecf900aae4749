import { describe, expect, it } from 'vitest';
import { OrderDelays } from './latency.ts';

const medians = { feedUs: 50_000, orderUs: 100_000, responseUs: 120_000 };

describe('constant delays', () => {
  it('are the latency itself', () => {
    const delays = new OrderDelays(medians);
    expect([delays.orderUs(), delays.responseUs(), delays.orderUs()]).toEqual([100_000, 120_000, 100_000]);
  });
});

describe('varying delays', () => {
  const drawn = (seed: string, count: number) => {
    const delays = new OrderDelays({ ...medians, jitter: { spread: 0.5, seed } });
    return Array.from({ length: count }, () => delays.orderUs());
  };

  it('are whole, positive, and the same for one seed', () => {
    const first = drawn('a', 1000);
    expect(first.every((us) => Number.isInteger(us) && us > 0)).toBe(true);
    expect(drawn('a', 1000)).toEqual(first);
    expect(drawn('b', 1000)).not.toEqual(first);
  });

  it('have the stated median, and the tail of a log-normal: one in forty-four beyond e^(2 × 0.5)', () => {
    const sorted = drawn('tail', 20_000).sort((a, b) => a - b);
    // Standard error of the median here is about 0.45 %; of the tail's share, 0.1 % of all.
    expect((sorted[10_000] ?? 0) / 100_000).toBeCloseTo(1, 1);
    const tail = sorted.filter((us) => us > 100_000 * Math.E).length / 20_000;
    expect(tail).toBeGreaterThan(0.0185);
    expect(tail).toBeLessThan(0.027);
  });
});
