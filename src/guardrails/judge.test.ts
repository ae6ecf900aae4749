import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestMove } from '../strategy/moves.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';
import { aContext, aDraft, base, plainStrategy, tried, verdicts } from '../testing/draft.ts';
import { normalise, parameterDistance } from './distance.ts';
import { applied, checkGuardrails, isRefused } from './judge.ts';

describe('guardrails', () => {
  it('have nothing to say about a modest step', () => {
    expect(verdicts(aDraft({ alpha: 45 }))).toEqual([]);
    expect(verdicts(aDraft({ pause: true }))).toEqual([]);
    expect(verdicts(aDraft({ alpha: 45, beta: 38, pause: true }))).toEqual([]);
  });

  it('give rule, limit, value and reason with every finding, refusals first', () => {
    const findings = checkGuardrails(aDraft({ fast: 99 }), aContext(), false);
    expect(findings).toEqual([
      {
        rule: 'step-limit',
        severity: 'refusal',
        limit: 'from 20 to 60 u',
        value: '99',
        reason: 'fast moves from 40 to 99 u at once',
      },
      { rule: 'coupled', severity: 'warning', limit: 'slow', value: 'unchanged', reason: expect.any(String) },
    ]);
    expect(isRefused(findings)).toBe(true);
    expect(isRefused(findings.slice(1))).toBe(false);
  });
});

describe('an empty diff', () => {
  it('is refused unless it says that nothing should change', () => {
    expect(verdicts(aDraft({}))).toEqual(['refusal: empty-diff']);
    expect(verdicts(aDraft({}, { intent: 'replicate' }))).toEqual(['refusal: empty-diff']);
    expect(verdicts(aDraft({}, { intent: 'no_change' }))).toEqual([]);
  });

  it('in disguise – a change to the same value – is the same version', () => {
    expect(verdicts(aDraft({ alpha: 40 }))).toEqual(['refusal: duplicate']);
    expect(verdicts(aDraft({ alpha: 40 }), aContext(), true)).toEqual(['refusal: duplicate']);
  });
});

describe('the base', () => {
  it('has to be what the change starts from', () => {
    const stale = aDraft({}, { changes: [{ parameter: 'alpha', from: 39, to: 45, why: '' }] });
    expect(verdicts(stale)).toEqual(['refusal: base-mismatch']);
    expect(verdicts(stale, aContext(), true)).toEqual(['refusal: base-mismatch']);
  });
});

describe('bounds', () => {
  it.each([
    ['above', 101],
    ['below', -1],
    ['off the grid', 40.5],
    ['no number', Number.NaN],
    ['huge', 1e308],
    ['infinite', Number.POSITIVE_INFINITY],
    ['a truth value', true],
  ])('refuse what is %s, from whomever it comes', (_, value) => {
    for (const byPerson of [false, true]) {
      expect(verdicts(aDraft({ alpha: value }), aContext(), byPerson)).toContain('refusal: bounds');
    }
  });

  it('refuse unknown parameters, those of every object too', () => {
    for (const name of ['alhpa', 'toString', '__proto__', 'mode', 'symbol']) {
      const changes = [{ parameter: name, from: 1, to: 2, why: '' }];
      for (const byPerson of [false, true]) {
        expect(verdicts(aDraft({}, { changes }), aContext(), byPerson), name).toContain('refusal: bounds');
      }
    }
  });

  it('let values on the bounds pass', () => {
    expect(
      verdicts(aDraft({ alpha: 0, beta: 100 }), aContext(), true).filter((one) => one.startsWith('refusal')),
    ).toEqual([]);
  });
});

describe('what is not open to tuning', () => {
  it('stays, also for a person', () => {
    expect(verdicts(aDraft({ stop: 45 }))).toEqual(['refusal: not-tunable']);
    expect(verdicts(aDraft({ stop: 45 }), aContext(), true)).toEqual(['refusal: not-tunable']);
  });
});

describe('the number of changes', () => {
  const some = (count: number) =>
    aDraft(
      Object.fromEntries(
        ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'].slice(0, count).map((name) => [name, 44]),
      ),
    );

  it('may be three without a word, six with a warning, not seven', () => {
    expect(verdicts(some(3))).toEqual([]);
    expect(verdicts(some(4))).toEqual(['warning: many-changes']);
    expect(verdicts(some(6))).toEqual(['warning: many-changes']);
    expect(verdicts(some(7))).toEqual(['refusal: too-many-changes']);
  });

  it('only warns a person', () => {
    expect(verdicts(some(7), aContext(), true)).toEqual(['warning: many-changes']);
  });
});

