import { describe, expect, it } from 'vitest';
import { checkGuardrails } from '../../guardrails/judge.ts';
import { grid } from '../../strategy/grid/grid.ts';
import { aContext, aDraft } from '../../testing/draft.ts';
import { aHistory, factsInput, promptFiles, study } from '../../testing/modelHistory.ts';
import { condense } from './condense.ts';
import { promptFacts } from './facts.ts';
import { framings, type Prompt, type PromptInput, renderPrompt } from './prompt.ts';
import { historyRecords } from './records.ts';
import { complaintOf } from './repair.ts';

const templates = promptFiles();

function promptAfter(versions: number, more: Partial<PromptInput> = {}): Prompt {
  const history = aHistory(versions);
  return renderPrompt(
    {
      study,
      strategy: grid,
      history: condense(historyRecords(history), 1e6, (text) => text.length / 4),
      facts: promptFacts(
        factsInput(history, {
          base: 1,
          learnings: [
            { id: 'l1', status: 'refuted', claim: 'Wider grids lose less.', evidence: 'v3 against v1, 6 sessions' },
          ],
        }),
      ),
      framing: 'exploit',
      pass: { kind: 'answer' },
      ...more,
    },
    templates,
  );
}

describe('a prompt', () => {
  it('reads as recorded', async () => {
    const { system, history, task } = promptAfter(4);
    await expect(`${system}\n${'='.repeat(80)}\n${history}${'='.repeat(80)}\n${task}`).toMatchFileSnapshot(
      './snapshots/answer.md',
    );
  });

  it('for extraction reads as recorded', async () => {
    const { system, history, task } = promptAfter(4, {
      pass: { kind: 'extract', analysis: 'I lower `spreadBps` to 0.8.\nIt "pays".' },
    });
    expect(system).toBe(promptAfter(4).system);
    expect(history).toBe('');
    await expect(task).toMatchFileSnapshot('./snapshots/extract.md');
  });

  it('begins with the bytes of every earlier prompt of the study', () => {
    const prompts = [1, 2, 3, 4, 7, 12].map((versions) => promptAfter(versions));
    for (const [i, later] of prompts.entries()) {
      for (const earlier of prompts.slice(0, i)) {
        expect(later.system).toBe(earlier.system);
        expect(later.history.startsWith(earlier.history)).toBe(true);
        expect(later.history.length).toBeGreaterThan(earlier.history.length);
      }
    }
  });

  it('differs between framings and passes in its task alone', () => {
    const prompts = [
      ...framings.map((framing) => promptAfter(3, { framing })),
      promptAfter(3, { pass: { kind: 'think' } }),
    ];
    expect(new Set(prompts.map(({ system, history }) => system + history)).size).toBe(1);
    expect(new Set(prompts.map(({ task }) => task)).size).toBe(prompts.length);
  });

  it('is the same for the same input', () => {
    expect(promptAfter(5)).toEqual(promptAfter(5));
  });

  it('explains every parameter, and has the value of each in the base', () => {
    const { system, task } = promptAfter(3);
    const base = aHistory(1).versions[0]?.parameters ?? {};
    for (const [name, { meaning }] of Object.entries(grid.parameters)) {
      expect(system).toMatch(new RegExp(`^${name} \\| .*${meaning.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'));
      expect(task).toContain(`\n${name} | ${base[name]} | `);
    }
    expect(task).toContain('\nparameter | v1 | can go | ');
  });

  it('begins the state of the study with the predictions of the model', () => {
    const headings = promptAfter(3)
      .task.split('\n')
      .filter((line) => line.startsWith('#'));
    expect(headings.slice(0, 2)).toEqual([
      '# The study as it stands, computed by code from the records',
      '## Your predictions against what was measured',
    ]);
    expect(headings.at(-1)).toBe('# Task');
  });

  it('fails for a strategy whose rules are not written', () => {
    expect(() => promptAfter(2, { strategy: { ...grid, name: 'other' } })).toThrow(
      'prompts/strategies/other.md is missing',
    );
  });
});

describe('what the prompt says of the guardrails', () => {
  const { system } = promptAfter(1);
  const rules = (changes: Record<string, number>): string[] =>
    checkGuardrails(aDraft(changes), aContext(), false).map(({ rule }) => rule);

  it('is what they do', () => {
    expect(system).toContain('more than 6 parameters (more than 3 brings a warning)');
    const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
    const some = (count: number): string[] =>
      rules(Object.fromEntries(names.slice(0, count).map((name) => [name, 44])));
    expect([some(3), some(4), some(6), some(7)]).toEqual([
      [],
      ['many-changes'],
      ['many-changes'],
      ['too-many-changes'],
    ]);
    expect(system).toContain('beyond the lowest or highest value that the table of the base version allows');
    // From 40 in 0…100: half is 20. From 400 in 1…1000: half is 200.
    expect([rules({ alpha: 20 }), rules({ alpha: 19 }), rules({ width: 600 }), rules({ width: 601 })]).toEqual([
      [],
      ['step-limit'],
      [],
      ['step-limit'],
    ]);
  });
});

describe('a complaint', () => {
  it('lists the codes of what is wrong, one a line', () => {
    const text = complaintOf(
      {
        problems: [
          { code: 'shape', where: 'p_better', message: 'expected number' },
          { code: 'empty', where: '', message: 'x' },
        ],
      },
      templates,
    );
    expect(text).toContain('{"code":"shape","message":"expected number","where":"p_better"}\n{"code":"empty"');
  });

  it('names the refusals of guardrails with limit and value, and no warnings', () => {
    const findings = checkGuardrails(aDraft({ fast: 99 }), aContext(), false);
    const text = complaintOf({ findings }, templates);
    expect(text).toContain(
      '{"code":"step-limit","limit":"from 20 to 60 u","message":"fast moves from 40 to 99 u at once","value":"99"}',
    );
    expect(text).not.toContain('coupled');
  });
});
