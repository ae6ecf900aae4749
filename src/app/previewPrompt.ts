/** The prompt of the next round, without asking the model. */

import { shapeText, tokenCounter } from '../llm/promptText.ts';
import type { Framing, Pass } from '../proposer/model/prompt.ts';
import { type RoundQuestion, roundQuestion } from '../proposer/model/roundQuestion.ts';
import type { ModelSettings } from '../proposer/model/settings.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { readPrompts } from '../workspace/prompts.ts';
import { contextTokensOf, framingOf, outputFormatsOf } from './modelPorts.ts';
import { roundToShow } from './nextRound.ts';
import type { UseCasePorts } from './ports.ts';

export interface PromptPreview {
  readonly framing: Framing;
  /** `think` for a model that is asked to think first: it gets the schema of the answer in a second call. */
  readonly pass: 'think' | 'answer';
  readonly system: string;
  readonly history: string;
  readonly task: string;
  readonly shape: RoundQuestion['shape'] | null;
  /** The schema as it is sent: as a field, or as text at the end of the message. */
  readonly schemaSent: string | null;
  /** Estimated. */
  readonly tokens: Readonly<Record<'system' | 'history' | 'task' | 'schema', number>>;
  /** SHA-256 of the prompt, hex. */
  readonly hash: string;
  readonly historySize: RoundQuestion['history'];
  readonly settings: ModelSettings;
}

/** @param wanted null for the first of `llm.framings`. @throws UsageError when the study has had no session; HistoryTooLong, TemplateError */
export async function previewPrompt(
  journal: Journal,
  studies: Studies,
  wanted: Framing | null,
  ports: UseCasePorts,
): Promise<PromptPreview> {
  const { config } = ports.settings();
  const framing = framingOf(config, wanted);
  const probe = studies.probe(config.llm.baseUrl.replace(/\/+$/, ''), config.llm.model);
  const settings = { ...config.llm.settings, contextTokens: contextTokensOf(config, probe?.contextTokens ?? null) };
  const countTokens = await tokenCounter();
  const { input } = await roundToShow(journal, config.proposer.effectPerHourPct);
  const question = roundQuestion(input, { settings, templates: readPrompts(), countTokens }, false);
  const pass: Pass = settings.twoPass ? { kind: 'think' } : { kind: 'answer' };
  const { system, history, task } = question.prompt(framing, pass);
  const { shape } = question;
  const format = outputFormatsOf(config.llm).find((one) => one === probe?.format) ?? 'json_schema';
  const inField = format === 'json_schema' || format === 'tool';
  const thinks = pass.kind === 'think';
  return {
    framing,
    pass: pass.kind === 'think' ? 'think' : 'answer',
    system,
    history,
    task,
    shape: thinks ? null : shape,
    schemaSent: thinks ? null : inField ? JSON.stringify(shape.schema) : shapeText({ shape, format }),
    tokens: {
      system: countTokens(system),
      history: countTokens(history),
      task: countTokens(task),
      schema: thinks ? 0 : countTokens(JSON.stringify(shape.schema)),
    },
    hash: ports.sha256([system, history, task].join('\u0000')),
    historySize: question.history,
    settings,
  };
}
