/** A request as a scripted model sees it, and the replies that it may give. */

import type { IncomingHttpHeaders } from 'node:http';
import type { OutputFormat } from '../../src/proposer/llm.ts';

export interface ModelAsk {
  readonly format: 'openai' | 'anthropic';
  readonly system: string;
  /** All user messages in order, joined by line breaks. */
  readonly user: string;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  /** Whether the request holds a schema for the answer. */
  readonly wantsSchema: boolean;
  readonly outputFormat: OutputFormat;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as received. */
  readonly raw: string;
  readonly headers: IncomingHttpHeaders;
  /** 1 for the first question that the server was asked. */
  readonly nth: number;
}

export interface ReportedUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** The whole prompt as a tokenizer would count it, roughly, and an answer of 50 tokens. */
export function usualUsage({ raw }: Pick<ModelAsk, 'raw'>): ReportedUsage {
  return { inputTokens: Math.ceil(raw.length / 4), cachedTokens: 0, outputTokens: 50 };
}

export interface TextReply {
  readonly kind: 'text';
  /** Sent as arguments of the tool when the request forces one. */
  readonly text: string;
  readonly reasoning?: string;
  /** Name of OpenAI's field for reasoning; `reasoning_content` by default. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning';
  /** `refusal` is OpenAI's finish_reason content_filter, Anthropic's stop_reason refusal. */
  readonly finish?: 'stop' | 'length' | 'refusal';
  /** The text explains a refusal: OpenAI's field `refusal`, Anthropic's `stop_details`. Nothing else is answered. */
  readonly refused?: boolean;
  /** Answers with text although the request forces a tool. */
  readonly ignoresTool?: boolean;
  /** null: no usage is reported. */
  readonly usage?: ReportedUsage | null;
  /** Characters per event; 5 by default. */
  readonly eventCharacters?: number;
  /** Bytes per write, so that writes split characters of several bytes; 7 by default. */
  readonly writeBytes?: number;
  /** Before each event. */
  readonly pauseMs?: number;
}

export type FaultReply = { readonly kind: 'fault' } & (
  | {
      readonly fault: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text goes out as it is, anything else as JSON. */
      readonly body: unknown;
    }
  /** No byte until the server is closed. */
  | { readonly fault: 'hang' }
  /** Begins to answer, then nothing more until the server is closed. */
  | { readonly fault: 'stall'; readonly after: string }
  /** The socket is destroyed within the answer. */
  | { readonly fault: 'cut'; readonly after: string }
  /** The stream ends normally, but without a finish reason. */
  | { readonly fault: 'no-end'; readonly after: string }
  /** An error as an event, after status 200. */
  | { readonly fault: 'broken-off'; readonly after: string; readonly type: string; readonly message: string }
  /** A stream of these bytes. */
  | { readonly fault: 'raw'; readonly sent: string }
  /** The connection is closed before any answer. */
  | { readonly fault: 'hang-up' }
);

export type ModelReply = TextReply | FaultReply;

/** A model in `GET /models`: the id, and the fields that some kinds of server add. */
export type ListedModel = { readonly id: string } & Readonly<Record<string, unknown>>;
