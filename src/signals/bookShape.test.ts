import { describe, expect, it } from 'vitest';
import { depthLots, imbalanceOf, micropriceTicks } from './bookShape.ts';

describe('the shape of a book', () => {
  const lots = Int32Array.of(2, 3, 5, 1_000);

  it('sums the levels that it has, up to as many as are asked for', () => {
    expect(depthLots(lots, 3, 10)).toBe(10);
    expect(depthLots(lots, 3, 2)).toBe(5);
  });

  it('is unbalanced by the share of the larger side', () => {
    expect(imbalanceOf(30, 10)).toBe(0.5);
    expect(imbalanceOf(10, 30)).toBe(-0.5);
    expect(imbalanceOf(0, 0)).toBe(0);
  });

  it('has its microprice near the side that shows less', () => {
    // Three quarters of the size are bids: the price is three quarters of the way to the ask.
    expect(micropriceTicks(100, 30, 104, 10)).toBe(103);
    expect(micropriceTicks(100, 0, 104, 0)).toBe(102);
  });
});
