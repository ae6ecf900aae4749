import { describe, expect, it } from 'vitest';
import { FillOutcomes } from './fillOutcomes.ts';

describe('outcomes of fills', () => {
  it('are the move of the mid in our favour after the horizon', () => {
    const outcomes = new FillOutcomes(5, 10);
    outcomes.fill(0, 1, 10_000);
    outcomes.fill(2e6, -1, 10_010);
    outcomes.mark(4.9e6, 9_000);
    expect(outcomes.known).toBe(0);
    // Bought at 10,000, worth 9,998 after 5 s: −2 bps.
    outcomes.mark(5e6, 9_998);
    expect([outcomes.known, outcomes.losingInARow]).toEqual([1, 1]);
    expect(outcomes.meanBps).toBeCloseTo(-2, 9);
    // Sold at 10,010, worth 10,020.01 after 7 s: −10 bps, mean −6.
    outcomes.mark(7e6, 10_010 * 1.001);
    expect(outcomes.losingInARow).toBe(2);
    expect(outcomes.meanBps).toBeCloseTo(-6, 9);
  });

  it('a fill that gains ends the row', () => {
    const outcomes = new FillOutcomes(5, 10);
    for (const [second, mid] of [
      [0, 9_999],
      [10, 9_999],
      [20, 10_001],
    ] as const) {
      outcomes.fill(second * 1e6, 1, 10_000);
      outcomes.mark((second + 5) * 1e6, mid);
    }
    expect(outcomes.losingInARow).toBe(0);
  });

  it('weigh a new one by one over the memory', () => {
    const outcomes = new FillOutcomes(1, 2);
    const judge = (second: number, mid: number): void => {
      outcomes.fill(second * 1e6, 1, 10_000);
      outcomes.mark((second + 1) * 1e6, mid);
    };
    judge(0, 10_004);
    judge(10, 10_000);
    judge(20, 10_008);
    // 4, then the mean of 4 and 0, then half way to 8.
    expect(outcomes.meanBps).toBeCloseTo(5, 9);
    outcomes.reset();
    expect([outcomes.meanBps, outcomes.known]).toEqual([0, 0]);
  });
});