describe('the size of a step', () => {
  it('may be half of the value', () => {
    expect(verdicts(aDraft({ width: 600 }))).toEqual([]);
    expect(verdicts(aDraft({ width: 200 }))).toEqual([]);
    expect(verdicts(aDraft({ width: 601 }))).toEqual(['refusal: step-limit']);
    expect(verdicts(aDraft({ width: 199 }))).toEqual(['refusal: step-limit']);
  });

  it('may be a tenth of the range where the value is small: half of nothing would never move', () => {
    const nearZero = aContext({ base: tried(1, { alpha: 0 }), tried: [tried(1, { alpha: 0 })] });
    const to = (value: number) => aDraft({}, { changes: [{ parameter: 'alpha', from: 0, to: value, why: '' }] });
    expect(verdicts(to(10), nearZero)).toEqual([]);
    expect(verdicts(to(11), nearZero)).toEqual(['refusal: step-limit']);
  });

  it('is never less than one step of the grid', () => {
    const coarse = {
      kind: 'number',
      unit: '',
      min: 0,
      max: 10,
      step: 5,
      scale: 'linear',
      default: 0,
      tunable: true,
      meaning: '',
    } as const;
    expect(largestMove(coarse, 0)).toBe(5);
  });

  it('only warns a person', () => {
    expect(verdicts(aDraft({ width: 1_000 }), aContext(), true)).toEqual(['warning: step-limit']);
  });

  it('does not stumble over decimals', () => {
    const decimal = {
      kind: 'number',
      unit: '',
      min: 0.1,
      max: 1.1,
      step: 0.1,
      scale: 'linear',
      default: 0.2,
      tunable: true,
      meaning: '',
    } as const;
    const strategy = { ...plainStrategy, parameters: { ...plainStrategy.parameters, decimal } };
    const from = { ...tried(1), parameters: { ...base, decimal: 0.2 } };
    // 0.3 − 0.2 is a hair more than 0.1 in binary.
    const draft = aDraft({}, { changes: [{ parameter: 'decimal', from: 0.2, to: 0.3, why: '' }] });
    expect(verdicts(draft, aContext({ strategy, base: from, tried: [from] }))).toEqual([]);
  });
});

describe('a change without effect', () => {
  const first = (changes: Parameters, context = aContext()) =>
    checkGuardrails(aDraft(changes), context, false).find(({ rule }) => rule === 'no-effect');

  it('is refused while the switch of its parameter is off, also beside a change that has one', () => {
    expect(verdicts(aDraft({ alpha: 45, pauseBps: 45 }))).toEqual(['refusal: no-effect']);
    expect(first({ alpha: 45, pauseBps: 45 })).toEqual({
      rule: 'no-effect',
      severity: 'refusal',
      limit: 'pause = true',
      value: '45',
      reason: 'pauseBps does nothing while pause is off',
    });
    expect(verdicts(aDraft({ pause: true, pauseBps: 45 }))).toEqual([]);
    const paused = tried(1, { pause: true });
    const off = { parameter: 'pause', from: true, to: false, why: '' };
    const changes = [off, { parameter: 'pauseBps', from: 40, to: 45, why: '' }];
    expect(verdicts(aDraft({}, { changes }), aContext({ base: paused, tried: [paused] }))).toEqual([
      'refusal: no-effect',
    ]);
  });

  it('may be prepared by a person beside a change that has one', () => {
    expect(verdicts(aDraft({ alpha: 45, pauseBps: 45 }), aContext(), true)).toEqual(['warning: no-effect']);
    expect(verdicts(aDraft({ pauseBps: 45 }), aContext(), true)).toEqual(['refusal: duplicate', 'warning: no-effect']);
  });

  describe('below the smallest value with one', () => {
    const skew = {
      kind: 'number',
      unit: 'steps',
      min: 0,
      max: 10,
      step: 1,
      scale: 'linear',
      effectFrom: 2,
      default: 0,
      tunable: true,
      meaning: '',
    } as const;
    const strategy = { ...plainStrategy, parameters: { ...plainStrategy.parameters, skew } };
    const move = (from: number, to: number, ...others: ParameterChange[]) => {
      const version = { ...tried(1), parameters: { ...base, skew: from } };
      const changes = [{ parameter: 'skew', from, to, why: '' }, ...others];
      return checkGuardrails(aDraft({}, { changes }), aContext({ strategy, base: version, tried: [version] }), false);
    };
    const rules = (from: number, to: number) => move(from, to).map(({ rule }) => rule);

    it('is refused, and says which value is the smallest with one', () => {
      const refused = { rule: 'no-effect', severity: 'refusal', limit: '0, or at least 2 steps' };
      const reason = 'skew = 1 does the same as 0: the smallest value with an effect is 2 steps';
      expect(move(0, 1)[0]).toEqual({ ...refused, value: '1', reason });
      expect(move(1, 0)[0]).toEqual({ ...refused, value: '0', reason });
      expect(rules(0, 1)).toEqual(['no-effect', 'duplicate']);
      // It would switch the skew off, under a value that looks like another skew.
      expect(move(2, 1)).toEqual([{ ...refused, value: '1', reason }]);
      const alpha = { parameter: 'alpha', from: 40, to: 45, why: '' };
      expect(move(0, 1, alpha).map(({ rule }) => rule)).toEqual(['no-effect']);
    });

    it('counts no distance: the smallest value with one is a step away from none, and back', () => {
      expect(rules(0, 2)).toEqual([]);
      expect(rules(1, 2)).toEqual([]);
      expect(rules(2, 0)).toEqual([]);
      expect(rules(2, 3)).toEqual([]);
      expect(move(0, 3)).toEqual([
        {
          rule: 'step-limit',
          severity: 'refusal',
          limit: 'from 0 to 2 steps',
          value: '3',
          reason: 'skew moves from 0 to 3 steps at once',
        },
      ]);
    });
  });
});

