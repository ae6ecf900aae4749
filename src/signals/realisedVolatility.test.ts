import { describe, expect, it } from 'vitest';
import { RealisedVolatility } from './realisedVolatility.ts';

describe('realised volatility', () => {
  it('is the root of the mean squared return per second', () => {
    const volatility = new RealisedVolatility(10);
    volatility.push(0, 10_000);
    expect(volatility.perRootSecondBps).toBe(0);
    // Returns of +3 and −4 bps in one second each: √((9 + 16) / 2).
    volatility.push(1e6, 10_003);
    volatility.push(2e6, 10_003 * (1 - 4e-4));
    expect(volatility.perRootSecondBps).toBeCloseTo(Math.sqrt(12.5), 9);
  });

  it('counts a move over four seconds as one of half the size per root second', () => {
    const volatility = new RealisedVolatility(10);
    volatility.push(0, 10_000);
    volatility.push(4e6, 10_006);
    expect(volatility.perRootSecondBps).toBeCloseTo(3, 9);
  });

  it('forgets returns beyond its window, also after many turns', () => {
    const volatility = new RealisedVolatility(3);
    let price = 10_000;
    for (let second = 0; second < 1_000; second++) {
      price *= second % 2 === 0 ? 1.01 : 1 / 1.01;
      volatility.push(second * 1e6, price);
    }
    for (let second = 1_000; second < 1_003; second++) {
      price *= 1 + 2e-4;
      volatility.push(second * 1e6, price);
    }
    expect(volatility.perRootSecondBps).toBeCloseTo(2, 6);
  });

  it('begins anew when it is reset', () => {
    const volatility = new RealisedVolatility(3);
    volatility.push(0, 10_000);
    volatility.push(1e6, 10_100);
    volatility.reset();
    expect(volatility.perRootSecondBps).toBe(0);
    volatility.push(2e6, 20_000);
    expect(volatility.perRootSecondBps).toBe(0);
  });
});
