/** Calls to a model one after another: each within the caps on costs, in a format that the endpoint accepts, and on record. */

import type { CallOutcome, CallPurpose, CallRecord } from '../../study/records.ts';
import {
  type AnswerShape,
  type LlmAnswer,
  LlmFault,
  type LlmFaultKind,
  type LlmQuestion,
  type PromptOverflow,
} from '../llm.ts';
import { CACHE_WRITE, type CostBudget, costOf } from './costBudget.ts';
import { cutPrompt, cutPromptText } from './endpointContext.ts';
import type { Prompt } from './prompt.ts';
import type { ModelPorts } from './settings.ts';
import { templatesText } from './templates.ts';

export interface Ask {
  readonly purpose: CallPurpose;
  readonly prompt: Prompt;
  readonly repairs: LlmQuestion['repairs'];
  /** null asks for free text. */
  readonly shape: AnswerShape | null;
  readonly thinking: LlmQuestion['thinking'];
}

/** What an answer turned out to be, for the record. */
export interface CallVerdict {
  readonly outcome: CallOutcome;
  /** One sentence; empty when there is nothing to say. */
  readonly detail: string;
}

/** Faults of calls that cost nothing. */
const FREE: readonly LlmFaultKind[] = [
  'unauthorised',
  'not-found',
  'bad-request',
  'prompt-too-long',
  'rate-limited',
  'unreachable',
];

/** A call without an answer: it failed, or was never made. */
type Unanswered = Pick<LlmFault, 'tries' | 'durationMs' | 'request'>;
type CallCost = Pick<CallRecord, 'cost' | 'mostCost'>;

/** A prompt that did not fit. */
export interface OverlongPrompt extends PromptOverflow {
  /** Tokens of the prompt by our count. */
  readonly estimate: number;
}

export class Conversation {
  /** Ids of the calls so far. */
  readonly calls: number[] = [];
  #answered = false;
  #overflow: OverlongPrompt | null = null;
  readonly #ports: ModelPorts;
  readonly #budget: CostBudget;
  readonly #sessionId: number | null;
  readonly #framing: string;
  #spent = 0;

  /** @param framing for the records; empty outside a round */
  constructor(ports: ModelPorts, budget: CostBudget, sessionId: number | null, framing: string) {
    this.#ports = ports;
    this.#budget = budget;
    this.#sessionId = sessionId;
    this.#framing = framing;
  }

  /** Whether any call brought an answer, usable or not. */
  get answered(): boolean {
    return this.#answered;
  }

  /** The last question, if its prompt did not fit. */
  get overflow(): OverlongPrompt | null {
    return this.#overflow;
  }

  /**
   * Asks once, and again in the next format when the endpoint refuses a format; a format is remembered when it brings an
   * answer. `examine` judges the answer before the call goes on record.
   *
   * @returns the answer, or as a sentence why there is none
   */
  async ask(ask: Ask, examine: (answer: LlmAnswer) => CallVerdict): Promise<LlmAnswer | string> {
    const { formats, settings } = this.#ports;
    const { prompt, repairs, shape, thinking } = ask;
    let { format } = formats;
    this.#overflow = null;
    for (;;) {
      const question = { ...prompt, repairs, shape, thinking, format, maxOutputTokens: settings.maxOutputTokens };
      const most = this.#mostCost(question);
      const capped = this.#budget.reserve(most, this.#spent);
      if (capped !== null) return this.#notMade(question, ask, most, `no call was made: ${capped}`);
      const answer = await this.#once(question, ask, most, examine);
      if (!(answer instanceof LlmFault)) {
        if (shape !== null) formats.keep(format);
        return answer;
      }
      // A request that was never sent was not refused for its format.
      const unfit = answer.kind === 'bad-request' && answer.tries > 0 && shape !== null;
      const next = unfit ? formats.after(format) : null;
      if (next === null) return answer.message;
      format = next;
    }
  }

