import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { believedGain, gainPriors, unbiased } from './believedGain.ts';
import type { MeasuredGain } from './effect.ts';

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
    const { mean, sd } = believedGain(aGain([0.4, 0.4], [-2, 0.9], [-0.5, 0.1]), priors);
    // Markouts 0.4 × 0.09 / (0.09 + 0.16) = 0.144, holding −2 × 0.09 / (0.09 + 0.81) = −0.2, charge 0.5 saved: 0.444.
    expect(mean).toBeCloseTo(0.444, 9);
    // Variances 0.09 × 0.16 / 0.25 = 0.0576, 0.09 × 0.81 / 0.9 = 0.081, 0.01 + 0.25² = 0.0725: √0.2111.
    expect(sd).toBeCloseTo(0.459456, 6);
  });

  it('without a measurement is what was expected', () => {
    expect(believedGain(null, { markout: { mean: -0.1, sd: 0.3 }, holding: { mean: 0, sd: 0.4 } })).toEqual({
      mean: -0.1,
      sd: 0.5,
    });
  });

  it('errs less than the gain as measured where holding is noise alone', () => {
    const rng = createRng('holding');
    let [byParts, asMeasured] = [0, 0];
    const truth = Array.from({ length: 200 }, () => 0.3 * rng.normal());
    const measured = truth.map((markout) => aGain([markout + 0.2 * rng.normal(), 0.2], [1.2 * rng.normal(), 1.2]));
    const learned = unbiased(gainPriors(measured, 0.5));
    truth.forEach((markout, i) => {
      const one = measured[i] as MeasuredGain;
      byParts += (believedGain(one, learned).mean - markout) ** 2;
      asMeasured += ((0.25 / (0.25 + one.standardError ** 2)) * one.mean - markout) ** 2;
    });
    // Drawn to zero as one figure the error is 0.28 or so: the noise of holding drowns what markouts said.
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
