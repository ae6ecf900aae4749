import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canHaveEffect,
  isWithinReach,
  moveHasEffect,
  placeOf,
  TRIAL_REACH,
  valueAt,
  valuesWithinReach,
} from './moves.ts';
import type { NumberDeclaration, ParameterDeclaration } from './parameters.ts';

const plain: NumberDeclaration = {
  kind: 'number',
  unit: 'steps',
  min: 0,
  max: 10,
  step: 1,
  scale: 'linear',
  default: 0,
  tunable: true,
  meaning: '',
};
/** 1, 2 and 3 do the same as 0. */
const idle: NumberDeclaration = { ...plain, effectFrom: 4 };

describe('the values within one move', () => {
  it('are those within half the value, a tenth of the range or a step', () => {
    expect(valuesWithinReach(plain, 0)).toEqual([1]);
    expect(valuesWithinReach(plain, 4)).toEqual([2, 3, 5, 6]);
    expect(valuesWithinReach(plain, 10)).toEqual([5, 6, 7, 8, 9]);
  });

  it('reach three times as far for a candidate on trial', () => {
    // Three times half of 4 is 6, and three tenths of the range are 3.
    expect(valuesWithinReach(plain, 4, TRIAL_REACH)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10]);
    expect(valuesWithinReach(plain, 0, TRIAL_REACH)).toEqual([1, 2, 3]);
    expect(isWithinReach(plain, 0, 4, TRIAL_REACH)).toBe(false);
  });

  it('are listed evenly with both ends where there are a hundred million', () => {
    const fine = { ...plain, min: 0.0001, max: 10_000, step: 0.0001 };
    const values = valuesWithinReach(fine, 5_000);
    // Half of 5,000 either way.
    expect([values[0], values.at(-1)]).toEqual([2_500, 7_500]);
    expect(values.length).toBeGreaterThan(9_000);
    expect(values.length).toBeLessThan(10_010);
    expect(values[1]).toBeCloseTo(2_500.5, 1);
  });

  it('pass over those without an effect: all of them together are one step', () => {
    // 0 stands at 3, one step below 4: half of that is 1.5.
    expect(valuesWithinReach(idle, 0)).toEqual([4]);
    expect(valuesWithinReach(idle, 2)).toEqual([4]);
    // Half of 4 is 2: places 2 to 6.
    expect(valuesWithinReach(idle, 4)).toEqual([0, 5, 6]);
    expect(valuesWithinReach(idle, 6)).toEqual([0, 4, 5, 7, 8, 9]);
    // Half of 8 is 4: down to 4.
    expect(valuesWithinReach(idle, 8)).toEqual([4, 5, 6, 7, 9, 10]);
  });

  it('lead out of the values without an effect and back, from wherever', () => {
    const declarations = fc
      .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }))
      .map(([min, first, width]) => ({ ...plain, min, max: min + first + width, effectFrom: min + first }));
    fc.assert(
      fc.property(declarations, (declaration) => {
        const { min, effectFrom } = declaration;
        expect(valuesWithinReach(declaration, min)).toContain(effectFrom);
        expect(valuesWithinReach(declaration, effectFrom)).toContain(min);
        for (let from = min; from <= declaration.max; from++) {
          for (const to of valuesWithinReach(declaration, from)) {
            expect(isWithinReach(declaration, from, to)).toBe(true);
            expect(to === min || to >= effectFrom).toBe(true);
            expect(placeOf(declaration, to)).not.toBe(placeOf(declaration, from));
          }
        }
      }),
    );
  });
});

describe('the value at a place', () => {
  it('is on the grid, and the lowest instead of another one without an effect', () => {
    expect([-1, 0, 2.4, 3.4, 3.6, 4.2, 11].map((place) => valueAt(idle, place))).toEqual([0, 0, 0, 0, 4, 4, 10]);
  });
});

describe('a move', () => {
  const gated: ParameterDeclaration = { ...idle, onlyWith: ['on'] };
  const on: ParameterDeclaration = { kind: 'boolean', default: false, tunable: true, meaning: '' };

  it('has an effect between two values that differ, while the switches are on', () => {
    expect(moveHasEffect(gated, 0, 4, { on: true })).toBe(true);
    expect(moveHasEffect(gated, 0, 3, { on: true })).toBe(false);
    expect(moveHasEffect(gated, 3, 1, { on: true })).toBe(false);
    expect(moveHasEffect(gated, 5, 2, { on: true })).toBe(true);
    expect(moveHasEffect(gated, 0, 4, { on: false })).toBe(false);
    expect(moveHasEffect(on, false, true, { on: true })).toBe(true);
  });

  it('can have one where the switches are on, or may be switched on with it', () => {
    expect(canHaveEffect(gated, { gated, on }, { on: false })).toBe(true);
    const fixed: ParameterDeclaration = { ...on, tunable: false };
    expect(canHaveEffect(gated, { gated, on: fixed }, { on: false })).toBe(false);
    expect(canHaveEffect(gated, { gated, on: fixed }, { on: true })).toBe(true);
  });
});
