/** The Llm port: one question to a language model, one answer. Nothing here is about trading; src/llm/ implements it. */

/** How the shape of the answer is asked for, strictest first. Which one an endpoint can do is probed once. */
export type OutputFormat = 'json_schema' | 'tool' | 'json_object' | 'text';
export const outputFormats: readonly OutputFormat[] = ['json_schema', 'tool', 'json_object', 'text'];

/** JSON Schema of an answer, with the name that providers want for it. */
export interface AnswerShape {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface LlmQuestion {
  /** The same bytes in every call of a study. */
  readonly system: string;
  /** Append-only records: the bytes of one call begin those of the next. The cache breakpoint stands at its end. */
  readonly history: string;
  /** What changes from call to call: figures computed by code, the task and its framing. */
  readonly task: string;
  /** Answers that were sent back, oldest first, each with what was wrong with it. */
  readonly repairs: readonly { readonly answer: string; readonly complaint: string }[];
  /** null asks for free text. */
  readonly shape: AnswerShape | null;
  readonly format: OutputFormat;
  /** Whether the model may think before it answers; `default` leaves that to the endpoint. */
  readonly thinking: 'on' | 'off' | 'default';
  readonly maxOutputTokens: number;
}

export interface LlmUsage {
  /** All tokens of the prompt, cached ones included. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** Those written to the cache at a price above the usual one; 0 where that costs nothing extra. */
  readonly cacheWriteTokens: number;
  /** Thinking included. */
  readonly outputTokens: number;
}

export interface LlmAnswer {
  /** Message text or tool arguments, as they came: neither parsed nor corrected. */
  readonly text: string;
  /** Thinking that the endpoint reports apart from the text; empty without. */
  readonly reasoning: string;
  readonly finish: 'stop' | 'length' | 'refusal' | 'other';
  /** null when the endpoint reports none. */
  readonly usage: LlmUsage | null;
  /** Name of the model as the endpoint reports it. */
  readonly model: string;
  /** The request as it was sent, JSON without keys and headers. */
  readonly request: string;
  readonly tries: number;
  readonly durationMs: number;
}

export type LlmFaultKind =
  | 'unauthorised'
  | 'not-found'
  | 'bad-request'
  /** Prompt and answer do not fit into the context of the endpoint. */
  | 'prompt-too-long'
  | 'rate-limited'
  | 'server'
  | 'timeout'
  | 'unreachable'
  /** The connection ended in the middle of an answer. */
  | 'cut'
  /** The answer grew beyond what is read. */
  | 'too-large'
  | 'stopped';

/** What an endpoint said about a prompt that does not fit; null for a number that it did not give. */
export interface PromptOverflow {
  readonly promptTokens: number | null;
  /** The context that is loaded, for prompt and answer together. */
  readonly contextTokens: number | null;
}

/** A call that gave no answer, after all tries. The message names the endpoint and never holds a key. */
export class LlmFault extends Error {
  override name = 'LlmFault';
  readonly kind: LlmFaultKind;
  readonly tries: number;
  readonly durationMs: number;
  /** As of {@link LlmAnswer}. */
  readonly request: string;
  /** Only with kind `prompt-too-long`. */
  readonly overflow: PromptOverflow | null;

  constructor(
    kind: LlmFaultKind,
    message: string,
    call: { tries: number; durationMs: number; request: string; overflow?: PromptOverflow | null },
  ) {
    super(message);
    this.kind = kind;
    this.overflow = call.overflow ?? null;
    this.tries = call.tries;
    this.durationMs = call.durationMs;
    this.request = call.request;
  }
}

/** The shortest context that the settings allow: a prompt of a round does not fit into less. */
export const LEAST_CONTEXT_TOKENS = 4096;

export interface Llm {
  readonly provider: 'openai' | 'anthropic';
  /** Base URL, for records and messages. */
  readonly endpoint: string;
  /** Name of the model as configured. */
  readonly model: string;
  /** @throws LlmFault */
  ask(question: LlmQuestion): Promise<LlmAnswer>;
}
