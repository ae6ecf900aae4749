/** The shape of an answer told in words, for models that do not see a schema or a grammar. */

import type { LlmQuestion } from '../proposer/llm.ts';

/** Goes to the end of the last user message, `json_object` wants the word JSON there; null when free text is asked for. */
export function shapeText(question: Pick<LlmQuestion, 'shape' | 'format'>): string | null {
  if (question.shape === null) return null;
  const schema = JSON.stringify(question.shape.schema);
  return question.format === 'tool'
    ? `Answer by calling the function ${question.shape.name} once. JSON Schema of its arguments:\n${schema}`
    : `Answer with one JSON object and nothing else. Its JSON Schema:\n${schema}`;
}
