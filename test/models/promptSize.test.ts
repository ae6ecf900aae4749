/** How long the prompt of a round is, in tokens of OpenAI's o200k_base. */

import { describe, expect, it } from 'vitest';
import { tokenCounter } from '../../src/llm/promptText.ts';
import { type RoundInput, roundQuestion } from '../../src/proposer/model/roundQuestion.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { aHistory, factsInput, promptFiles } from '../../src/testing/modelHistory.ts';
import { usualSettings } from './modelRound.ts';

const countTokens = await tokenCounter();

interface Size {
  readonly system: number;
  readonly history: number;
  readonly task: number;
}

/** A study in which a model proposed every version, each run for a session beside the first. */
function sizeAfter(sessions: number): Size {
  const history = aHistory(sessions);
  const { base, plan, suggestion, effectScale } = factsInput(history);
  const version = history.version(base);
  if (version === null) throw new Error('the base is among the versions');
  const terms = {
    history,
    strategy: grid,
    base: version,
    plan,
    sessionsLeft: 4,
    suggestion,
    replayed: [],
    reach: 1,
    effectScale,
  };
  const input: RoundInput = terms;
  const question = roundQuestion(input, { settings: usualSettings, templates: promptFiles(), countTokens }, false);
  const { system, history: records, task } = question.prompt('exploit', { kind: 'answer' });
  return { system: countTokens(system), history: countTokens(records), task: countTokens(task) };
}

/** When every record was a line of JSON, these prompts had 5,958 and 12,522 tokens, and a tenth to twentieth session 830 each. */
describe('the prompt', () => {
  it.each([
    [1, 5_400],
    [8, 9_200],
  ])('after %d sessions has at most %d tokens', (sessions, most) => {
    const { system, history, task } = sizeAfter(sessions);
    console.log(`${sessions} sessions: system ${system}, history ${history}, task ${task} tokens`);
    expect(system + history + task).toBeLessThanOrEqual(most);
    expect(history).toBeGreaterThan(100);
  });

  it('grows by less than 450 tokens with a session of two versions and a proposal', () => {
    const [few, many] = [sizeAfter(10), sizeAfter(20)];
    expect((many.history - few.history) / 10).toBeLessThan(450);
  });
});
