/** One candidate of a model, through the real clients: which answers are sent back, how often, and the outcomes. */

import { describe, expect, it } from 'vitest';
import { roundQuestion } from '../../src/proposer/model/roundQuestion.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';
import { anAnswer, type Said } from '../../src/testing/modelAnswer.ts';
import * as faults from './faults.ts';
import type { ModelAsk, ModelReply } from './modelReply.ts';
import { DEAR, TestRound } from './modelRound.ts';
import { sha256 } from './modelStudy.ts';
import { KEY, PROVIDERS, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();

const answer = (said: Said = {}): string => JSON.stringify(anAnswer(said));
const says = (said: Said = {}): ModelReply => faults.text(answer(said));
const change = (parameter: string, value: number | boolean): ModelReply => says({ changes: [{ parameter, value }] });
const inOneGo = (text: string): ModelReply => ({ kind: 'text', text, eventCharacters: 100_000, writeBytes: 65_536 });
/** No version 99 and no 17.31 anywhere. */
const invented = says({ hypothesis: 'v99 earned 17.31 an hour.', learnings: [{}] });
const halfDone = faults.text('{"base_version": 1');

/** The complaint at the end of a question. */
function complaintIn(ask: ModelAsk | undefined): string {
  return ask?.messages.at(-1)?.text ?? '';
}

function codesIn(ask: ModelAsk | undefined): string[] {
  return complaintIn(ask)
    .split('\n')
    .flatMap((line) => (line.startsWith('{"code"') ? [String(JSON.parse(line).code)] : []));
}

describe.each(PROVIDERS)('%s: a candidate', (provider) => {
  const aRound = (
    ...rest: [settings?: ConstructorParameters<typeof TestRound>[2], more?: ConstructorParameters<typeof TestRound>[3]]
  ) => new TestRound(model, provider, ...rest);

  it('is drafted from a good answer, with the call on record', async () => {
    model.inTurn(says({ learnings: [{}] }));
    const round = aRound(DEAR);
    const found = await round.candidate();
    expect(found).toEqual({
      kind: 'draft',
      draft: {
        proposer: 'model',
        base: 1,
        intent: 'exploit',
        changes: [{ parameter: 'spreadBps', from: 1, to: 0.8, why: 'Nearer to the mid.' }],
        hypothesis: 'More fills of the same quality.',
        prediction: { mean: 0.1, p10: -0.2, p90: 0.4, probabilityBetter: 0.7 },
        notes: {
          framing: 'exploit',
          falsifier: 'Markouts get worse.',
          risks: 'More inventory.',
          evidence: { spreadBps: [1] },
        },
      },
      firstDraft: expect.objectContaining({ changes: [expect.objectContaining({ to: 0.8 })] }),
      findings: [expect.objectContaining({ rule: 'coupled', severity: 'warning' })],
      learnings: [
        expect.objectContaining({ by: 'model', parameter: 'spreadBps', direction: 'lower', effectRange: null }),
      ],
      calls: [1],
    });
    const ask = model.onlyAsk();
    const [call] = round.calls;
    // The usual usage of the scripted model: a token for four characters, 50 out, at $1,000 a million for output alone.
    expect(call).toEqual({
      sessionId: 101,
      purpose: 'propose',
      framing: 'exploit',
      provider,
      endpoint: provider === 'openai' ? model.server.openAiUrl : model.server.anthropicUrl,
      model: 'm-1',
      format: 'json_schema',
      promptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      templatesHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      inputTokens: Math.ceil(ask.raw.length / 4),
      cachedTokens: 0,
      outputTokens: 50,
      cost: 0.05,
      mostCost: 0.9,
      durationMs: 0,
      tries: 1,
      outcome: 'accepted',
      detail: '',
      request: ask.raw,
      answer: answer({ learnings: [{}] }),
      reasoning: '',
    });
    const { system, history, task } = roundQuestion(round.input, round.ports, false).prompt('exploit', {
      kind: 'answer',
    });
    expect(call?.promptHash).toBe(sha256(`${system}\0${history}\0${task}`));
    expect(ask.system).toBe(system);
    expect(ask.user.startsWith(history)).toBe(true);
    expect(ask.user).toContain(task);
    expect(call?.request).not.toContain(KEY);
  });

  it.each<[string, ModelReply]>([
    ['in a code fence', faults.fenced(answer())],
    ['behind leaked thoughts', faults.leakedThinking('Try {"base_version": 7}? No.', answer())],
    ['where its reasoning belongs', faults.onlyReasoning(answer())],
  ])('is read %s', async (_, reply) => {
    model.inTurn(reply);
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'draft', draft: { changes: [{ to: 0.8 }] } });
    expect(round.calls.map(({ outcome }) => outcome)).toEqual(['accepted']);
  });

  it.each<[string, ModelReply, string, string]>([
    ['half an answer', halfDone, 'not-json', 'malformed'],
    ['prose', faults.text('I would widen the spread.'), 'not-json', 'malformed'],
    ['two answers', faults.text(`${answer()}\n${answer()}`), 'several-objects', 'malformed'],
    ['nothing but thoughts', faults.onlyReasoning('Let me see …'), 'empty', 'malformed'],
    ['an answer out of tokens', faults.outOfLength('{"base_ver'), 'cut-short', 'cut-short'],
    ['another base', says({ base: 7 }), 'wrong-base', 'malformed'],
    ['a number as a string', faults.text(answer().replace('"value":0.8', '"value":"0.8"')), 'shape', 'malformed'],
    ['a claim about no parameter', says({ learnings: [{ parameter: 'luck' }] }), 'unknown-parameter', 'malformed'],
    ['an endless hypothesis', inOneGo(answer({ hypothesis: 'More fills. '.repeat(5_000) })), 'shape', 'malformed'],
    ['invented evidence', invented, 'invented-evidence', 'invented-evidence'],
    ['a value out of bounds', change('spreadBps', 500), 'bounds', 'accepted'],
    ['a value off the grid', change('spreadBps', 0.85), 'bounds', 'accepted'],
    ['a value too far away', change('spreadBps', 9), 'step-limit', 'accepted'],
    ['a parameter that is not there', change('guardrails', false), 'bounds', 'accepted'],
    ['a parameter that stays', change('stopLossPct', 9), 'not-tunable', 'accepted'],
    ['what the base is already', change('spreadBps', 1), 'duplicate', 'accepted'],
  ])('%s is sent back with its code and accepted when corrected', async (_, reply, code, outcome) => {
    model.inTurn(reply, says());
    const round = aRound();
    const found = await round.candidate();
    expect(found).toMatchObject({ kind: 'draft', draft: { changes: [{ to: 0.8 }] }, calls: [1, 2] });
    expect(codesIn(model.server.asks[1])).toContain(code);
    expect(round.calls.map(({ purpose, outcome: found }) => [purpose, found])).toEqual([
      ['propose', outcome],
      ['repair', 'accepted'],
    ]);
    expect(round.calls[0]?.detail).toContain(code);
  });

  it('that changes nothing has the base of the round, whichever version it names', async () => {
    model.inTurn(says({ base: 7, intent: 'no_change' }));
    expect(await aRound().candidate()).toMatchObject({
      kind: 'draft',
      draft: { intent: 'no_change', base: 1 },
      calls: [1],
    });
  });

  it('to run a version again has the base that it names', async () => {
    model.inTurn(says({ base: 1, intent: 'replicate' }));
    const round = aRound({}, { versions: 6 });
    expect(round.input.base.number).not.toBe(1);
    expect(await round.candidate()).toMatchObject({ draft: { intent: 'replicate', base: 1 }, calls: [1] });
  });

  it('is sent back at most twice; then there is no proposal', async () => {
    model.inTurn(halfDone, faults.text('{}'), says({ base: 7 }), says());
    const round = aRound();
    const found = await round.candidate();
    expect(found).toEqual({
      kind: 'silent',
      framing: 'exploit',
      reason: 'wrong-base base_version: the base of this round is 1, not 7',
      calls: [1, 2, 3],
      answered: true,
    });
    expect(model.server.asks).toHaveLength(3);
    // Turn by turn: both answers unchanged, each with its complaint.
    const turns = model.server.asks[2]?.messages.filter(({ role }) => role !== 'system').map(({ role }) => role);
    expect(turns).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(model.server.asks[2]?.messages.filter(({ role }) => role === 'assistant').map(({ text }) => text)).toEqual([
      '{"base_version": 1',
      '{}',
    ]);
  });

  it('that guardrails refuse each time is a refused proposal, with the rules and the last diff', async () => {
    model.inTurn(change('spreadBps', 500), change('spreadBps', 400), change('spreadBps', 300), says());
    const round = aRound();
    const found = await round.candidate();
    expect(found).toMatchObject({ kind: 'draft', draft: { changes: [{ to: 300 }] }, calls: [1, 2, 3] });
    const rules = found.kind === 'draft' ? found.findings.map(({ rule }) => rule) : [];
    expect(rules).toContain('bounds');
    expect(round.calls.map(({ detail }) => detail)).toEqual(Array(3).fill('guardrails refused it: bounds, step-limit'));
  });

  it('with invented evidence is sent back once, then refused, and its claims are dropped', async () => {
    model.inTurn(invented, invented, says());
    const round = aRound();
    const found = await round.candidate();
    expect(model.server.asks).toHaveLength(2);
    expect(complaintIn(model.server.asks[1])).toContain('v99');
    expect(complaintIn(model.server.asks[1])).toContain('17.31');
    expect(found).toMatchObject({ kind: 'draft', learnings: [], calls: [1, 2] });
    expect(found.kind === 'draft' && found.findings.filter(({ severity }) => severity === 'refusal')).toEqual([
      expect.objectContaining({ rule: 'invented-evidence', value: 'hypothesis' }),
      expect.objectContaining({ rule: 'invented-evidence', value: 'hypothesis' }),
    ]);
  });

  it('with invented evidence is sent back once also after another repair', async () => {
    model.inTurn(halfDone, invented, says());
    expect(await aRound().candidate()).toMatchObject({
      kind: 'draft',
      findings: [{ rule: 'coupled' }],
      calls: [1, 2, 3],
    });
  });

  it.each<[string, ModelReply]>([
    ['in words', faults.refusedAnswer('I will not.')],
    ['by a filter', faults.filtered('{"base')],
  ])('declined %s is not asked for again', async (_, reply) => {
    model.inTurn(reply, says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'silent', calls: [1], answered: true });
    expect(round.calls.map(({ outcome }) => outcome)).toEqual(['declined']);
  });

  it.each<[string, ModelReply]>([
    ['nothing usable follows', faults.text('Sorry.')],
    ['the model declines', faults.refusedAnswer('No more.')],
    ['the server falls', faults.serverError()],
  ])('stays on record as refused when %s', async (_, reply) => {
    model.inTurn(change('spreadBps', 500), reply);
    const found = await aRound().candidate();
    expect(found).toMatchObject({ kind: 'draft', draft: { changes: [{ to: 500 }] } });
    expect(found.kind === 'draft' && found.findings.map(({ rule }) => rule)).toContain('bounds');
  });

  it('repeats a bad answer only up to a limit, and names at most twelve faults', async () => {
    const many = Array.from({ length: 40 }, () => ({ parameter: 'luck' }));
    model.inTurn(faults.huge(300_000), says({ learnings: many }), says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'draft', calls: [1, 2, 3] });
    const [, second, third] = model.server.asks;
    const said = second?.messages.find(({ role }) => role === 'assistant')?.text ?? '';
    expect(said).toBe(`${'x'.repeat(8_000)}… (292000 characters more)`);
    expect(codesIn(third)).toHaveLength(13);
    expect(complaintIn(third)).toContain('28 more problems of such kinds');
    expect(round.calls[0]?.answer).toHaveLength(300_000);
  });

  it.each<[string, ModelReply, RegExp, number, number | null]>([
    ['too many requests', faults.rateLimited(null), /status 429/, 3, 0],
    ['a server in trouble', faults.serverError(), /status 500/, 3, null],
    ['a cut stream', faults.cut('{"base'), /connection/, 3, null],
    ['a wrong key', faults.wrongKey(), /status 401/, 1, 0],
    ['a key that is repeated', faults.echoesKey(401, KEY), /status 401/, 1, 0],
    ['an answer without end', faults.huge(2_000_001), /not read to its end/, 1, null],
  ])('without an answer gives no proposal, with a reason: %s', async (_, reply, reason, tries, cost) => {
    model.inTurn(reply);
    const round = aRound(DEAR);
    expect(await round.candidate()).toMatchObject({ kind: 'silent', answered: false, calls: [1] });
    const [call] = round.calls;
    expect(call).toMatchObject({ outcome: 'failed', tries, cost, answer: null, outputTokens: null });
    expect(call?.detail).toMatch(reason);
    expect(call?.request).toBe(model.server.asks[0]?.raw);
    expect(JSON.stringify(round.calls)).not.toContain(KEY.slice(0, 12));
  });

  it('of a model that hangs gives no proposal after the timeout', async () => {
    model.script = () => {
      setTimeout(() => model.clock.timeUp(), 20);
      return faults.hang();
    };
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'silent', answered: false });
    expect(round.calls).toMatchObject([{ outcome: 'failed', tries: 1, durationMs: 120_000 }]);
  });

  it('waits as long as the server asks', async () => {
    model.inTurn(faults.rateLimited('7'), says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'draft' });
    expect(model.clock.pausesMs).toEqual([7000]);
    expect(round.calls).toMatchObject([{ outcome: 'accepted', tries: 2, durationMs: 7000 }]);
  });
});

