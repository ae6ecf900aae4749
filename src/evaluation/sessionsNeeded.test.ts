import { describe, expect, it } from 'vitest';
import { alwaysValidHalfWidth } from './alwaysValid.ts';
import { peekedDetectableEffect, plannedDetectableEffect } from './minimumDetectableEffect.ts';
import { peekedObservations, plannedObservations } from './sessionsNeeded.ts';

describe('a test that is looked at once', () => {
  it.each([
    // (1.281552 + 0.841621)² = 4.507864, over the square of the effect in deviations.
    [1, 4.508],
    [0.5, 18.031],
    [0.25, 72.126],
    [-0.5, 18.031],
  ])('needs for an effect of %d deviations %d observations', (effect, n) => {
    expect(plannedObservations(effect, 1, 0.1, 0.8)).toBeCloseTo(n, 2);
    expect(plannedObservations(effect * 7, 7, 0.1, 0.8)).toBeCloseTo(n, 2);
  });

  it('finds after so many observations just that effect', () => {
    expect(plannedDetectableEffect(1, 1, 0.1, 0.8)).toBeCloseTo(2.123173, 4);
    expect(plannedDetectableEffect(3, plannedObservations(0.7, 3, 0.1, 0.8), 0.1, 0.8)).toBeCloseTo(0.7, 9);
  });
});

describe('a test that is looked at after every observation', () => {
  it('needs about three times as many', () => {
    // By trial: at 13 the width is 0.7525… and 0.8416/√13 = 0.2334; at 14 together below 1.
    const reach = (n: number): number => alwaysValidHalfWidth(1, n, 1, 0.1) + 0.841621 / Math.sqrt(n);
    expect(reach(13)).toBeGreaterThan(1);
    expect(reach(14)).toBeLessThan(1);
    expect(peekedObservations(1, 1, 0.9, 0.8)).toBe(14);
    expect(peekedObservations(5, 5, 0.9, 0.8)).toBe(14);
    expect(peekedObservations(0.5, 1, 0.9, 0.8)).toBe(59);
    expect(peekedObservations(100, 1, 0.9, 0.8)).toBe(1);
  });

  it('needs no number that can be named for an effect next to nothing', () => {
    expect(peekedObservations(0, 1, 0.9, 0.8)).toBeNull();
    expect(peekedObservations(-1, 1, 0.9, 0.8)).toBeNull();
    expect(peekedObservations(1e-5, 1, 0.9, 0.8)).toBeNull();
  });

  it('finds after 14 observations a little less than one deviation', () => {
    // √{ 15/196 × [4.60517 + ln 15] } + 0.841621 / √14.
    expect(peekedDetectableEffect(1, 14, 0.9, 0.8)).toBeCloseTo(0.74813 + 0.22493, 4);
  });
});
