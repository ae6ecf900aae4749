import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import type { JointPrediction } from './gaussianProcess.ts';
import { knowledgeGradient } from './knowledgeGradient.ts';

function independent(means: readonly number[], sds: readonly number[]): JointPrediction {
  return { means, covariance: sds.map((sd, i) => sds.map((_, j) => (i === j ? sd * sd : 0))) };
}

/** E[max] − max by drawing outcomes of one measurement. */
function drawn({ means, covariance }: JointPrediction, measured: number, noise: number, draws: number): number {
  const rng = createRng(`outcomes-${measured}`);
  const row = covariance[measured] ?? [];
  const scale = Math.sqrt((row[measured] ?? Number.NaN) + noise);
  let sum = 0;
  for (let i = 0; i < draws; i++) {
    const z = rng.normal();
    sum += Math.max(...means.map((mean, j) => mean + ((row[j] ?? Number.NaN) / scale) * z));
  }
  return sum / draws - Math.max(...means);
}

describe('the knowledge gradient', () => {
  it('of independent beliefs has the closed form σ̃ f(ζ)', () => {
    // Alternative 1: sd 2, noise 4: σ̃ = 4/√8 = 1.414214; ζ = −|1 − 2| / σ̃ = −0.707107.
    // f(ζ) = ζ Φ(ζ) + φ(ζ) = −0.707107 × 0.239750 + 0.310689 = 0.141160; times σ̃ = 0.199631.
    const belief = independent([2, 1, 0], [1, 2, 3]);
    expect(knowledgeGradient(belief, 1, 4)).toBeCloseTo(0.19963, 4);
    // Of two equals, sd 1 and no noise: f(0) = 0.398942.
    expect(knowledgeGradient(independent([0, 0], [1, 1]), 0, 0)).toBeCloseTo(0.398942, 5);
  });

  it('of correlated beliefs is the mean gain over outcomes', () => {
    // A′A of any A is a covariance.
    const rng = createRng('covariance');
    const n = 6;
    const a = Array.from({ length: n }, () => Array.from({ length: n }, () => rng.normal()));
    const covariance = a.map((row) =>
      a.map((other) => row.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)),
    );
    const belief = { means: Array.from({ length: n }, () => 2 * rng.normal()), covariance };
    for (let i = 0; i < n; i++) {
      const gain = knowledgeGradient(belief, i, 1.5);
      expect(Math.abs(gain - drawn(belief, i, 1.5, 200_000))).toBeLessThan(0.02);
      expect(gain).toBeGreaterThanOrEqual(0);
    }
  });

  it('is nothing for what is known, for what moves all alike, and for a lone alternative', () => {
    expect(knowledgeGradient(independent([1, 0], [0, 1]), 0, 1)).toBe(0);
    expect(knowledgeGradient(independent([1, 0], [0, 1]), 0, 0)).toBe(0);
    const together = {
      means: [1, 0],
      covariance: [
        [2, 2],
        [2, 2],
      ],
    };
    expect(knowledgeGradient(together, 0, 1)).toBe(0);
    expect(knowledgeGradient(independent([3], [2]), 0, 1)).toBe(0);
  });

  it('grows with doubt and falls with noise and with the distance from the best', () => {
    const gain = (mean: number, sd: number, noise: number): number =>
      knowledgeGradient(independent([0, mean], [0.1, sd]), 1, noise);
    expect(gain(-1, 2, 1)).toBeGreaterThan(gain(-1, 1, 1));
    expect(gain(-1, 2, 1)).toBeGreaterThan(gain(-1, 2, 5));
    expect(gain(-1, 2, 1)).toBeGreaterThan(gain(-3, 2, 1));
  });

  it('refuses an alternative that is none', () => {
    expect(() => knowledgeGradient(independent([1], [1]), 1, 1)).toThrow(RangeError);
  });
});