describe('coupled parameters', () => {
  it('changed one without the other are worth a warning', () => {
    expect(verdicts(aDraft({ fast: 44 }))).toEqual(['warning: coupled']);
    expect(verdicts(aDraft({ fast: 44, slow: 36 }))).toEqual([]);
  });
});

describe('the rules of the strategy', () => {
  it('hold for everyone', () => {
    expect(verdicts(aDraft({ alpha: 60 }))).toEqual([]);
    const far = aDraft({ alpha: 60, beta: 39 });
    expect(verdicts(far)).toEqual(['refusal: strategy-rule']);
    expect(verdicts(far, aContext(), true)).toEqual(['refusal: strategy-rule']);
  });
});

describe('what is at stake', () => {
  // Capital is 1,000: an order up to 300, all orders up to 4,000, a position up to 2,000.
  it.each([
    ['an order above 30 % of capital', { orderUsd: 310, levels: 2 }, ['refusal: order-notional']],
    ['both sides together above 400 %', { orderUsd: 210, levels: 10 }, ['refusal: open-notional', 'warning: sweep']],
    ['a position limit above the study’s', { limitUsd: 2_100 }, ['refusal: position']],
    ['one side above the position limit', { orderUsd: 250, levels: 5 }, ['warning: sweep']],
    ['all of it within', { orderUsd: 300, levels: 6, limitUsd: 2_000 }, []],
  ])('counts: %s', (_, changes, expected) => {
    const found = verdicts(aDraft(changes), aContext(), true).filter((one) => one !== 'warning: step-limit');
    expect(found).toEqual(expected);
  });
});

describe('what was tried before', () => {
  it('is refused when it is the very same', () => {
    const context = aContext({ tried: [tried(1), tried(2, { alpha: 45 })] });
    const findings = checkGuardrails(aDraft({ alpha: 45 }), context, true);
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'duplicate',
        severity: 'refusal',
        reason: expect.stringContaining('outcome of v2'),
      }),
    ]);
  });

  it('is refused of proposers alone when it was cancelled before it ran: a person may think again', () => {
    const cancelled = { ...tried(2, { alpha: 45 }), cancelled: true };
    const context = aContext({ tried: [tried(1), cancelled] });
    expect(verdicts(aDraft({ alpha: 45 }), context)).toEqual(['refusal: duplicate']);
    expect(verdicts(aDraft({ alpha: 45 }), context, true)).toEqual(['warning: near-duplicate']);
  });

  it('is refused when it behaves the same: what differs has no effect with its switch off', () => {
    const findings = checkGuardrails(aDraft({ pauseBps: 45 }), aContext(), true);
    expect(findings.find(({ severity }) => severity === 'refusal')).toMatchObject({
      rule: 'duplicate',
      reason: expect.stringContaining('v1 behaves the same, since what differs has no effect'),
    });
    expect(verdicts(aDraft({ pause: true, pauseBps: 45 }))).toEqual([]);
  });

  it('is pointed out when it is nearly the same', () => {
    const context = aContext({ tried: [tried(1), tried(2, { alpha: 45 })] });
    expect(verdicts(aDraft({ alpha: 47 }), context)).toEqual(['warning: near-duplicate']);
    expect(verdicts(aDraft({ alpha: 48 }), context)).toEqual([]);
    expect(verdicts(aDraft({ alpha: 47, beta: 46 }), context)).toEqual([]);
  });

  it('is refused when it was proven worse, unless a person wants it', () => {
    const context = aContext({ tried: [tried(1), tried(2, { alpha: 45 }, true)] });
    expect(verdicts(aDraft({ alpha: 47 }), context)).toEqual(['refusal: proven-worse']);
    expect(verdicts(aDraft({ alpha: 47 }), context, true)).toEqual(['warning: near-duplicate']);
    expect(verdicts(aDraft({ alpha: 48 }), context)).toEqual([]);
  });
});