describe.each(PROVIDERS)('%s: in two passes', (provider) => {
  const settings = { twoPass: true, thinking: 'on' } as const;
  const aRound = (): TestRound =>
    new TestRound(model, provider, settings, { llm: model.llm(provider, {}, 'enable_thinking') });
  const thinks = ({ body }: ModelAsk): unknown =>
    provider === 'openai' ? body.enable_thinking : (body.thinking as { type: string }).type === 'adaptive';

  it('first analyses the history without a format, then answers from the analysis alone with thinking off', async () => {
    model.inTurn(faults.text('Lower spreadBps to 0.8. </think> # Task'), halfDone, says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'draft', calls: [1, 2, 3] });
    const [first, second, third] = model.server.asks;
    expect([first, second, third].map((ask) => ask && [ask.outputFormat, thinks(ask)])).toEqual([
      ['text', true],
      ['json_schema', false],
      ['json_schema', false],
    ]);
    expect(first?.user).toContain('# The study as it stands');
    expect(second?.user).not.toContain('# The study as it stands');
    // The analysis is one JSON string without mark-up.
    expect(second?.user).toContain('"Lower spreadBps to 0.8. \\u003c/think\\u003e # Task"');
    expect(round.calls.map(({ purpose, format, outcome }) => [purpose, format, outcome])).toEqual([
      ['think', 'text', 'accepted'],
      ['extract', 'json_schema', 'malformed'],
      ['repair', 'json_schema', 'accepted'],
    ]);
  });

  it.each<[string, ModelReply, string]>([
    ['no thoughts', faults.text(' \n'), 'malformed'],
    ['thoughts declined', faults.refusedAnswer('No.'), 'declined'],
    ['no answer', faults.wrongKey(), 'failed'],
  ])('%s end the candidate', async (_, reply, outcome) => {
    model.inTurn(reply, says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'silent', calls: [1] });
    expect(round.calls.map((call) => call.outcome)).toEqual([outcome]);
  });

  it('an analysis that was cut off is still used', async () => {
    model.inTurn(faults.outOfLength('Lower spreadBps'), says());
    const round = aRound();
    expect(await round.candidate()).toMatchObject({ kind: 'draft' });
    expect(round.calls[0]?.detail).toContain('cut off');
  });
});

it('the base of these rounds is the default grid', () => {
  const { input } = new TestRound(model, 'openai');
  expect(input.base).toMatchObject({ number: 1, parameters: defaultParameters(gridParameters) });
  // The hash can be checked with other programs.
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
