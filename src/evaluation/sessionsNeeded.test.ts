import { describe, expect, it } from 'vitest';
import { detectableEffect, detectingSessions, type Looking } from './sessionsNeeded.ts';

const hourly: Looking = { hoursPerSession: 1, level: 0.8, power: 0.8 };

describe('a test that is looked at after every session', () => {
  it('finds after twenty hours the bound plus what chance may take from the effect', () => {
    // Mixture: √{ 21/20 × [2 ln 5 + ln 21] } = 2.5641 errors; moved out for g = −0.75 √(6/20): t + g (1 + 2t²) /
    // (6√20) = 2.5641.
    const g = -0.75 * Math.sqrt(0.3);
    const t = detectableEffect(1, 20, hourly) * Math.sqrt(20) - 0.841621;
    expect(t + (g * (1 + 2 * t * t)) / (6 * Math.sqrt(20))).toBeCloseTo(
      Math.sqrt(1.05 * (2 * Math.log(5) + Math.log(21))),
      5,
    );
  });

  it('needs the first number of sessions after which the effect is found', () => {
    const needed = detectingSessions(1, 1, hourly) ?? Number.NaN;
    expect(detectableEffect(1, needed, hourly)).toBeLessThanOrEqual(1);
    expect(detectableEffect(1, needed - 1, hourly)).toBeGreaterThan(1);
    expect(detectingSessions(5, 5, hourly)).toBe(needed);
  });

  it('asks for more hours where sessions are long and few: their skewness shows less', () => {
    const long = detectingSessions(1, 1, { ...hourly, hoursPerSession: 4 }) ?? Number.NaN;
    const short = detectingSessions(1, 1, { ...hourly, hoursPerSession: 0.25 }) ?? Number.NaN;
    expect(4 * long).toBeGreaterThan(short / 4);
  });

  it('needs no number that can be named for an effect next to nothing', () => {
    expect(detectingSessions(0, 1, hourly)).toBeNull();
    expect(detectingSessions(-1, 1, hourly)).toBeNull();
    expect(detectingSessions(1e-5, 1, hourly)).toBeNull();
  });
});
