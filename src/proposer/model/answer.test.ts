import { describe, expect, it } from 'vitest';
import { checkGuardrails } from '../../guardrails/judge.ts';
import { gridParameters } from '../../strategy/grid/parameters.ts';
import { defaultParameters } from '../../strategy/parameters.ts';
import { aContext, plainStrategy, tried } from '../../testing/draft.ts';
import { anAnswer } from '../../testing/modelAnswer.ts';
import { answerShape, draftOf, learningsOf } from './answer.ts';
import { reachableValues } from './reachable.ts';

const base = { number: 1, parameters: defaultParameters(gridParameters) };

/** Every object of a schema, the whole first. */
function schemasIn(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(schemasIn);
  return Array.isArray(schema) ? inner : [schema as Record<string, unknown>, ...inner];
}

describe('the values that can be reached', () => {
  const number = {
    kind: 'number',
    unit: 'u',
    min: 0,
    max: 10,
    step: 1,
    scale: 'linear',
    default: 4,
    tunable: true,
    meaning: '',
  } as const;

  it('are the grid within half the value, a tenth of the range or a step, without the value itself', () => {
    expect(reachableValues(number, 4)).toEqual([2, 3, 5, 6]);
    expect(reachableValues(number, 0)).toEqual([1]);
    expect(reachableValues(number, 10)).toEqual([5, 6, 7, 8, 9]);
    expect(reachableValues({ ...number, min: 0.2, max: 2, step: 0.1 }, 0.3)).toEqual([0.2, 0.4]);
    expect(reachableValues({ ...number, tunable: false }, 4)).toEqual([]);
    expect(reachableValues({ kind: 'boolean', default: true, tunable: true, meaning: '' }, true)).toEqual([false]);
  });

  it('pass over those without an effect', () => {
    expect(reachableValues({ ...number, effectFrom: 2 }, 0)).toEqual([2]);
    expect(reachableValues({ ...number, effectFrom: 2 }, 2)).toEqual([0, 3]);
  });

  it('are thinned out where the grid is fine, with both ends kept', () => {
    const values = reachableValues({ ...number, max: 1000, step: 0.01 }, 100).map(Number);
    expect(values.length).toBeLessThan(85);
    expect([values[0], values.at(-1)]).toEqual([0, 200]);
  });

  it('pass the guardrails on bounds and steps, from wherever', () => {
    for (const [name, declaration] of Object.entries(plainStrategy.parameters)) {
      const bounds = declaration.kind === 'number' ? [declaration.min, declaration.max] : [];
      for (const from of [declaration.default, ...bounds]) {
        const context = aContext({ base: tried(1, { [name]: from }), tried: [] });
        for (const to of reachableValues(declaration, from)) {
          const answer = anAnswer({ changes: [{ parameter: name, value: to }] });
          const rules = checkGuardrails(draftOf(answer, context.base, 'exploit'), context, false).map(
            ({ rule }) => rule,
          );
          expect(rules).not.toContain('bounds');
          expect(rules).not.toContain('step-limit');
          expect(rules).not.toContain('base-mismatch');
        }
      }
    }
  });
});

