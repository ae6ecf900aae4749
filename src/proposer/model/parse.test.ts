import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridParameters } from '../../strategy/grid/parameters.ts';
import { anAnswer } from '../../testing/modelAnswer.ts';
import { type AnswerProblem, parseAnswer, roundProblems } from './parse.ts';

const good = anAnswer();
const json = JSON.stringify(good);

function problemsOf(text: string, reasoning = ''): readonly AnswerProblem[] {
  const parsed = parseAnswer(text, reasoning, 'stop');
  return 'problems' in parsed ? parsed.problems : [];
}

describe('an answer', () => {
  it.each([
    ['alone', json],
    ['in a code fence', `\`\`\`json\n${json}\n\`\`\``],
    ['with prose around it', `Here is it: it's "final".\n\n${json}\n\nGood luck {with it}!`],
    ['after thoughts', `<think>maybe {"base_version": 9}?</think>\n${json}`],
    ['after thoughts whose beginning the server has swallowed', `so, {"a":1}.\n</think>\n\n${json}`],
    ['before thoughts that never end', `${json}\n<think>or rather`],
    ['with line breaks', JSON.stringify(good, null, 2)],
  ])('is found %s', (_, text) => {
    expect(parseAnswer(text, 'thoughts', 'stop')).toEqual({ ok: good });
  });

  it('is taken from the reasoning only when it is all that came', () => {
    expect(parseAnswer('', json, 'stop')).toEqual({ ok: good });
    expect(parseAnswer(' \n', `thinking {"a":1}</think>${json}`, 'stop')).toEqual({ ok: good });
    expect(problemsOf('', `I might say ${json} but then again`)).toMatchObject([{ code: 'empty' }]);
  });

  it('keeps thoughts that its strings speak of', () => {
    const odd = anAnswer({ hypothesis: 'the model wrote </think> and {braces} and <think>' });
    expect(parseAnswer(JSON.stringify(odd), '', 'stop')).toEqual({ ok: odd });
  });

  it.each([
    ['length', 'cut-short'],
    ['refusal', 'declined'],
  ] as const)('is none when the model stopped for %s, even if it looks whole', (finish, code) => {
    expect(parseAnswer(json, '', finish)).toMatchObject({ problems: [{ code }] });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['thoughts alone', '<think>hm', 'empty'],
    ['prose', 'I would lower the spread to 0.8.', 'not-json'],
    ['JSON that is cut', json.slice(0, -40), 'not-json'],
    ['JSON with a trailing comma', `${json.slice(0, -1)},}`, 'not-json'],
    ['a list', '[1, 2]', 'not-json'],
    ['two objects', `${json}\n${json}`, 'several-objects'],
    ['a list of answers', `[${json},${json}]`, 'several-objects'],
    ['a name twice', json.replace('"risks":', '"intent":"no_change","risks":'), 'repeated-key'],
    ['a name twice, once escaped', json.replace('"risks":', '"int\\u0065nt":"no_change","risks":'), 'repeated-key'],
    ['another shape', '{"spreadBps": 2}', 'shape'],
  ])('is refused as %s', (_, text, code) => {
    expect(problemsOf(text).map((one) => one.code)).toContain(code);
  });
});

