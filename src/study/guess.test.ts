import { describe, expect, it } from 'vitest';
import { aComparison } from './aStudyState.testing.ts';
import { guessOf } from './guess.ts';

/** With a 90 % interval of this standard error. */
function estimate(mean: number, standardError: number) {
  return { mean, low: mean - 1.644853627 * standardError, high: mean + 1.644853627 * standardError, level: 0.9 };
}

const prior = { mean: 0, sd: 0.3 };

describe('the best guess', () => {
  it('draws profit to what was expected of it, and takes the charge for risk as measured, give or take half of it', () => {
    const comparison = {
      ...aComparison(2, 1, 'explore'),
      profitPerHour: estimate(0.4, 0.4),
      riskChargePerHour: estimate(-0.5, 0.1),
      gainPerHour: estimate(0.9, 0.41),
    };
    // 0.4 × 0.09 / (0.09 + 0.16) = 0.144 of profit; 0.5 saved, give or take √(0.1² + 0.25²); √(0.09 × 0.16 / 0.25 + 0.0725) = √0.1301 = 0.36069.
    const guess = guessOf(comparison, null, 1, prior);
    expect(guess.mean).toBeCloseTo(0.644, 6);
    expect(guess.sd).toBeCloseTo(0.36069, 5);
  });

  it('believes a calmer version although its profit is lost in the noise', () => {
    const measured = { ...aComparison(2, 1, 'explore'), profitPerHour: estimate(0, 3), gainPerHour: estimate(0.6, 3) };
    const calmer = guessOf({ ...measured, riskChargePerHour: estimate(-0.6, 0.05) }, null, 1, prior);
    const equal = guessOf({ ...measured, riskChargePerHour: estimate(0, 0) }, null, 1, prior);
    expect(calmer.probabilityBetter).toBeGreaterThan(0.9);
    expect(equal.probabilityBetter).toBeCloseTo(0.5, 6);
  });
});
