import { describe, expect, it } from 'vitest';
import type { MeasuredGain } from '../evaluation/effect.ts';
import { GainModel, type ObservedGain } from './gainModel.ts';

type Part = 'markout' | 'holding' | 'riskCharge';
const NOTHING = { mean: 0, standardError: 0.01 };

/** A gain of which one part was measured to be 1, nearly exactly, and the others nothing. */
function aGain(part: Part): MeasuredGain {
  const one = { mean: 1, standardError: 0.01 };
  const parts = { markout: NOTHING, holding: NOTHING, riskCharge: NOTHING, [part]: one };
  return { mean: part === 'riskCharge' ? -1 : 1, standardError: 0.02, ...parts };
}

const here = [0.2, 0.2];
const there = [0.8, 0.8];
const nothing: ObservedGain = {
  at: there,
  gain: { ...NOTHING, markout: NOTHING, holding: NOTHING, riskCharge: NOTHING },
};

function beliefIn(part: Part): GainModel {
  return new GainModel([{ at: here, gain: aGain(part) }, nothing], 2, 0.5, 0);
}

describe('the belief about gains', () => {
  it.each([
    ['markout', 1],
    ['holding', 1],
  ] as const)('of a place with more %s is a gain', (part, gain) => {
    const belief = beliefIn(part);
    expect(belief.predict(here).mean).toBeCloseTo(gain, 1);
    expect(belief.predict(there).mean).toBeCloseTo(0, 1);
    expect(belief.predictDifference(here, there).mean).toBeCloseTo(gain, 1);
    expect(belief.predictJointly([here, there]).means[0]).toBeCloseTo(gain, 1);
  });

  it('of a place that is charged more for risk is a loss, though one that may be half as large', () => {
    // One charge of 1 ± 0.5 could be chance; four places that agree could not.
    const around = [here, [0.2, 0.25], [0.25, 0.2], [0.15, 0.2]].map((at) => ({ at, gain: aGain('riskCharge') }));
    const { mean, sd } = new GainModel([...around, nothing], 2, 0.5, 0).predict(here);
    expect(mean).toBeLessThan(-0.5);
    expect(sd).toBeGreaterThan(0.1);
  });

  it('states a difference less surely than smooth processes would, the more the farther the places are apart', () => {
    // Known exactly all over, and nothing anywhere: what is left is what a place may have of its own, half of 0.5.
    const known = [here, there, [0.2, 0.201]].map((at) => ({ ...nothing, at }));
    const belief = new GainModel(known, 2, 0.5, 0);
    expect(belief.predictDifference(here, here).sd).toBeLessThan(1e-3);
    expect(belief.predictDifference(here, [0.2, 0.201]).sd).toBeLessThan(0.03);
    expect(belief.predictDifference(here, there).sd).toBeGreaterThan(0.24);
    expect(belief.predictDifference(here, there).sd).toBeLessThan(0.27);
  });

  it('believes the same with the shapes that were fitted, and other things with others', () => {
    const observed = [{ at: here, gain: aGain('markout') }, nothing];
    const fitted = new GainModel(observed, 2, 0.5, 0);
    const between = [0.5, 0.4];
    const again = new GainModel(observed, 2, 0.5, 0, fitted.shapes);
    expect(again.predict(between)).toEqual(fitted.predict(between));
    const narrow = { lengthScale: 0.01, signalVariance: 1 };
    expect(new GainModel(observed, 2, 0.5, 0, { markout: narrow }).predict(between).mean).toBeCloseTo(0, 3);
  });

  it('adds a measurement, which the processes have seen, only for what the place has of its own', () => {
    // Half of what was measured is believed by processes that expect 1 of an error of 1; a place of its own as large takes half of the rest.
    const loud = { ...nothing.gain, markout: { mean: 1, standardError: 1 } };
    const shapes = { markout: { lengthScale: 1, signalVariance: 1 } };
    const belief = new GainModel([{ at: here, gain: loud }], 2, 1, 0, shapes);
    expect(belief.predict(here).mean).toBeCloseTo(0.5, 2);
    expect(belief.meanAfter(here, loud, 1)).toBeCloseTo(0.75, 2);
  });

  it("takes the place's own measurement on top, part by part", () => {
    const belief = beliefIn('markout');
    const own = (part: Part): number =>
      belief.meanAfter(there, aGain(part), 0.5) - belief.meanAfter(there, nothing.gain, 0.5);
    expect(own('markout')).toBeCloseTo(1, 1);
    expect(own('holding')).toBeCloseTo(1, 1);
    // Against a deviation of 0.5 a charge that may be off by half counts half.
    expect(own('riskCharge')).toBeCloseTo(-0.5, 1);
    expect(belief.meanAfter(here, null, 0.5)).toBe(belief.predict(here).mean);
  });

  it('expects nothing of holding where nothing was seen of it', () => {
    const belief = beliefIn('markout');
    const far = [0, 1];
    const apart = new GainModel([{ at: here, gain: aGain('holding') }, nothing], 2, 0.5, 0);
    expect(apart.predict(far).sd).toBeGreaterThan(belief.predict(far).sd / 2);
    expect(belief.covariances(far, [far])[0]).toBeCloseTo(belief.predict(far).sd ** 2, 9);
  });
});
