/**
 * `npm run bench:prompt`: how many tokens the prompt of a round has after one and after eight sessions of a study on synthetic markets
 * with the default parameters, part by part and heading by heading. Without a model the study is the same each time. Prints only.
 */

import { nextRound } from '../src/app/nextRound.ts';
import { tokenCounter } from '../src/llm/promptText.ts';
import { roundQuestion } from '../src/proposer/model/roundQuestion.ts';
import { readPrompts } from '../src/workspace/prompts.ts';
import { usualSettings } from '../test/models/modelRound.ts';
import { ModelStudy } from '../test/models/modelStudy.ts';
import { alignedTable } from './alignedTable.ts';

const MINUTES = 60;
/** Gain per hour to expect, % of capital. */
const EFFECT_PCT = 0.05;

const countTokens = await tokenCounter();

/** Tokens by part, and within a part by heading, in the order of the prompt. */
async function sizesAfter(sessions: number): Promise<Map<string, number>> {
  const study = new ModelStudy(null, { seed: 'prompt', sessions, minutes: MINUTES, minVolumePerHour: 500 });
  try {
    await study.run(study.begin());
    const round = await nextRound(study.journal(), EFFECT_PCT);
    if (typeof round === 'string') throw new Error(round);
    const ports = { settings: usualSettings, templates: readPrompts(), countTokens };
    const question = roundQuestion(round.input, ports, false);
    const prompt = question.prompt('exploit', { kind: 'answer' });
    const sizes = new Map<string, number>();
    for (const part of ['system', 'history', 'task'] as const) {
      sizes.set(part, countTokens(prompt[part]));
      for (const section of prompt[part].split(/\n(?=#)/)) {
        const [heading = ''] = section.split('\n');
        if (heading.startsWith('#')) sizes.set(`  ${heading.slice(0, 60)}`, countTokens(section));
      }
    }
    const whole = prompt.system + prompt.history + prompt.task;
    return sizes
      .set('whole prompt', countTokens(whole))
      .set('schema', countTokens(JSON.stringify(question.shape.schema)));
  } finally {
    study.close();
  }
}

const [one, eight] = [await sizesAfter(1), await sizesAfter(8)];
const rows = [...eight].map(([name, tokens]) => [name, String(one.get(name) ?? '–'), String(tokens)]);
console.log(alignedTable(['tokens', 'after 1 session', 'after 8'], rows).join('\n'));