  async #once(
    question: LlmQuestion,
    ask: Ask,
    most: number,
    examine: (answer: LlmAnswer) => CallVerdict,
  ): Promise<LlmAnswer | LlmFault> {
    try {
      const answer = await this.#ports.llm.ask(question);
      this.#answered = true;
      const cost = answer.usage === null ? null : costOf(answer.usage, this.#ports.settings.prices);
      this.#budget.charge(most, cost);
      this.#spent += cost ?? most;
      this.#record(question, ask, answer, this.#withCut(question, answer, examine(answer)), { cost, mostCost: most });
      return answer;
    } catch (error) {
      if (!(error instanceof LlmFault)) throw error;
      // A failed call may have been charged for, and the endpoint does not say. A refused request costs nothing.
      if (error.overflow !== null) this.#overflow = { ...error.overflow, estimate: this.#tokensOf(question) };
      const free = error.tries === 0 || FREE.includes(error.kind);
      this.#budget.charge(most, free ? 0 : most);
      if (!free) this.#spent += most;
      this.#record(
        question,
        ask,
        error,
        { outcome: 'failed', detail: error.message },
        { cost: free ? 0 : null, mostCost: most },
      );
      return error;
    }
  }

  /** The verdict, with a remark where the endpoint seems to have read a part of the prompt only. */
  #withCut(question: LlmQuestion, { usage }: LlmAnswer, verdict: CallVerdict): CallVerdict {
    if (usage === null) return verdict;
    const cut = cutPrompt(usage.inputTokens, this.#tokensOf(question));
    if (cut === null) return verdict;
    this.#ports.context.notice(cut);
    return { ...verdict, detail: [verdict.detail, cutPromptText(cut)].filter((text) => text !== '').join('; ') };
  }

  /** Without the shape, which not every server shows to its model. */
  #tokensOf(question: LlmQuestion): number {
    return this.#ports.countTokens(textsOf(question).join('\n'));
  }

  /** Puts on record that there was no call, and returns why. */
  #notMade(question: LlmQuestion, ask: Ask, most: number, why: string): string {
    const nothing = { tries: 0, durationMs: 0, request: '{}' };
    this.#record(question, ask, nothing, { outcome: 'failed', detail: why }, { cost: 0, mostCost: most });
    return why;
  }

  /** USD at the most: the whole prompt uncached, written to the cache where that costs extra, and every output token used. */
  #mostCost(question: LlmQuestion): number {
    const { llm, settings, countTokens } = this.#ports;
    const { input, output } = settings.prices;
    if (input === 0 && output === 0) return 0;
    const shape = question.shape === null ? '' : JSON.stringify(question.shape.schema);
    const tokens = countTokens([...textsOf(question), shape].join('\n'));
    const inputPrice = llm.provider === 'anthropic' ? input * CACHE_WRITE : input;
    return (tokens * inputPrice + question.maxOutputTokens * output) / 1e6;
  }

  #record(question: LlmQuestion, ask: Ask, call: LlmAnswer | Unanswered, verdict: CallVerdict, cost: CallCost): void {
    const { llm, sha256, templates, record } = this.#ports;
    const answered = 'text' in call ? call : null;
    const id = record(
      {
        sessionId: this.#sessionId,
        purpose: ask.purpose,
        framing: this.#framing,
        provider: llm.provider,
        endpoint: llm.endpoint,
        model: llm.model,
        format: question.shape === null ? 'text' : question.format,
        promptHash: sha256([question.system, question.history, question.task].join('\u0000')),
        templatesHash: sha256(templatesText(templates)),
        inputTokens: answered?.usage?.inputTokens ?? null,
        cachedTokens: answered?.usage?.cachedTokens ?? null,
        outputTokens: answered?.usage?.outputTokens ?? null,
        ...cost,
        durationMs: call.durationMs,
        tries: call.tries,
        ...verdict,
      },
      { request: call.request, answer: answered?.text ?? null, reasoning: answered?.reasoning ?? '' },
    );
    this.calls.push(id);
  }
}

function textsOf({ system, history, task, repairs }: LlmQuestion): readonly string[] {
  return [system, history, task, ...repairs.flatMap(({ answer, complaint }) => [answer, complaint])];
}
