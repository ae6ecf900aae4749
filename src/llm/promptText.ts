/** Texts of a prompt: the shape of the answer in words, and how many tokens a text has. */

import type { LlmQuestion } from '../proposer/llm.ts';

/**
 * What ends the last user message about the shape of the answer. The schema is sent once: here for the formats that have no field for
 * it, `json_object` (which requires the word JSON in a message) and `text`. null where nothing is to be said.
 */
export function shapeText({ shape, format }: Pick<LlmQuestion, 'shape' | 'format'>): string | null {
  if (shape === null) return null;
  switch (format) {
    case 'json_schema':
      return null;
    case 'tool':
      return `Answer by calling the function ${shape.name} once, with the object as its arguments.`;
    case 'json_object':
    case 'text':
      return `Answer with one JSON object and nothing else. Its JSON Schema:\n${JSON.stringify(shape.schema)}`;
  }
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
