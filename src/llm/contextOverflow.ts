/** Whether a server refused a request because prompt and answer do not fit into its context, and the numbers it gives. */

import type { PromptOverflow } from '../proposer/llm.ts';
import { field, tokenCount } from './untrustedJson.ts';

/** Values of `type` or `code` in the body of an error. */
const CODES = /exceed_?context_?size|context_?length_?exceeded|context_?window_?exceeded|prompt_?too_?long/i;

/** Sentences of LM Studio, llama.cpp, vLLM, SGLang, Ollama, OpenAI, Anthropic, Gemini, DashScope, Mistral and TGI. */
const SENTENCES: readonly RegExp[] = [
  /context (?:size|length|window|limit)[^.]{0,80}\b(?:exceed|overflow|too (?:small|short)|not enough)/i,
  // Programs in Go say "context deadline exceeded" of a timeout.
  /\b(?:exceed|overflow|reached|(?:longer|larger|greater|bigger) than|beyond|too (?:long|large|big) for)[^.]{0,80}(?:(?:the|its|model's|available|maximum|loaded) context\b(?! deadline| cancel)|context (?:size|length|window|limit)|max_model_len|max_seq_len|maximum model length|maximum input length)/i,
  /context the overflows|context overflow/i,
  /maximum context length|context length (?:is|of) only\b/i,
  /tokens? to keep from the initial prompt/i,
  /\b(?:prompt|input|message|request|conversation)s?(?: \w+)? (?:is |are )?too long\b/i,
  /\b(?:prompt|input) token count\b[^.]{0,60}\bexceeds\b/i,
  /range of input length should be/i,
  /inputs?`? tokens \+ `?max_new_tokens/i,
];

const NUMBER = '(\\d[\\d,_]*)';
const number = (pattern: string): RegExp => new RegExp(pattern.replaceAll('#', NUMBER), 'i');

/** Where the tokens of the prompt stand, the most exact first. */
const PROMPT: readonly RegExp[] = [
  number('\\(# (?:in the (?:messages|prompt)|of text input)'),
  number('# (?:tokens )?(?:from|in|of) (?:the|your) (?:input|prompt|messages)'),
  number('(?:passed|contains|has|given:?) (?:at least )?# (?:input |prompt |`inputs` )?tokens'),
  number('resulted in # tokens'),
  number('(?:request|prompt|input)(?: length)? \\((?:length )?#'),
  number('too long:? \\(?# tokens'),
  number('(?:prompt|input) token count (?:of |is )?\\(?#'),
  number('keep the first # tokens'),
  number('context limit:? # \\+'),
  number('n_keep:? ?#'),
  number('(?:prompt|input) length (?:of |is )?#'),
  number('requested (?:about )?# tokens'),
];

/** Where the context stands, in tokens. */
const CONTEXT: readonly RegExp[] = [
  number('maximum context length (?:is|of) (?:only )?#'),
  number('context (?:length|size|window)(?: (?:is|of))?(?: only)? ?[(:=]? ?#'),
  number('# maximum context length'),
  number('> # (?:maximum|tokens)'),
  number('context limit:? # \\+ # > #'),
  number('(?:maximum model length|maximum number of tokens allowed|max_model_len|limit) (?:of |is )?[(=]?#'),
  number('input length should be \\[\\d+, ?#\\]'),
  number('must be <= #'),
  number('(?:n_ctx|max_seq_len):? ?#'),
];

/**
 * @param body of the error, parsed where it is JSON
 * @param words what it says
 * @returns null when the refusal has another reason
 */
export function overflowIn(body: unknown, words: string): PromptOverflow | null {
  const inner = field(body, 'error') ?? body;
  const fields = [field(inner, 'type'), field(inner, 'code'), field(body, 'type'), field(body, 'code')];
  const named = fields.some((value) => typeof value === 'string' && CODES.test(value));
  if (!named && !CODES.test(words) && !SENTENCES.some((sentence) => sentence.test(words))) return null;
  return {
    promptTokens: known(field(inner, 'n_prompt_tokens')) ?? first(PROMPT, words),
    contextTokens: known(field(inner, 'n_ctx')) ?? first(CONTEXT, words),
  };
}

function known(value: unknown): number | null {
  const tokens = tokenCount(value);
  return tokens === 0 ? null : tokens;
}

function first(patterns: readonly RegExp[], words: string): number | null {
  for (const pattern of patterns) {
    const text = pattern.exec(words)?.at(-1);
    if (text !== undefined) return known(Number(text.replaceAll(/[,_]/g, '')));
  }
  return null;
}