describe('the shape that is asked for', () => {
  const { name, schema } = answerShape(gridParameters, base);
  const all = schemasIn(schema);

  it('requires every field, allows no other, and bounds nothing by keywords that providers lack', () => {
    expect(name).toBe('proposal');
    const objects = all.filter(({ type }) => type === 'object');
    expect(objects.length).toBeGreaterThan(15);
    for (const object of objects) {
      expect(object.additionalProperties).toBe(false);
      expect(object.required).toEqual(Object.keys(object.properties ?? {}));
    }
    expect(JSON.stringify(schema)).not.toMatch(
      /"(minimum|maximum|exclusive\w+|pattern|min\w+|max\w+|\$schema|\$ref|oneOf)"/,
    );
    expect(schema).toMatchObject({ type: 'object' });
  });

  it('lists the reachable values of each tunable parameter', () => {
    const changes = all.flatMap(({ properties }) => {
      const found = properties as Record<string, { const?: unknown; enum?: unknown[] }> | undefined;
      return found?.value === undefined ? [] : [[found.parameter?.const, found.value.enum ?? [found.value.const]]];
    });
    expect(Object.fromEntries(changes)).toEqual(
      Object.fromEntries(
        Object.entries(gridParameters)
          .filter(([, declaration]) => declaration.tunable)
          .map(([parameter, d]) => [parameter, reachableValues(d, base.parameters[parameter] ?? 0)]),
      ),
    );
    expect(JSON.stringify(schema)).not.toContain('stopLossPct');
  });

  it('leaves out what cannot be given an effect: its switch is off and stays so', () => {
    const { pauseOnTrend, rocPauseBps, spreadBps } = gridParameters;
    const shapeOf = (tunable: boolean, on: boolean) => {
      const declarations = { spreadBps, pauseOnTrend: { ...pauseOnTrend, tunable }, rocPauseBps };
      const parameters = { spreadBps: 1, pauseOnTrend: on, rocPauseBps: 2 };
      return JSON.stringify(answerShape(declarations, { number: 1, parameters }).schema);
    };
    expect(shapeOf(true, false)).toContain('rocPauseBps');
    expect(shapeOf(false, true)).toContain('rocPauseBps');
    expect(shapeOf(false, false)).not.toContain('rocPauseBps');
  });

  it('needs something to tune', () => {
    const { stopLossPct } = gridParameters;
    expect(() => answerShape({ stopLossPct }, { number: 4, parameters: { stopLossPct: 10 } })).toThrow(/v4/);
  });
});

describe('the draft of an answer', () => {
  it('has its values as they came, from those of the base', () => {
    const answer = anAnswer({ changes: [{ value: 0.8 }, { parameter: 'levels', value: 1e308, evidence: [2, 3] }] });
    expect(draftOf(answer, base, 'contrarian')).toEqual({
      proposer: 'model',
      base: 1,
      intent: 'exploit',
      changes: [
        { parameter: 'spreadBps', from: 1, to: 0.8, why: 'Nearer to the mid.' },
        { parameter: 'levels', from: 3, to: 1e308, why: 'Nearer to the mid.' },
      ],
      hypothesis: 'More fills of the same quality.',
      prediction: { mean: 0.1, p10: -0.2, p90: 0.4, probabilityBetter: 0.7 },
      notes: {
        framing: 'contrarian',
        falsifier: 'Markouts get worse.',
        risks: 'More inventory.',
        evidence: { spreadBps: [1], levels: [2, 3] },
      },
    });
  });

  it('is refused by name where a parameter does not exist', () => {
    for (const parameter of ['alhpa', 'toString', '__proto__', 'symbol']) {
      const draft = draftOf(anAnswer({ changes: [{ parameter, value: 2 }] }), aContext().base, 'exploit');
      const refused = checkGuardrails(draft, aContext(), false).filter(({ severity }) => severity === 'refusal');
      expect(refused.map(({ rule }) => rule)).toContain('bounds');
      expect(refused.map(({ reason }) => reason).join()).toContain(`unknown parameter "${parameter}"`);
    }
  });

  it('predicts nothing where nothing changes', () => {
    expect(draftOf(anAnswer({ intent: 'no_change' }), base, 'exploit')).toMatchObject({
      changes: [],
      prediction: null,
    });
  });

  it('comes with its claims', () => {
    const claims = [{ low: 0.1, high: 0.3, scope: 'trending' }, {}];
    expect(learningsOf(anAnswer({ learnings: claims }))).toMatchObject([
      { by: 'model', parameter: 'spreadBps', direction: 'lower', effectRange: [0.1, 0.3], scope: 'trending' },
      { effectRange: null, scope: 'any' },
    ]);
  });
});
