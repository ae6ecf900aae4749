import { describe, expect, it } from 'vitest';
import { EwmaVolatility } from './ewmaVolatility.ts';
import { HarVolatility } from './harVolatility.ts';

describe('exponentially weighted volatility', () => {
  it('halves the weight of a squared return with each half-life', () => {
    const volatility = new EwmaVolatility(1);
    volatility.push(0, 10_000);
    expect(volatility.perRootSecondBps).toBe(0);
    volatility.push(1e6, 10_003);
    expect(volatility.perRootSecondBps).toBeCloseTo(3, 9);
    // +3 and −6 bps: weights 1/4 and 1/2 of the squares 9 and 36, over the 3/4 that were seen.
    volatility.push(2e6, 10_003 * (1 - 6e-4));
    expect(volatility.perRootSecondBps).toBeCloseTo(Math.sqrt((9 / 4 + 36 / 2) / 0.75), 9);
  });

  it('counts time, not samples', () => {
    const volatility = new EwmaVolatility(2);
    volatility.push(0, 10_000);
    // 6 bps in four seconds, two half-lives: 9 a second.
    volatility.push(4e6, 10_006);
    expect(volatility.perRootSecondBps).toBeCloseTo(3, 9);
    volatility.push(6e6, 10_006);
    // A half-life without a move: 9 × 3/4 × 1/2 over 3/4 × 1/2 + 1/2.
    expect(volatility.perRootSecondBps).toBeCloseTo(Math.sqrt((9 * 0.375) / 0.875), 9);
  });

  it('begins anew when it is reset', () => {
    const volatility = new EwmaVolatility(10);
    volatility.push(0, 10_000);
    volatility.push(1e6, 10_100);
    volatility.reset();
    volatility.push(2e6, 20_000);
    expect(volatility.perRootSecondBps).toBe(0);
    volatility.push(3e6, 20_004);
    expect(volatility.perRootSecondBps).toBeCloseTo(2, 9);
  });
});

describe('the HAR-RV forecast', () => {
  const weights = { constant: 0.5, minute: 0.4, fiveMinutes: 0.3, quarterHour: 0.2 };

  it('weights one, five and fifteen minutes', () => {
    const volatility = new HarVolatility(weights);
    let price = 10_000;
    volatility.push(0, price);
    expect(volatility.perRootSecondBps).toBe(0);
    // 900 returns: 600 of 3 bps, 240 of 2 bps, 60 of 1 bps.
    for (let second = 1; second <= 900; second++) {
      price *= 1 + (second <= 600 ? 3 : second <= 840 ? 2 : 1) * 1e-4;
      volatility.push(second * 1e6, price);
    }
    const fiveMinutes = Math.sqrt((240 * 4 + 60) / 300);
    const quarterHour = Math.sqrt((600 * 9 + 240 * 4 + 60) / 900);
    expect(volatility.perRootSecondBps).toBeCloseTo(0.5 + 0.4 + 0.3 * fiveMinutes + 0.2 * quarterHour, 9);
  });

  it('begins anew when it is reset', () => {
    const volatility = new HarVolatility(weights);
    volatility.push(0, 10_000);
    volatility.push(1e6, 10_100);
    volatility.reset();
    expect(volatility.perRootSecondBps).toBe(0);
    volatility.push(2e6, 20_000);
    volatility.push(3e6, 20_002);
    // 1 bps in every window.
    expect(volatility.perRootSecondBps).toBeCloseTo(0.5 + 0.4 + 0.3 + 0.2, 9);
  });
});
