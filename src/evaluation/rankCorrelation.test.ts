import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rankCorrelation.ts';

describe('rank correlation', () => {
  it('is 1 for the same order and −1 for the opposite one, whatever the distances', () => {
    expect(
      rankCorrelation([
        [1, 10],
        [2, 11],
        [50, 900],
      ]),
    ).toBe(1);
    expect(
      rankCorrelation([
        [1, 3],
        [2, 2],
        [3, -7],
      ]),
    ).toBe(-1);
  });

  it('has the value of its textbook formula 1 − 6 Σd² / n(n² − 1)', () => {
    // Ranks 1 2 3 4 5 against 2 1 4 3 5: d² = 1 + 1 + 1 + 1 + 0, so 1 − 24 / 120.
    expect(
      rankCorrelation([
        [1, 20],
        [2, 10],
        [3, 40],
        [4, 30],
        [5, 50],
      ]),
    ).toBeCloseTo(0.8, 12);
  });

  it('gives ties their mean rank', () => {
    // Ranks 1.5 1.5 3 against 1 2 3: cov = 1.5, squares 1.5 and 2: 1.5 / √3.
    expect(
      rankCorrelation([
        [7, 1],
        [7, 2],
        [9, 3],
      ]),
    ).toBeCloseTo(1.5 / Math.sqrt(3), 12);
  });

  it('says nothing about fewer than three, or about one value', () => {
    expect(
      rankCorrelation([
        [1, 1],
        [2, 2],
      ]),
    ).toBeNull();
    expect(
      rankCorrelation([
        [1, 1],
        [1, 2],
        [1, 3],
      ]),
    ).toBeNull();
  });
});
