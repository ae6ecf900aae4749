import { describe, expect, it } from 'vitest';
import type { Comparison } from '../evaluation/comparison.ts';
import { effectOf } from '../evaluation/effect.ts';
import { aComparison, aRace } from '../testing/studyRecords.ts';
import { guessOf } from './guess.ts';

/** With a 90 % interval of this standard error. */
function estimate(mean: number, standardError: number) {
  return { mean, low: mean - 1.644853627 * standardError, high: mean + 1.644853627 * standardError, level: 0.9 };
}

const prior = { mean: 0, sd: 0.3 };
const priors = { markout: prior, holding: prior };
const measured = {
  ...aComparison(2, 1, 'explore'),
  profitPerHour: estimate(0, 3),
  markoutPerHour: estimate(0, 0.1),
  holdingPerHour: estimate(0, 3),
  gainPerHour: estimate(0.6, 3),
};

function guessed(comparison: Comparison) {
  return guessOf(effectOf(comparison), comparison.hours, { race: null, trial: null, trust: 1, priors });
}

describe('the best guess', () => {
  it('of a version that lost in loud markets is not saved by the quiet one that chose it', () => {
    const loud = {
      ...measured,
      hours: 5,
      gainPerHour: estimate(-2, 1),
      markoutPerHour: estimate(-2, 1),
      holdingPerHour: estimate(0, 1),
      riskChargePerHour: estimate(0, 0),
    };
    const quiet = aRace([0.2], {
      gainPerHour: estimate(0.2, 0.1),
      markoutPerHour: estimate(0.2, 0.1),
      holdingPerHour: estimate(0, 0.1),
      riskChargePerHour: estimate(0, 0),
    });
    expect(guessOf(effectOf(loud), loud.hours, { race: quiet, trial: null, trust: 1, priors }).mean).toBeLessThan(0);
  });

  it('believes a calmer version although its profit is lost in the noise', () => {
    const calmer = guessed({ ...measured, riskChargePerHour: estimate(-0.8, 0.05) });
    const equal = guessed({ ...measured, riskChargePerHour: estimate(0, 0) });
    expect(calmer.probabilityBetter).toBeGreaterThan(0.9);
    expect(equal.probabilityBetter).toBeCloseTo(0.5, 6);
  });

  it('believes better fills although the position was unlucky', () => {
    const better = { ...measured, riskChargePerHour: estimate(0, 0), markoutPerHour: estimate(0.6, 0.1) };
    const unlucky = guessed({ ...better, holdingPerHour: estimate(-3, 3) });
    // 0.6 × 0.09 / (0.09 + 0.01) = 0.54 of markouts; −3 × 0.09 / (0.09 + 9) = −0.03 of holding.
    expect(unlucky.mean).toBeCloseTo(0.54 - 0.0297, 4);
    expect(unlucky.probabilityBetter).toBeGreaterThan(0.9);
  });
});
