import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import {
  effectPrior,
  gainPriors,
  posteriorGain,
  posteriorOf,
  probabilityBetter,
  probabilityHarm,
  withoutPriorMean,
} from './beliefs.ts';
import type { Measured, MeasuredGain } from './effect.ts';

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

describe('what to expect of a change', () => {
  it('is nothing, give or take the expected size, before anything was measured', () => {
    const { mean, sd } = effectPrior([], 0.5);
    expect(mean).toBe(0);
    expect(sd).toBeCloseTo(0.5, 12);
  });

  it('moves by one ninth after one measurement', () => {
    // Mean −1 / 9. The variance v solves 9 v = 8 × 0.25 + (8/9 k)² + v (1 − k) with k = v / (v + 0.32).
    const { mean, sd } = effectPrior([{ mean: -1, standardError: Math.sqrt(0.32) }], 0.5);
    expect(mean).toBeCloseTo(-1 / 9, 12);
    const v = sd ** 2;
    const k = v / (v + 0.32);
    expect(9 * v).toBeCloseTo(2 + ((8 / 9) * k) ** 2 + v * (1 - k), 9);
  });

  it('never expects a gain, however well changes did', () => {
    const good = Array.from({ length: 40 }, (): Measured => ({ mean: 2, standardError: 0.1 }));
    const { mean, sd } = effectPrior(good, 0.5);
    expect(mean).toBe(0);
    // But gains of that size no longer surprise: (8 × 0.25 + 40 × 4) / 48 = 3.375.
    expect(sd).toBeCloseTo(Math.sqrt(3.375), 1);
  });

  it('finds the spread of many true effects under noise', () => {
    const rng = createRng('effects');
    const measured = Array.from({ length: 2_000 }, () => ({
      mean: -0.4 + 1.2 * rng.normal() + 0.8 * rng.normal(),
      standardError: 0.8,
    }));
    const { mean, sd } = effectPrior(measured, 0.5);
    expect(mean).toBeCloseTo(-0.4, 1);
    expect(sd).toBeCloseTo(1.2, 1);
  });

  it('takes back what choosing the best of many adds', () => {
    const rng = createRng('winners');
    let measuredGain = 0;
    let believed = 0;
    let truth = 0;
    const campaigns = 400;
    for (let i = 0; i < campaigns; i++) {
      const effects = Array.from({ length: 30 }, () => -0.3 + 0.5 * rng.normal());
      const measured = effects.map((effect) => ({ effect, mean: effect + rng.normal(), standardError: 1 }));
      const prior = effectPrior(measured, 0.5);
      const best = measured.reduce((a, b) => (b.mean > a.mean ? b : a));
      measuredGain += best.mean / campaigns;
      believed += posteriorOf(best.mean, best.standardError, prior.sd, prior.mean).mean / campaigns;
      truth += best.effect / campaigns;
    }
    // Measured, the best of thirty gains about 2; it is worth about 0.2.
    expect(measuredGain - truth).toBeGreaterThan(1.5);
    expect(Math.abs(believed - truth)).toBeLessThan(0.15);
  });
});

type Part = readonly [mean: number, standardError: number];

function aGain(markout: Part, holding: Part, riskCharge: Part = [0, 0]): MeasuredGain {
  const part = ([mean, standardError]: Part) => ({ mean, standardError });
  return {
    mean: markout[0] + holding[0] - riskCharge[0],
    standardError: Math.hypot(markout[1], holding[1], riskCharge[1]),
    markout: part(markout),
    holding: part(holding),
    riskCharge: part(riskCharge),
  };
}

const priors = { markout: { mean: 0, sd: 0.3 }, holding: { mean: 0, sd: 0.3 } };

describe('a believed gain', () => {
  it('draws markouts and holding each to what was expected, and takes the charge as measured, give or take half of it', () => {
    const { mean, sd } = posteriorGain(aGain([0.4, 0.4], [-2, 0.9], [-0.5, 0.1]), priors);
    // Markouts 0.4 × 0.09 / (0.09 + 0.16) = 0.144, holding −2 × 0.09 / (0.09 + 0.81) = −0.2, charge 0.5 saved: 0.444.
    expect(mean).toBeCloseTo(0.444, 9);
    // Variances 0.09 × 0.16 / 0.25 = 0.0576, 0.09 × 0.81 / 0.9 = 0.081, 0.01 + 0.25² = 0.0725: √0.2111.
    expect(sd).toBeCloseTo(0.459456, 6);
  });

  it('without a measurement is what was expected', () => {
    expect(posteriorGain(null, { markout: { mean: -0.1, sd: 0.3 }, holding: { mean: 0, sd: 0.4 } })).toEqual({
      mean: -0.1,
      sd: 0.5,
    });
  });

  it('errs less than the gain as measured where holding is noise alone', () => {
    const rng = createRng('holding');
    let [byParts, asMeasured] = [0, 0];
    const truth = Array.from({ length: 200 }, () => 0.3 * rng.normal());
    const measured = truth.map((markout) => aGain([markout + 0.2 * rng.normal(), 0.2], [1.2 * rng.normal(), 1.2]));
    const learned = withoutPriorMean(gainPriors(measured, 0.5));
    truth.forEach((markout, i) => {
      const one = measured[i] as MeasuredGain;
      byParts += (posteriorGain(one, learned).mean - markout) ** 2;
      asMeasured += ((0.25 / (0.25 + one.standardError ** 2)) * one.mean - markout) ** 2;
    });
    // Shrunk as one figure the error is about 0.28: the noise of holding hides what markouts show.
    expect(Math.sqrt(byParts / 200)).toBeLessThan(0.25);
    expect(Math.sqrt(asMeasured / 200)).toBeGreaterThan(0.27);
  });

  it('learns that holding matters where it does, as in markets that trend', () => {
    const rng = createRng('trending');
    const sdOfHolding = (effects: number): number =>
      gainPriors(
        Array.from({ length: 60 }, () => aGain([0, 0.2], [effects * rng.normal() + 0.8 * rng.normal(), 0.8])),
        0.5,
      ).holding.sd;
    expect(sdOfHolding(1.5)).toBeGreaterThan(1.2);
    expect(sdOfHolding(0)).toBeLessThan(0.25);
  });
});
