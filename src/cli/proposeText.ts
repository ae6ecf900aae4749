/** Results of `tune propose` for the terminal: a prompt that is not sent, and whether the model reads its history. */

import type { PermutationFinding } from '../app/checkPermutation.ts';
import type { PromptPreview } from '../app/previewPrompt.ts';
import { safe } from '../app/safeText.ts';
import { permutationWarning } from '../proposer/model/permutationCheck.ts';
import { counted } from '../report/figures.ts';

/** The parts of the prompt, each under its name. */
export function promptParts({ system, history, task, schemaSent }: PromptPreview): string[] {
  return Object.entries({ system, history, task, 'schema, as sent': schemaSent }).flatMap(([name, text]) =>
    text === null ? [] : [`===== ${name} =====\n${safe(text)}`],
  );
}

export function promptData({ framing, pass, system, history, task, shape, tokens, hash }: PromptPreview): object {
  return { framing, pass, system, history, task, shape, tokens, hash };
}

/** How long the prompt is, and how much of the history it holds. */
export function sizeLines({ historySize, settings, tokens }: PromptPreview): string[] {
  const said = tokens.system + tokens.history + tokens.task;
  const parts = `system ${tokens.system}, history ${tokens.history}, task ${tokens.task}`;
  const schema = tokens.schema === 0 ? '' : `, and the schema of the answer ${tokens.schema}`;
  const cut =
    historySize.condensed === 0
      ? 'nothing is condensed'
      : `the oldest ${historySize.condensed} are condensed to a table of ${counted(historySize.rows, 'version')}`;
  return [
    `Tokens (an estimate): ${said} (${parts})${schema}; ${settings.maxOutputTokens} are kept for the answer, ${settings.contextTokens} is the context.`,
    `History: ${counted(historySize.records, 'record')} in ${historySize.tokens} of at most ${historySize.budgetTokens} tokens; ${cut}.`,
  ];
}

export function checkData({ model, framing, result, reason, calls }: PermutationFinding): object {
  return { model, framing, result, reason, calls };
}

export function checkText({ model, result, reason }: PermutationFinding): string {
  if (result === 'unknown') return safe(`Not known whether ${model} reads its history: ${reason}`);
  if (result === 'does-not-read') return safe(permutationWarning(model));
  return safe(
    `${model} answered differently when the outcomes of its history were permuted: it seems to read its history.`,
  );
}
