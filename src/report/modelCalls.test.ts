import { describe, expect, it } from 'vitest';
import type { CallOutcome, CallRecord } from '../study/records.ts';
import { asShown } from '../testing/pages.ts';
import { aStudy } from '../testing/study.ts';
import { markdownFigures } from './figures.ts';
import { callGroups, callSumOf, costWords, modelSection } from './modelCalls.ts';
import type { PermutationReport } from './reportedStudy.ts';

function aCall(id: number, more: Partial<CallRecord> = {}): CallRecord {
  return {
    id,
    sessionId: null,
    proposalId: null,
    purpose: 'propose',
    framing: 'exploit',
    provider: 'openai',
    endpoint: 'http://127.0.0.1:1/v1',
    model: 'm-1',
    format: 'json_schema',
    promptHash: 'p',
    templatesHash: 't',
    inputTokens: 1000,
    cachedTokens: 400,
    outputTokens: 50,
    cost: 0.25,
    mostCost: 0.5,
    durationMs: 1,
    tries: 1,
    outcome: 'accepted',
    detail: '',
    calledAt: '2026-01-05T23:59:59.999Z',
    ...more,
  };
}

const unknown: Partial<CallRecord> = { inputTokens: null, cachedTokens: null, outputTokens: null, cost: null };

const ended = (outcome: CallOutcome): Partial<CallRecord> => ({ outcome });

describe('the sum of calls', () => {
  it('keeps apart what is known and what is not', () => {
    const calls = [aCall(1), aCall(2), aCall(3, { ...unknown, ...ended('failed') }), aCall(4, ended('malformed'))];
    expect(callSumOf([...calls, aCall(5, { ...ended('malformed'), cost: 0 })])).toEqual({
      calls: 5,
      accepted: 2,
      failures: [
        ['malformed', 2],
        ['failed', 1],
      ],
      inputTokens: 4000,
      cachedTokens: 1600,
      outputTokens: 200,
      cost: 0.75,
      costUnknown: 1,
    });
  });

  it.each([
    [[], 'nothing'],
    [[aCall(1)], '$0.2500'],
    [[aCall(1, unknown)], '1 call of unknown cost'],
    [[aCall(1), aCall(2, unknown), aCall(3, unknown)], '$0.2500 and 2 calls of unknown cost'],
  ])('in words: %#', (calls, words) => {
    expect(costWords(callSumOf(calls))).toBe(words);
  });

  it('is by day of UTC and model, in order of time', () => {
    const calls = [
      aCall(1, { model: 'z' }),
      aCall(2, { model: 'a model' }),
      aCall(3, { calledAt: '2026-01-06T00:00:00.000Z' }),
      aCall(4, { model: 'z' }),
    ];
    expect(callGroups(calls).map(({ day, model, sum }) => [day, model, sum.calls])).toEqual([
      ['2026-01-05', 'a model', 1],
      ['2026-01-05', 'z', 2],
      ['2026-01-06', 'm-1', 1],
    ]);
  });
});

describe('the chapter "Model"', () => {
  const figures = markdownFigures('$');
  const chapter = (calls: readonly CallRecord[], canaries: readonly PermutationReport[] = []): string =>
    asShown(modelSection({ ...aStudy().report(), calls, canaries }, figures));

  it('is not there before the first call', () => {
    expect(chapter([])).toBe('');
  });

  it('counts by model, escapes its name, and shows the result of the permutation checks', () => {
    const canary = aCall(4, { purpose: 'canary' });
    const calls = [aCall(1), aCall(2, ended('invented-evidence')), aCall(3, { model: '<b>|' }), canary];
    const text = chapter(calls, [
      { call: canary, reads: false },
      { call: { ...canary, id: 5 }, reads: null },
    ]);
    expect(text).toContain('4 calls on 1 day, $1.0000.');
    expect(text).toContain('| m-1 | 3 | 2 (67 %) | 1 invented-evidence | 3,000 (1,200) | 150 | $0.7500 |');
    expect(text).toContain('| &lt;b>\\| | 1 | 1 (100 %) | – | 1,000 (400) | 50 | $0.2500 |');
    expect(text).toContain('- m-1, asked by hand (c4): the same answer: it does not seem to read its history.');
    expect(text).toContain('- m-1, asked by hand (c5): not known: an answer is missing, or neither changes anything.');
  });
});
