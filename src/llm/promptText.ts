/** Texts of a prompt: the shape of the answer in words, and how many tokens a text has. */

import type { LlmQuestion } from '../proposer/llm.ts';

/**
 * The shape of the answer in words, for models that do not see a schema. It ends the last user message; `json_object`
 * requires the word JSON there. null when free text is asked for.
 */
export function shapeText(question: Pick<LlmQuestion, 'shape' | 'format'>): string | null {
  if (question.shape === null) return null;
  const schema = JSON.stringify(question.shape.schema);
  return question.format === 'tool'
    ? `Answer by calling the function ${question.shape.name} once. JSON Schema of its arguments:\n${schema}`
    : `Answer with one JSON object and nothing else. Its JSON Schema:\n${schema}`;
}

/**
 * Counts tokens by OpenAI's o200k_base; encodings of other models differ by a few per cent. Texts that look like
 * control tokens (`<|endoftext|>`) count as plain text. Loads a large table, so call it once.
 */
export async function tokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, plain);
}