describe('thin evidence', () => {
  it.each([
    [29, 10],
    [100, 3.9],
  ])('of %d fills in %d h is enough to explore and too little for live', (fills, hours) => {
    const champion = { fills, hours };
    for (const mode of ['sim', 'replay', 'paper'] as const) {
      expect(verdicts(aDraft({ alpha: 45 }), aContext({ mode, champion }))).toEqual(['warning: thin-evidence']);
    }
    expect(verdicts(aDraft({ alpha: 45 }), aContext({ mode: 'live', champion }))).toEqual(['refusal: thin-evidence']);
    expect(verdicts(aDraft({ alpha: 45 }), aContext({ mode: 'live', champion }), true)).toEqual([
      'refusal: thin-evidence',
    ]);
  });

  it('ends at 30 fills and 4 hours', () => {
    expect(verdicts(aDraft({ alpha: 45 }), aContext({ mode: 'live', champion: { fills: 30, hours: 4 } }))).toEqual([]);
  });
});

describe('a diff', () => {
  it('changes what it names and nothing else, and leaves the base as it is', () => {
    const before = { ...base };
    expect(applied(base, aDraft({ alpha: 1, pause: true }).changes)).toEqual({ ...before, alpha: 1, pause: true });
    expect(base).toEqual(before);
  });

  it('that passes leads to a version that is valid and within a step of its base', () => {
    const names = Object.keys(plainStrategy.parameters);
    const changes = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(fc.integer({ min: -5, max: 1_200 }), fc.double(), fc.boolean()),
      { maxKeys: 8 },
    );
    fc.assert(
      fc.property(changes, (wanted) => {
        const draft = aDraft(wanted);
        if (isRefused(checkGuardrails(draft, aContext(), false))) return;
        expect(draft.changes.length).toBeGreaterThan(0);
        expect(draft.changes.length).toBeLessThanOrEqual(6);
        for (const { parameter, from, to } of draft.changes) {
          const declaration = plainStrategy.parameters[parameter];
          expect(typeof to).toBe(declaration?.kind);
          if (declaration?.kind !== 'number') continue;
          expect(Number(to)).toBeGreaterThanOrEqual(declaration.min);
          expect(Number(to)).toBeLessThanOrEqual(declaration.max);
          const tenth = (declaration.max - declaration.min) / 10;
          expect(Math.abs(Number(to) - Number(from))).toBeLessThanOrEqual(
            Math.max(Number(from) / 2, tenth, declaration.step) + 1e-6,
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the distance of two versions', () => {
  it('is the largest share of a range by which one parameter differs, by ratio where ratios matter', () => {
    const { parameters } = plainStrategy;
    expect(parameterDistance(parameters, base, base)).toBe(0);
    expect(parameterDistance(parameters, base, { ...base, alpha: 50, beta: 45 })).toBeCloseTo(0.1, 12);
    expect(parameterDistance(parameters, base, { ...base, pause: true })).toBe(1);
    // From 1 to 1,000 there are three tenfolds; from 40 to 400 is one of them.
    expect(parameterDistance(parameters, { ...base, width: 40 }, { ...base, width: 400 })).toBeCloseTo(1 / 3, 12);
    const widthAt = Object.keys(parameters).indexOf('width');
    expect([1, 10, 1_000].map((width) => normalise(parameters, { ...base, width })[widthAt])).toEqual([
      0,
      expect.closeTo(1 / 3, 12),
      1,
    ]);
  });
});