describe('the shape of an answer', () => {
  const change = good.changes[0];
  it.each<[string, unknown, string]>([
    ['a number as a string', { ...good, p_better: '0.7' }, 'p_better'],
    ['a value as a string', { ...good, changes: [{ ...change, value: '1.2' }] }, 'changes.0.value'],
    ['a value that is null', { ...good, changes: [{ ...change, value: null }] }, 'changes.0.value'],
    ['an unknown field', { ...good, symbol: 'ETH' }, ''],
    ['an unknown field inside', { ...good, changes: [{ ...change, force: true }] }, 'changes.0'],
    ['a missing field', { ...good, falsifier: undefined }, 'falsifier'],
    ['another intent', { ...good, intent: 'win' }, 'intent'],
    ['evidence by name', { ...good, changes: [{ ...change, evidence: ['v1'] }] }, 'changes.0.evidence.0'],
    ['no prediction for a change', { ...good, predicted: null }, 'predicted'],
    ['no probability for a change', { ...good, p_better: null }, 'p_better'],
    ['a probability above one', { ...good, p_better: 70 }, 'p_better'],
    [
      'quantiles the wrong way round',
      anAnswer({ predicted: { metric: 'gain_per_hour', mean: 0.1, p10: 0.4, p90: -0.2 } }),
      'predicted',
    ],
    ['a change that changes nothing', { ...good, changes: [] }, 'changes'],
    ['changes with no_change', { ...good, intent: 'no_change', predicted: null, p_better: null }, 'changes'],
    ['changes with replicate', { ...good, intent: 'replicate', predicted: null, p_better: null }, 'changes'],
    ['a claim of an unknown scope', anAnswer({ learnings: [{ scope: 'on Mondays' }] }), 'learnings_proposed.0.scope'],
    ['a claim with half a range', anAnswer({ learnings: [{ low: 0.1, high: null }] }), 'learnings_proposed.0'],
  ])('does not hold for %s', (_, answer, where) => {
    const found = problemsOf(JSON.stringify(answer));
    expect(found.map((one) => [one.code, one.where])).toContainEqual(['shape', where]);
  });

  it('has no endless numbers', () => {
    const found = problemsOf(json.replace('"p_better":0.7', '"p_better":1e999'));
    expect(found).toMatchObject([{ code: 'shape', where: 'p_better' }]);
  });

  it('shows what was found, capped and quoted', () => {
    const [problem] = problemsOf(JSON.stringify({ ...good, p_better: `<b>${'x'.repeat(5_000)}` }));
    expect(problem?.message).toContain('expected number');
    expect(problem?.message.length).toBeLessThan(400);
    expect(problem?.message).not.toContain('<');
  });

  it('leaves values to the guardrails', () => {
    for (const value of [-1, 0.123456, 1e308, true]) {
      const answer = anAnswer({ changes: [{ parameter: 'no such', value }] });
      expect(parseAnswer(JSON.stringify(answer), '', 'stop')).toEqual({ ok: answer });
    }
  });

  it('is not mended by anything: whatever comes, an answer is what JSON says or there are problems', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.string().map((s) => json.slice(0, 50) + s + json.slice(50)),
        ),
        (text) => {
          const parsed = parseAnswer(text, '', 'stop');
          if ('ok' in parsed)
            expect(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))).toEqual(parsed.ok);
          else expect(parsed.problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('bears names that every object has', () => {
    const text = json.replace('"risks":', '"__proto__":{"intent":"no_change"},"risks":');
    expect(problemsOf(text)).toMatchObject([{ code: 'shape', where: '' }]);
    expect(problemsOf(text)[0]?.message).toContain('__proto__');
  });
});

describe('the round of an answer', () => {
  const round = { base: 3, versions: [1, 2, 3], declarations: gridParameters };

  it('is that of its base, or any version for another session', () => {
    expect(roundProblems(anAnswer({ base: 3 }), round)).toEqual([]);
    expect(roundProblems(anAnswer({ base: 2 }), round)).toMatchObject([{ code: 'wrong-base', where: 'base_version' }]);
    expect(roundProblems(anAnswer({ base: 2, intent: 'replicate' }), round)).toEqual([]);
    expect(roundProblems(anAnswer({ base: 9, intent: 'replicate' }), round)).toMatchObject([{ code: 'wrong-base' }]);
  });

  it.each([3, 2, 9])('may name any version where nothing is to be changed: %i', (base) => {
    expect(roundProblems(anAnswer({ base, intent: 'no_change' }), round)).toEqual([]);
  });

  it('has claims about parameters that exist only', () => {
    for (const parameter of ['alpha', 'toString', '__proto__']) {
      const answer = anAnswer({ base: 3, learnings: [{ parameter }] });
      expect(roundProblems(answer, round)).toMatchObject([
        { code: 'unknown-parameter', where: 'learnings_proposed.0.parameter' },
      ]);
    }
  });
});
