/** A round with a model through the real clients: order of questions, costs, and limits of the endpoint. */

import { describe, expect, it } from 'vitest';
import { LlmFault } from '../../src/proposer/llm.ts';
import { Conversation } from '../../src/proposer/model/conversation.ts';
import { CostBudget } from '../../src/proposer/model/costBudget.ts';
import { roundQuestion } from '../../src/proposer/model/roundQuestion.ts';
import type { ModelSettings } from '../../src/proposer/model/settings.ts';
import { anAnswer } from '../../src/testing/modelAnswer.ts';
import * as faults from './faults.ts';
import type { ModelReply } from './modelReply.ts';
import { DEAR, TestRound } from './modelRound.ts';
import { PROVIDERS, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();
const framings = ['exploit', 'explore', 'contrarian', 'worst-failure'] as const;
const good = faults.text(JSON.stringify(anAnswer()));
const nonsense = faults.text('Hm.');

describe.each(PROVIDERS)('%s: a round', (provider) => {
  const aRound = (settings: Partial<ModelSettings> = {}, spentToday = 0, versions = 1): TestRound =>
    new TestRound(model, provider, { framings, ...settings }, { spentToday, versions });

  it('asks the first framing alone and the others in parallel', async () => {
    const seen: number[] = [];
    const together = Promise.withResolvers<void>();
    model.script = async ({ nth }): Promise<ModelReply> => {
      if (nth === 1) {
        // Without waiting, the other questions would have arrived by now.
        await new Promise((done) => setTimeout(done, 50));
        seen.push(model.server.asks.length);
      } else {
        if (nth === 4) together.resolve();
        await together.promise;
        seen.push(model.server.asks.length);
      }
      return good;
    };
    const { candidates, permutationCheck } = await aRound().ask();
    expect(seen).toEqual([1, 4, 4, 4]);
    expect(permutationCheck).toBeNull();
    expect(candidates.map((one) => (one.kind === 'draft' ? one.draft.notes?.framing : one.reason))).toEqual(framings);
  });

  it('begins all framings with the same bytes, and assigns each call to one candidate', async () => {
    model.script = () => good;
    const round = aRound();
    const { candidates } = await round.ask();
    const fronts = model.server.asks.map(({ raw }) => raw.slice(0, raw.indexOf('# Task')));
    expect(new Set(fronts).size).toBe(1);
    expect(fronts[0]).toContain('# The study as it stands');
    expect(candidates.flatMap(({ calls }) => calls).toSorted()).toEqual([1, 2, 3, 4]);
    expect(round.calls.map(({ framing }) => framing).toSorted()).toEqual([...framings].toSorted());
  });

  it.each<[string, ModelReply]>([
    ['a wrong key', faults.wrongKey()],
    ['a server in trouble', faults.serverError()],
    ['nobody there', faults.hangUp()],
  ])('does not ask the others where the first got no answer: %s', async (_, reply) => {
    model.script = () => reply;
    const round = aRound();
    expect((await round.ask()).candidates).toMatchObject([{ kind: 'silent', framing: 'exploit' }]);
    expect(round.calls).toHaveLength(1);
  });

  it('asks the others where the first gave a useless answer', async () => {
    model.script = ({ user }) => (user.includes('highest expected gain') ? nonsense : good);
    const { candidates } = await aRound().ask();
    expect(candidates.map(({ kind }) => kind)).toEqual(['silent', 'draft', 'draft', 'draft']);
  });

  it('changes to the next format once, uses it for all further calls, and remembers it', async () => {
    model.script = ({ outputFormat }) => (outputFormat === 'json_schema' ? faults.noResponseFormat() : good);
    const round = aRound();
    const { candidates } = await round.ask();
    expect(candidates.map(({ kind }) => kind)).toEqual(['draft', 'draft', 'draft', 'draft']);
    expect(model.server.asks.map(({ outputFormat }) => outputFormat)).toEqual([
      'json_schema',
      'tool',
      'tool',
      'tool',
      'tool',
    ]);
    expect(round.remembered).toEqual(['tool']);
    expect(round.calls.map(({ format, outcome }) => [format, outcome]).slice(0, 2)).toEqual([
      ['json_schema', 'failed'],
      ['tool', 'accepted'],
    ]);
    expect(candidates[0]?.calls).toEqual([1, 2]);
  });

  it('changes to the next format in parallel calls without skipping a format', async () => {
    // The first call succeeds with the format, the others are refused.
    model.script = ({ outputFormat, nth }) =>
      nth > 1 && outputFormat === 'json_schema' ? faults.noResponseFormat() : good;
    const round = aRound();
    const { candidates } = await round.ask();
    expect(candidates.map(({ kind }) => kind)).toEqual(['draft', 'draft', 'draft', 'draft']);
    expect(round.remembered).toEqual(['tool']);
  });

  it('keeps the format when a request is refused in every format', async () => {
    model.script = () => faults.refusedStatus(400, { error: { message: 'the seed has to be set' } });
    const round = aRound();
    const { candidates } = await round.ask();
    expect(candidates).toMatchObject([{ kind: 'silent', reason: expect.stringContaining('the seed has to be set') }]);
    expect(round.remembered).toEqual([]);
    expect(round.ports.formats.format).toBe('json_schema');
    expect(round.calls.map(({ format }) => format)).toEqual(
      provider === 'openai' ? ['json_schema', 'tool', 'json_object', 'text'] : ['json_schema', 'tool', 'text'],
    );
  });

  const tooLong = (promptTokens: number, contextTokens: number): ModelReply =>
    faults.refusedStatus(400, {
      error: { message: 'no', type: 'exceed_context_size_error', n_prompt_tokens: promptTokens, n_ctx: contextTokens },
    });

  it('condenses its history to the context that a refusal names, and asks once more', async () => {
    const round = aRound({ framings: ['exploit', 'explore'] }, 0, 60);
    const base = round.input.base.number;
    model.script = ({ nth }) =>
      nth === 1 ? tooLong(24_600, 24_000) : faults.text(JSON.stringify(anAnswer({ base, intent: 'no_change' })));
    const { candidates } = await round.ask();
    expect(candidates.map(({ kind }) => kind)).toEqual(['draft', 'draft']);
    // The others of the round are asked with the short history at once.
    expect(round.calls.map(({ outcome }) => outcome)).toEqual(['failed', 'accepted', 'accepted']);
    const [first = '', second = '', third = ''] = model.server.asks.map(({ user }) => user);
    expect(first).not.toContain('records as a table');
    expect(second).toContain('records as a table');
    expect(second.length).toBeLessThan(first.length);
    expect(third.split('# The study as it stands')[0]).toBe(second.split('# The study as it stands')[0]);
    expect(candidates[0]?.calls).toEqual([1, 2]);
    expect(round.ports.formats.format).toBe('json_schema');
    // The next round begins with it.
    await round.ask();
    expect(model.server.asks[3]?.user).toBe(second);
  });

  it.each<[string, ModelReply, string]>([
    [
      'no number is named',
      faults.refusedStatus(500, { error: { code: 500, message: 'Context size has been exceeded.' } }),
      'set llm.context_tokens to the context that it has',
    ],
    ['nothing can be condensed', tooLong(17_104, 4096), 'The history cannot be condensed to it: the history takes'],
    ['the context is longer than what was sent', tooLong(500_000, 400_000), 'set llm.context_tokens = 400000'],
  ])('asks no second time about a prompt that is too long where %s', async (_, reply, why) => {
    model.script = () => reply;
    const round = aRound({}, 0, 20);
    const { candidates } = await round.ask();
    expect(candidates).toMatchObject([{ kind: 'silent', reason: expect.stringContaining(why), calls: [1] }]);
    expect(round.calls).toMatchObject([{ outcome: 'failed', tries: 1, cost: 0, format: 'json_schema' }]);
    expect(model.server.asks).toHaveLength(1);
  });

  it('sends nothing back where nothing came at all', async () => {
    const usage = { inputTokens: 36_000, cachedTokens: 0, outputTokens: 0 };
    model.script = () => ({ kind: 'text', text: '', usage });
    const round = aRound({ framings: ['exploit'] });
    const reason = 'the answer was empty; the endpoint counted 36000 prompt tokens: is its context shorter?';
    expect((await round.ask()).candidates).toMatchObject([{ kind: 'silent', reason: `empty: ${reason}`, calls: [1] }]);
    expect(round.calls).toMatchObject([{ outcome: 'malformed', detail: expect.stringContaining(reason) }]);
    expect(model.server.asks).toHaveLength(1);
  });

  it('notices a prompt that the server has cut, on record and once', async () => {
    const usage = { inputTokens: 512, cachedTokens: 0, outputTokens: 120 };
    model.script = () => ({ kind: 'text', text: JSON.stringify(anAnswer()), usage });
    const round = aRound({ framings: ['exploit', 'explore'] });
    await round.ask();
    const told = /the endpoint counts 512 tokens, tune estimates \d{4}: it seems to have cut the prompt/;
    expect(round.calls).toMatchObject(Array(2).fill({ outcome: 'accepted', detail: expect.stringMatching(told) }));
    expect(round.ports.context.cutToTell()).toMatchObject({ read: 512, estimate: expect.any(Number) });
    expect(round.ports.context.cutToTell()).toBeNull();
  });

  it('takes a count of half the estimate or of none for a prompt that was read', async () => {
    const round = aRound({ framings: ['exploit'] });
    const { system, history, task } = roundQuestion(round.input, round.ports, false).prompt('exploit', {
      kind: 'answer',
    });
    const estimate = Math.ceil([system, history, task].join('\n').length / 4);
    const counts = [Math.ceil(estimate / 2), 0];
    model.script = ({ nth }) => ({
      kind: 'text',
      text: JSON.stringify(anAnswer()),
      usage: { inputTokens: counts[nth - 1] ?? estimate, cachedTokens: 0, outputTokens: 120 },
    });
    await round.ask();
    await round.ask();
    expect(round.calls.map(({ detail }) => detail)).toEqual(['', '']);
    expect(round.ports.context.cut).toBeNull();
  });

  it('stops at the cap of a proposal, with the reason', async () => {
    // $0.05 spent on the first answer, and a repair may cost $0.90: together more than $0.92.
    model.script = () => nonsense;
    const round = aRound({ ...DEAR, framings: ['exploit'], caps: { perProposal: 0.92, perDay: 10 } });
    expect((await round.ask()).candidates).toEqual([
      {
        kind: 'silent',
        framing: 'exploit',
        reason: 'no call was made: the cap of $0.92 a proposal: $0.0500 is spent on it, and a call may cost $0.9000',
        calls: [1, 2],
        answered: true,
      },
    ]);
    expect(round.calls.map(({ cost }) => cost)).toEqual([0.05, 0]);
    expect(round.calls[1]).toMatchObject({ tries: 0, outcome: 'failed', request: '{}', answer: null });
  });

  it('reserves money for parallel calls, so that together they stay under the cap of a day', async () => {
    // $0.05 for the first; $0.90 each for two more make $1.85; a fourth would make $2.75.
    model.script = () => good;
    const round = aRound({ ...DEAR, caps: { perProposal: 1, perDay: 2 } });
    const { candidates } = await round.ask();
    expect(model.server.asks).toHaveLength(3);
    expect(candidates.map(({ kind }) => kind)).toEqual(['draft', 'draft', 'draft', 'silent']);
    expect(candidates[3]).toMatchObject({
      reason: 'no call was made: the cap of $2 a day: $1.8500 is spent or under way today, and a call may cost $0.9000',
      calls: [2],
    });
  });

  it('is charged for what was fresh, cached and answered, each at its price', async () => {
    model.script = () => ({
      kind: 'text',
      text: JSON.stringify(anAnswer()),
      usage: { inputTokens: 5000, cachedTokens: 4000, outputTokens: 300 },
    });
    const prices = { input: 10, cachedInput: 1, output: 100 };
    const round = aRound({ framings: ['exploit'], prices, caps: { perProposal: 5, perDay: 10 } });
    await round.ask();
    // 1,000 at $10, 4,000 at $1 and 300 at $100 a million; Anthropic takes a quarter more for the 100 written to its cache.
    expect(round.calls.map(({ cost }) => cost)).toEqual([provider === 'anthropic' ? 0.04425 : 0.044]);
  });

  it('shows with best:1 the sessions of the version that the leaderboard has last', () => {
    const round = aRound({ history: { kind: 'best', versions: 1 } }, 0, 8);
    const textOf = ({ task, history }: { task: string; history: string }): string => `${history}${task}`;
    const all = textOf(
      roundQuestion(round.input, new TestRound(model, provider).ports, false).prompt('exploit', { kind: 'answer' }),
    );
    const table = (all.split('## All versions, best last')[1] ?? '').split('\n## ')[0] ?? '';
    const best = table.match(/^v\d+/gm)?.at(-1);
    const shown = textOf(roundQuestion(round.input, round.ports, false).prompt('exploit', { kind: 'answer' }));
    const acting = shown.match(/; v\d+ on trial/g) ?? [];
    expect(acting.length).toBeGreaterThan(0);
    expect(new Set(acting)).toEqual(new Set([`; ${best} on trial`]));
  });

  it('makes no call on a day whose money is spent', async () => {
    model.script = () => good;
    const round = aRound({ ...DEAR, caps: { perProposal: 1, perDay: 2 } }, 1.5);
    expect((await round.ask()).candidates).toMatchObject([
      { kind: 'silent', calls: [1], reason: expect.stringContaining('$1.5000 is spent or under way today') },
    ]);
    expect(model.server.asks).toEqual([]);
    expect(round.calls).toMatchObject([
      {
        tries: 0,
        cost: 0,
        outcome: 'failed',
        detail: expect.stringContaining('no call was made: the cap of $2 a day'),
      },
    ]);
  });

  it('counts a call without a recorded end at its maximum cost', async () => {
    const round = aRound({ ...DEAR, framings: ['exploit', 'explore'], caps: { perProposal: 1, perDay: 1.8 } }, 0, 6);
    const { number: base } = round.input.base;
    const stay = faults.text(JSON.stringify(anAnswer({ base, intent: 'no_change' })));
    model.script = ({ nth }) => (nth === 1 ? stay : faults.cut('{'));
    // $0.05 and $0.90 are spent when the permuted question comes.
    const { permutationCheck } = await round.ask(true);
    expect(round.calls.map(({ cost, outcome }) => [cost, outcome])).toEqual([
      [0.05, 'accepted'],
      [null, 'failed'],
      [0, 'failed'],
    ]);
    expect(permutationCheck).toEqual({ unknown: expect.stringContaining('$0.9500 is spent or under way today') });
  });

  it('whose history does not fit makes no call and gives the reason', async () => {
    model.script = () => good;
    const round = aRound({ contextTokens: 12_000 }, 0, 30);
    expect((await round.ask(true)).candidates).toMatchObject([
      { kind: 'silent', calls: [], reason: expect.stringMatching(/the history takes \d+ tokens/) },
    ]);
    expect(model.server.asks).toEqual([]);
  });

  it('on a permuted history of one version gives no result, with the reason', async () => {
    const round = aRound({ history: { kind: 'permuted' } });
    expect((await round.ask()).candidates).toMatchObject([
      {
        kind: 'silent',
        calls: [],
        reason: 'outcomes can be permuted once two versions were measured beside the champion',
      },
    ]);
  });
});

describe('a question that was never sent', () => {
  it('is on record once, and not repeated in other formats', async () => {
    const round = new TestRound(model, 'openai', { framings: ['exploit'] });
    const unsent = new LlmFault('bad-request', 'the prompt holds its key', { tries: 0, durationMs: 0, request: '{}' });
    const llm = { ...round.ports.llm, ask: () => Promise.reject(unsent) };
    const talk = new Conversation({ ...round.ports, llm }, new CostBudget({ perProposal: 1, perDay: 1 }, 0), null, '');
    const prompt = { system: '', history: '', task: '' };
    const shape = { name: 'proposal', schema: {} };
    const reply = await talk.ask({ purpose: 'propose', prompt, repairs: [], shape, thinking: 'off' }, () => {
      throw new Error('there is no answer');
    });
    expect(reply).toBe('the prompt holds its key');
    expect(round.calls).toMatchObject([{ outcome: 'failed', tries: 0, cost: 0, format: 'json_schema' }]);
  });
});

describe('reserved money', () => {
  it.each([
    ['openai', 2],
    ['anthropic', 2.5],
  ] as const)('for %s covers what may be written to its cache', async (provider, most) => {
    const prices = { input: 1e6, cachedInput: 0, output: 0 };
    const round = new TestRound(model, provider, { prices });
    const talk = new Conversation(
      { ...round.ports, countTokens: () => 2 },
      new CostBudget({ perProposal: 1, perDay: 9 }, 0),
      null,
      '',
    );
    const prompt = { system: '', history: '', task: '' };
    await talk.ask({ purpose: 'think', prompt, repairs: [], shape: null, thinking: 'off' }, () => {
      throw new Error('nobody is asked');
    });
    // Two tokens at $1 each, a quarter more where the cache is paid for.
    expect(round.calls).toMatchObject([{ mostCost: most, cost: 0, tries: 0 }]);
  });
});

describe('an endpoint that reports no costs', () => {
  it('is counted at the maximum cost of a call', async () => {
    model.script = () => ({ kind: 'text', text: 'Hm.', usage: null });
    const round = new TestRound(model, 'openai', { ...DEAR, caps: { perProposal: 1.2, perDay: 10 } });
    expect((await round.ask()).candidates).toMatchObject([
      { kind: 'silent', reason: expect.stringContaining('$0.9000 is spent on it, and a call may cost $0.9000') },
    ]);
    expect(round.calls).toMatchObject([
      { cost: null, inputTokens: null, cachedTokens: null, outputTokens: null },
      { cost: 0, tries: 0 },
    ]);
  });

  it('uses up the cap of a day at the maximum cost of its calls', async () => {
    // $0.90 for the first and $0.90 for the second; a third would make $2.70.
    model.script = () => ({ kind: 'text', text: JSON.stringify(anAnswer()), usage: null });
    const round = new TestRound(model, 'openai', { ...DEAR, framings, caps: { perProposal: 1, perDay: 2.5 } });
    const { candidates } = await round.ask();
    expect(candidates.map(({ kind }) => kind)).toEqual(['draft', 'draft', 'silent', 'silent']);
    expect(model.server.asks).toHaveLength(2);
  });

  it('costs nothing when all prices are zero', async () => {
    model.script = () => ({ kind: 'text', text: 'Hm.', usage: null });
    const round = new TestRound(model, 'openai', { caps: { perProposal: 0, perDay: 0 } });
    await round.ask();
    expect(round.calls).toHaveLength(3);
  });
});

describe.each(PROVIDERS)('%s: the question with permuted outcomes', (provider) => {
  const aRound = (versions: number): TestRound => new TestRound(model, provider, {}, { versions });
  const to = (value: number, base: number): ModelReply =>
    faults.text(JSON.stringify(anAnswer({ base, changes: [{ value, evidence: [] }] })));

  it('finds the model that answers the same whatever the outcomes are', async () => {
    const round = aRound(6);
    const { base, parameters } = { base: round.input.base.number, parameters: round.input.base.parameters };
    model.script = () => to(Number(parameters.spreadBps) + 0.1, base);
    expect((await round.ask(true)).permutationCheck).toBe('does-not-read');
    expect(round.calls.map(({ purpose }) => purpose)).toEqual(['propose', 'canary']);
    const [asRecorded, permuted] = model.server.asks.map(({ user }) => user.split('# The study as it stands'));
    expect(permuted?.[0]).not.toBe(asRecorded?.[0]);
    // Results are permuted, parameters of versions are not, and the suggestion of the surrogate is left out.
    const versions = (text = ''): string[] => text.match(/^v\d+ (?:is|by|from) .*$/gm) ?? [];
    expect(versions(permuted?.[0])).toEqual(versions(asRecorded?.[0]));
    expect(permuted?.[1]).toMatch(/## What the surrogate would do[^#]*\(none\)/);
  });

  it('passes the model that follows the outcomes', async () => {
    const round = aRound(6);
    const base = round.input.base.number;
    const from = Number(round.input.base.parameters.spreadBps);
    // Moves up or down depending on the result of session 3.
    const told = (user: string): string => user.split('\n').find((line) => line.startsWith('e3 ')) ?? '';
    model.script = ({ user }) =>
      to(told(user) === told(model.server.asks[0]?.user ?? '') ? from + 0.1 : from + 0.4, base);
    expect((await round.ask(true)).permutationCheck).toBe('reads');
  });

  it('compares first answers, without the complaints of guardrails', async () => {
    const round = aRound(6);
    const base = round.input.base.number;
    const from = Number(round.input.base.parameters.spreadBps);
    // Out of bounds both times; the answer to the unpermuted question is sent back and corrected.
    model.inTurn(to(500, base), to(from + 0.1, base), to(500, base), to(from + 0.4, base));
    expect((await round.ask(true)).permutationCheck).toBe('does-not-read');
    expect(round.calls.map(({ purpose }) => purpose)).toEqual(['propose', 'repair', 'canary']);
  });

  it('has no result while fewer than two versions were measured beside the champion', async () => {
    model.script = () => good;
    const round = aRound(1);
    expect((await round.ask(true)).permutationCheck).toEqual({ unknown: expect.stringContaining('two versions') });
    expect(round.calls).toHaveLength(1);
  });

  it('has no result for a model that gives no answer', async () => {
    model.script = ({ nth }) => (nth === 1 ? to(1, 1) : nonsense);
    const round = aRound(6);
    const { permutationCheck } = await round.ask(true);
    expect(permutationCheck).toEqual({ unknown: expect.any(String) });
  });
});
