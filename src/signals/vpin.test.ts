import { describe, expect, it } from 'vitest';
import { Vpin } from './vpin.ts';

describe('VPIN', () => {
  it('is the mean imbalance of full buckets, in volume time', () => {
    const vpin = new Vpin(10, 2);
    vpin.push(8);
    vpin.push(-2); // first bucket: |8 − 2| = 6
    expect(vpin.value).toBe(0);
    vpin.push(-5);
    vpin.push(5); // second: 0
    expect(vpin.value).toBeCloseTo((6 + 0) / 20, 12);
    vpin.push(-9);
    expect(vpin.value).toBeCloseTo(0.3, 12);
    vpin.push(-1); // third: 10; the first has left the window
    expect(vpin.value).toBeCloseTo(0.5, 12);
  });

  it('splits a trade over buckets', () => {
    const vpin = new Vpin(10, 2);
    vpin.push(4);
    vpin.push(-16); // |4 − 6| = 2, then |−10| = 10
    expect(vpin.value).toBeCloseTo(0.6, 12);
  });

  it('is one-sided after a trade of any size, and keeps what is left of it', () => {
    const vpin = new Vpin(10, 2);
    vpin.push(1_000_000_003);
    expect(vpin.value).toBe(1);
    // 3 lots bought are in the bucket that is open: 7 sold close it at |3 − 7| = 4.
    vpin.push(-7);
    expect(vpin.value).toBeCloseTo(0.7, 12);
    vpin.reset();
    expect(vpin.value).toBe(0);
  });
});
