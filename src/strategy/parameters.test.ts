import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategies, strategyNamed } from './catalog.ts';
import {
  checkParameters,
  defaultParameters,
  describeAllowed,
  type NumberDeclaration,
  type ParameterDeclarations,
  quantise,
} from './parameters.ts';

function aNumber(min: number, max: number, step: number): NumberDeclaration {
  return {
    kind: 'number',
    unit: 'bps',
    min,
    max,
    step,
    scale: 'linear',
    default: min,
    tunable: true,
    meaning: 'a width',
  };
}

const declarations: ParameterDeclarations = {
  widthBps: aNumber(0.1, 20, 0.1),
  levels: { ...aNumber(1, 15, 1), unit: 'levels', default: 3 },
  offsetBps: aNumber(0, 5, 0.5),
  pause: { kind: 'boolean', default: false, tunable: true, meaning: 'whether to pause' },
};
const valid = { widthBps: 1.5, levels: 3, offsetBps: 0.5, pause: true };

/** The parameters that are complained about, in order. */
function faulty(values: Readonly<Record<string, unknown>>): string[] {
  return checkParameters(declarations, values).map((problem) => problem.parameter);
}

describe('a set of parameters', () => {
  it('is valid when every declared parameter has an allowed value', () => {
    expect(checkParameters(declarations, valid)).toEqual([]);
    expect(checkParameters(declarations, { ...valid, widthBps: 0.1 })).toEqual([]);
    expect(checkParameters(declarations, { ...valid, widthBps: 20 })).toEqual([]);
    expect(checkParameters(declarations, defaultParameters(declarations))).toEqual([]);
  });

  it.each([
    ['not a number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['huge', 1e308],
    ['below the least', 0.09],
    ['just above the most', 20.1],
    ['negative', -1.5],
    ['off the grid', 1.55],
    ['a hair off the grid', 1.5000000001],
    ['a text', '1.5'],
    ['a truth value', true],
    ['nothing', null],
    ['undefined', undefined],
    ['a list', [1.5]],
  ])('refuses a width that is %s', (_, value) => {
    const [problem, ...others] = checkParameters(declarations, { ...valid, widthBps: value });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ parameter: 'widthBps', allowed: 'a number from 0.1 to 20 bps in steps of 0.1' });
    expect(problem?.value).toBe(value);
    expect(problem?.message).toContain('widthBps');
  });

  it.each([
    ['a number', 1],
    ['zero', 0],
    ['a text', 'true'],
    ['nothing', null],
  ])('refuses a truth value that is %s', (_, value) => {
    expect(faulty({ ...valid, pause: value })).toEqual(['pause']);
  });

  it('takes the negative zero for the zero that it equals', () => {
    expect(faulty({ ...valid, offsetBps: -0 })).toEqual([]);
    expect(faulty({ ...valid, levels: -0 })).toEqual(['levels']);
  });

  it('reports unknown and missing names, all at once', () => {
    const { levels: _, ...withoutLevels } = valid;
    expect(faulty({ ...withoutLevels, withBps: 1, widthBps: 99 }).toSorted()).toEqual([
      'levels',
      'widthBps',
      'withBps',
    ]);
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'calls %s unknown, though every object has it',
    (name) => {
      const values: unknown = JSON.parse(`{"widthBps":1.5,"levels":3,"offsetBps":0.5,"pause":true,"${name}":1}`);
      const [problem] = checkParameters(declarations, values as Record<string, unknown>);
      expect(problem?.message).toContain(`unknown parameter "${name}"`);
    },
  );
});

