/** Which way of asking for the shape of an answer an endpoint and model can do: a tiny question, from the strictest way down. */

import type { NewCall } from '../../study/journal.ts';
import type { AnswerShape, LlmAnswer, Rung } from '../llm.ts';
import { Conversation, type Verdict } from './conversation.ts';
import { parseAnswer } from './parse.ts';
import type { Purse } from './purse.ts';
import type { ModelPorts } from './settings.ts';
import { fill } from './templates.ts';

/** A way that did not do. */
export interface FailedRung {
  readonly rung: Rung;
  /** `refused`: by the endpoint; `misshapen`: taken, but what came was not the asked shape. */
  readonly how: 'refused' | 'misshapen';
  /** In the endpoint's or the parser's words. */
  readonly why: string;
}

export interface ShapeProbe {
  /** The strictest way that brought the asked shape; null when none did. */
  readonly rung: Rung | null;
  readonly failed: readonly FailedRung[];
  /** Why the last question has no answer; null when it has one, be it misshapen. */
  readonly silence: string | null;
  /** Thoughts where the answer belongs; null without an answer. */
  readonly leak: 'none' | 'before-answer' | 'instead-of-answer' | null;
}

/**
 * Asks along the ladder of `ports`, which stands at the found rung afterwards.
 * @param base number of the version that the answer has to name
 * @throws TemplateError
 */
export async function probeShape(
  shape: AnswerShape,
  base: number,
  ports: ModelPorts,
  purse: Purse,
): Promise<ShapeProbe> {
  const { ladder, settings, templates } = ports;
  const calls: NewCall[] = [];
  const record: ModelPorts['record'] = (call, texts) => {
    calls.push(call);
    return ports.record(call, texts);
  };
  const talk = new Conversation({ ...ports, record }, purse, null, '');
  const prompt = { system: '', history: '', task: fill(templates, 'probe', { base: String(base) }).trim() };
  const thinking = settings.twoPass ? 'off' : settings.thinking;
  for (;;) {
    const reply = await talk.ask({ purpose: 'probe', prompt, repairs: [], shape, thinking }, verdictOn);
    const failed = calls.flatMap(failedRung);
    if (typeof reply === 'string') {
      return { rung: null, failed: failed.filter(({ why }) => why !== reply), silence: reply, leak: null };
    }
    const leak = leakIn(reply);
    if (calls.at(-1)?.outcome === 'accepted') return { rung: ladder.rung, failed, silence: null, leak };
    // Neither a refusal nor a limit has to do with the way of asking.
    const ofTheRung = reply.finish === 'stop' || reply.finish === 'other';
    if (!ofTheRung || !ladder.stepDown(ladder.rung)) return { rung: null, failed, silence: null, leak };
  }
}

function verdictOn(answer: LlmAnswer): Verdict {
  const parsed = parseAnswer(answer.text, answer.reasoning, answer.finish);
  if ('ok' in parsed) return { outcome: 'accepted', detail: '' };
  const detail = parsed.problems.map(({ where, message }) => `${where} ${message}`.trim()).join('; ');
  const code = parsed.problems[0]?.code;
  return { outcome: code === 'declined' || code === 'cut-short' ? code : 'malformed', detail };
}

function failedRung({ rung, outcome, detail }: NewCall): FailedRung[] {
  if (outcome === 'accepted') return [];
  return [{ rung: rung as Rung, how: outcome === 'failed' ? 'refused' : 'misshapen', why: detail }];
}

function leakIn({ text, reasoning }: LlmAnswer): NonNullable<ShapeProbe['leak']> {
  if (text.trim() === '' && reasoning.trim() !== '') return 'instead-of-answer';
  return /<\/?think>/.test(text) ? 'before-answer' : 'none';
}
