import { describe, expect, it } from 'vitest';
import { grid } from '../../strategy/grid/grid.ts';
import { aHistory, factsInput, promptFiles } from '../../testing/modelHistory.ts';
import { aRace } from '../../testing/studyRecords.ts';
import { figuresOf } from './promptLine.ts';
import { type RoundQuestion, roundQuestion } from './roundQuestion.ts';
import type { ModelSettings } from './settings.ts';

const settings: ModelSettings = {
  framings: ['exploit'],
  history: { kind: 'full' },
  twoPass: false,
  thinking: 'default',
  contextTokens: 100_000,
  maxOutputTokens: 4096,
  permuteEvery: 0,
  prices: { input: 0, cachedInput: 0, output: 0 },
  caps: { perProposal: 1, perDay: 10 },
};

function aQuestion(changed: Partial<ModelSettings>): RoundQuestion {
  const told = aHistory(24);
  const proposals = told.proposals.map((proposal, i) => ({
    ...proposal,
    race: { ...aRace([1, 2]), sessions: [1, 2], byMarket: [0.123 + i, -1.17 - i], champion: 1 },
  }));
  const history = told.with({ proposals });
  const { base, plan, suggestion, effectScale } = factsInput(history);
  const version = history.version(base);
  if (version === null) throw new Error('the base is on record');
  return roundQuestion(
    { history, strategy: grid, base: version, plan, sessionsLeft: 4, suggestion, replayed: [], reach: 1, effectScale },
    {
      settings: { ...settings, ...changed },
      templates: promptFiles(),
      countTokens: (text) => Math.ceil(text.length / 4),
    },
    false,
  );
}

/** Figures of the prompt that could not be quoted. */
function unknownFigures(contextTokens: number): { readonly unknown: readonly number[]; readonly condensed: number } {
  const { prompt, ledger, history: shown } = aQuestion({ contextTokens });
  const { system, history: records, task } = prompt('exploit', { kind: 'answer' });
  const known = new Set(ledger.all);
  const unknown = [system, records, task].flatMap(figuresOf).filter((figure) => !known.has(figure));
  return { unknown, condensed: shown.condensed };
}

describe('every figure that the prompt shows can be quoted', () => {
  it('where all records are shown', () => {
    expect(unknownFigures(100_000)).toEqual({ unknown: [], condensed: 0 });
  });

  it('where the oldest are a table, with sums over their sessions', () => {
    const { unknown, condensed } = unknownFigures(18_500);
    expect(condensed).toBeGreaterThan(0);
    expect(unknown).toEqual([]);
  });
});

it('figures in words from outside are none of code', () => {
  expect(figuresOf('p1 model: v1 with spreadBps 1→1.4 ("pays 99.9 an hour"), P 85 %')).toEqual([1, 1.4, 85, 0.85]);
});

it('a reduced history tells of no prediction and no race whose proposal it leaves out', () => {
  const { prompt } = aQuestion({ history: { kind: 'last', versions: 3 } });
  const { task } = prompt('exploit', { kind: 'answer' });
  const section = (heading: string): string => (task.split(`\n## ${heading}`)[1] ?? '').split('\n## ')[0] ?? '';
  const predicted = section('Your predictions').match(/^p\d+ \| v\d+/gm);
  expect(predicted?.map((row) => row.split(' | ')[1])).toEqual(['v22', 'v23', 'v24']);
  const full = aQuestion({}).prompt('exploit', { kind: 'answer' }).task;
  expect((full.split('\n## Your predictions')[1] ?? '').match(/^p\d+ \| v\d+/gm)).toHaveLength(6);
});
