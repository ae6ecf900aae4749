import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { posteriorOf, probabilityBetter, probabilityHarm } from './posterior.ts';

describe('the posterior of an effect', () => {
  it('adds the precisions of prior and measurement', () => {
    // Prior sd 2 (precision 0.25), error 1 (precision 1): precision 1.25, mean 3 × 1 / 1.25.
    const belief = posteriorOf(3, 1, 2);
    expect(belief.mean).toBeCloseTo(2.4, 12);
    expect(belief.sd).toBeCloseTo(Math.sqrt(1 / 1.25), 12);
  });

  it('gives the probabilities of its tails', () => {
    // Φ(0.5 / 1) and Φ((−1 − 0.5) / 1).
    expect(probabilityBetter({ mean: 0.5, sd: 1 })).toBeCloseTo(0.691462461, 6);
    expect(probabilityHarm({ mean: 0.5, sd: 1 }, 1)).toBeCloseTo(0.066807201, 6);
    expect(probabilityHarm({ mean: -1, sd: 1 }, 1)).toBeCloseTo(0.5, 6);
  });

  it('means what it says: of effects drawn from the prior, a share of P is better whenever P is said', () => {
    const rng = createRng('calibration');
    let said = 0;
    let better = 0;
    let n = 0;
    for (let i = 0; i < 200_000; i++) {
      const effect = 2 * rng.normal();
      const p = probabilityBetter(posteriorOf(effect + 3 * rng.normal(), 3, 2));
      if (p < 0.7 || p > 0.8) continue;
      said += p;
      if (effect > 0) better++;
      n++;
    }
    expect(better / n).toBeCloseTo(said / n, 2);
  });
});
