/** Which way of asking for the shape of an answer an endpoint and model can do: found with a tiny question, strictest format first. */

import type { NewCall } from '../../study/journal.ts';
import type { AnswerShape, LlmAnswer, OutputFormat } from '../llm.ts';
import { type CallVerdict, Conversation } from './conversation.ts';
import type { CostBudget } from './costBudget.ts';
import { parseAnswer } from './parse.ts';
import type { ModelPorts } from './settings.ts';
import { fill } from './templates.ts';

/** A format that did not work. */
export interface RefusedFormat {
  readonly format: OutputFormat;
  /** `refused`: by the endpoint; `misshapen`: taken, but what came was not the asked shape. */
  readonly how: 'refused' | 'misshapen';
  /** In the endpoint's or the parser's words. */
  readonly why: string;
}

export interface ShapeProbe {
  /** The strictest way that brought the asked shape; null when none did. */
  readonly format: OutputFormat | null;
  readonly failed: readonly RefusedFormat[];
  /** Why the last question has no answer; null when it has one, even of the wrong shape. */
  readonly silence: string | null;
  /** Thoughts where the answer belongs; null without an answer. */
  readonly leak: 'none' | 'before-answer' | 'instead-of-answer' | null;
}

/**
 * Tries the formats of `ports` in turn; `ports.formats` is at the found one afterwards.
 * @param base number of the version that the answer has to name
 * @throws TemplateError
 */
export async function probeShape(
  shape: AnswerShape,
  base: number,
  ports: ModelPorts,
  budget: CostBudget,
): Promise<ShapeProbe> {
  const { formats, settings, templates } = ports;
  const calls: NewCall[] = [];
  const record: ModelPorts['record'] = (call, texts) => {
    calls.push(call);
    return ports.record(call, texts);
  };
  const talk = new Conversation({ ...ports, record }, budget, null, '');
  const prompt = { system: '', history: '', task: fill(templates, 'probe', { base: String(base) }).trim() };
  const thinking = settings.twoPass ? 'off' : settings.thinking;
  for (;;) {
    const reply = await talk.ask({ purpose: 'probe', prompt, repairs: [], shape, thinking }, verdictOn);
    const failed = calls.flatMap(refusedFormat);
    if (typeof reply === 'string') {
      return { format: null, failed: failed.filter(({ why }) => why !== reply), silence: reply, leak: null };
    }
    const leak = leakIn(reply);
    if (calls.at(-1)?.outcome === 'accepted') return { format: formats.format, failed, silence: null, leak };
    // Neither a refusal nor a limit has to do with the way of asking.
    const ofTheFormat = reply.finish === 'stop' || reply.finish === 'other';
    if (!ofTheFormat || !formats.stepDown(formats.format)) return { format: null, failed, silence: null, leak };
  }
}

function verdictOn(answer: LlmAnswer): CallVerdict {
  const parsed = parseAnswer(answer.text, answer.reasoning, answer.finish);
  if ('ok' in parsed) return { outcome: 'accepted', detail: '' };
  const detail = parsed.problems.map(({ where, message }) => `${where} ${message}`.trim()).join('; ');
  const code = parsed.problems[0]?.code;
  return { outcome: code === 'declined' || code === 'cut-short' ? code : 'malformed', detail };
}

function refusedFormat({ format, outcome, detail }: NewCall): RefusedFormat[] {
  if (outcome === 'accepted') return [];
  return [{ format: format as OutputFormat, how: outcome === 'failed' ? 'refused' : 'misshapen', why: detail }];
}

function leakIn({ text, reasoning }: LlmAnswer): NonNullable<ShapeProbe['leak']> {
  if (text.trim() === '' && reasoning.trim() !== '') return 'instead-of-answer';
  return /<\/?think>/.test(text) ? 'before-answer' : 'none';
}
