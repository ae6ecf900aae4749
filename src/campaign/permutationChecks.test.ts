import { describe, expect, it } from 'vitest';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { CallPurpose, CallRecord, VersionRecord } from '../study/records.ts';
import { anAnswer, type Said } from '../testing/modelAnswer.ts';
import { study } from '../testing/modelHistory.ts';
import { permutationChecks } from './permutationChecks.ts';

const AT = '2026-01-05T09:33:00.000Z';

/** A call of a session with what the model said; null for no usable answer. */
interface Told {
  readonly purpose: CallPurpose;
  readonly session: number | null;
  readonly framing?: string;
  readonly said: Said | null;
}

/** What the canaries of these calls showed: the call, counted from 1, and whether the history was read. */
function shown(...told: readonly Told[]): [call: number, reads: boolean | null][] {
  const calls = told.map(
    ({ purpose, session, framing = 'exploit', said }, i): CallRecord => ({
      id: i + 1,
      sessionId: session,
      proposalId: null,
      purpose,
      framing,
      provider: 'openai',
      endpoint: 'http://127.0.0.1:1/v1',
      model: 'm-1',
      format: 'json_schema',
      promptHash: 'p',
      templatesHash: 't',
      inputTokens: null,
      cachedTokens: null,
      outputTokens: null,
      cost: null,
      mostCost: 0,
      durationMs: 1,
      tries: 1,
      outcome: said === null ? 'failed' : 'accepted',
      detail: '',
      calledAt: AT,
    }),
  );
  const version = (number: number): VersionRecord => ({
    number,
    parent: null,
    author: 'human',
    reason: '',
    parameters: defaultParameters(gridParameters),
    proposalId: null,
    createdAt: AT,
  });
  const answerOf = (said: Said | null | undefined): string | null => (said ? JSON.stringify(anAnswer(said)) : null);
  return permutationChecks({
    study,
    version,
    calls: () => calls,
    callTexts: (id) => ({ request: '{}', answer: answerOf(told[id - 1]?.said), reasoning: '' }),
  }).map(({ call, reads }) => [call.id, reads]);
}

const narrower: Said = { changes: [{ value: 0.8 }] };
const wider: Said = { changes: [{ value: 1.4 }] };

describe('what canaries showed', () => {
  it('is nothing without a canary', () => {
    expect(shown({ purpose: 'propose', session: 1, said: narrower })).toEqual([]);
  });

  it.each([
    ['the same answer', narrower, false],
    ['an answer one step away', { changes: [{ value: 0.9 }] }, false],
    ['another direction', wider, true],
    ['another intent', { intent: 'no_change' }, true],
  ] satisfies [string, Said, boolean][])('%s', (_, said, reads) => {
    expect(shown({ purpose: 'propose', session: 1, said: narrower }, { purpose: 'canary', session: 1, said })).toEqual([
      [2, reads],
    ]);
  });

  it('is held against the answer of the same session and framing', () => {
    expect(
      shown(
        { purpose: 'propose', session: 1, said: narrower },
        { purpose: 'propose', session: 1, framing: 'explore', said: wider },
        { purpose: 'canary', session: 1, said: narrower },
        { purpose: 'propose', session: 2, said: wider },
        { purpose: 'canary', session: 2, said: narrower },
      ),
    ).toEqual([
      [3, false],
      [5, true],
    ]);
  });

  it('rests on the first answer of each, before repairs', () => {
    expect(
      shown(
        { purpose: 'propose', session: 1, said: wider },
        { purpose: 'repair', session: 1, said: narrower },
        { purpose: 'canary', session: 1, said: wider },
        { purpose: 'canary', session: 1, said: narrower },
      ),
    ).toEqual([[4, false]]);
    // A repair that follows, or that is declined, says nothing.
    expect(
      shown(
        { purpose: 'propose', session: 1, said: wider },
        { purpose: 'repair', session: 1, said: narrower },
        { purpose: 'canary', session: 1, said: null },
        { purpose: 'canary', session: 1, said: narrower },
        { purpose: 'canary', session: 1, said: null },
      ),
    ).toEqual([[5, true]]);
  });

  it('is one result each for canaries asked by hand, however often', () => {
    expect(
      shown(
        { purpose: 'probe', session: null, said: narrower },
        { purpose: 'canary', session: null, said: narrower },
        { purpose: 'probe', session: null, said: narrower },
        { purpose: 'canary', session: null, said: wider },
      ),
    ).toEqual([
      [2, false],
      [4, true],
    ]);
  });

  it('is unknown when neither answer changes anything', () => {
    const stay: Said = { intent: 'no_change' };
    expect(
      shown({ purpose: 'propose', session: 1, said: stay }, { purpose: 'canary', session: 1, said: stay }),
    ).toEqual([[2, null]]);
  });

  it('is unknown when one of the two has no answer', () => {
    expect(
      shown(
        { purpose: 'propose', session: 1, said: narrower },
        { purpose: 'canary', session: 1, said: null },
        { purpose: 'canary', session: 2, said: narrower },
      ),
    ).toEqual([
      [2, null],
      [3, null],
    ]);
  });
});