describe('the grid of a parameter', () => {
  it('has its values at whole steps from the least', () => {
    const width = aNumber(0.1, 20, 0.1);
    expect([0.14, 0.16, 0.3000001, 7.77].map((value) => quantise(width, value))).toEqual([0.1, 0.2, 0.3, 7.8]);
    expect([-5, 1e308, 20.04, Number.NEGATIVE_INFINITY].map((value) => quantise(width, value))).toEqual([
      0.1, 20, 20, 0.1,
    ]);
    expect([2, 5, 8].map((value) => quantise(aNumber(2, 200, 5), value))).toEqual([2, 7, 7]);
  });

  it('writes decimals as a person would', () => {
    // 0.1 + 2 × 0.1 is 0.30000000000000004 in binary.
    expect(String(quantise(aNumber(0.1, 20, 0.1), 0.3))).toBe('0.3');
    expect(String(quantise(aNumber(0.05, 1, 0.01), 0.57))).toBe('0.57');
  });

  const anyNumber = fc.double({ noNaN: true });
  /** Steps and bounds as people write them, to powers of ten that JavaScript prints with an exponent. */
  const anyDeclaration = fc
    .record({
      exponent: fc.integer({ min: -8, max: 3 }),
      first: fc.integer({ min: 0, max: 50 }),
      every: fc.integer({ min: 1, max: 25 }),
      width: fc.integer({ min: 1, max: 400 }),
    })
    .map(({ exponent, first, every, width }) => {
      const unit = (n: number): number => Number(`${n}e${exponent}`);
      return aNumber(unit(first), unit(first + width), unit(every));
    });

  it('is closed: a quantised value is allowed and stays where it is', () => {
    fc.assert(
      fc.property(anyDeclaration, anyNumber, (declaration, value) => {
        const once = quantise(declaration, value);
        expect(quantise(declaration, once)).toBe(once);
        expect(checkParameters({ one: declaration }, { one: once })).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the nearest grid value inside the bounds', () => {
    fc.assert(
      fc.property(anyDeclaration, fc.double({ min: 0, max: 1, noNaN: true }), (declaration, share) => {
        const { min, max, step } = declaration;
        const value = min + share * (max - min);
        const nearest = quantise(declaration, value);
        expect(nearest).toBeGreaterThanOrEqual(min);
        expect(nearest).toBeLessThanOrEqual(max);
        // Between the last grid value and an unaligned upper bound the nearest may be almost a whole step below.
        const reach = value > nearest + step / 2 ? step : step / 2;
        expect(Math.abs(nearest - value)).toBeLessThanOrEqual(reach * (1 + 1e-6));
        const steps = (nearest - min) / step;
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(Object.values(strategies))('the declarations of $name', (strategy) => {
  it('have defaults and bounds on their own grids, and sentences for people', () => {
    expect(checkParameters(strategy.parameters, defaultParameters(strategy.parameters))).toEqual([]);
    for (const [name, declaration] of Object.entries(strategy.parameters)) {
      expect(declaration.meaning, name).toMatch(/\.$/);
      for (const partner of declaration.coupledWith ?? [])
        expect(Object.keys(strategy.parameters), name).toContain(partner);
      for (const gate of declaration.onlyWith ?? []) expect(strategy.parameters[gate]?.kind, name).toBe('boolean');
      if (declaration.kind === 'boolean') continue;
      expect(quantise(declaration, declaration.min), name).toBe(declaration.min);
      expect(quantise(declaration, declaration.max), name).toBe(declaration.max);
      if (declaration.effectFrom !== undefined) {
        expect(declaration.effectFrom, name).toBeGreaterThan(declaration.min);
        expect(quantise(declaration, declaration.effectFrom), name).toBe(declaration.effectFrom);
      }
      if (declaration.scale === 'log') expect(declaration.min, name).toBeGreaterThan(0);
      expect(describeAllowed(declaration)).toContain(declaration.unit);
    }
  });
});

describe('the catalog', () => {
  it('finds strategies by name and names them when it finds none', () => {
    expect(strategyNamed('grid').name).toBe('grid');
    expect(() => strategyNamed('gird')).toThrow(/unknown strategy "gird"; known: .*grid/);
    expect(() => strategyNamed('constructor')).toThrow(/unknown strategy/);
  });
});
