/** Shared by the tests of the clients: a question, a key, and a scripted model behind both clients. */

import { afterEach, beforeEach, expect } from 'vitest';
import { anthropicLlm } from '../../src/llm/anthropic.ts';
import type { RetryPolicy } from '../../src/llm/call.ts';
import { openAiLlm } from '../../src/llm/openAi.ts';
import type { ThinkingStyle } from '../../src/llm/openAiProtocol.ts';
import { type AnswerShape, type Llm, LlmFault, type LlmQuestion } from '../../src/proposer/llm.ts';
import { HandClock } from '../../src/testing/handClock.ts';
import { text } from './faults.ts';
import type { ListedModel, ModelAsk, ModelReply } from './modelReply.ts';
import { type ModelServer, startModelServer } from './modelServer.ts';

export const PROVIDERS: readonly Llm['provider'][] = ['openai', 'anthropic'];
export const KEY = 'sk-canary-5F3a9C1e7B';
export const SCHEMA: AnswerShape['schema'] = {
  type: 'object',
  properties: { spreadBps: { enum: [2, 4, 6] } },
  required: ['spreadBps'],
  additionalProperties: false,
};
/** Characters of one to four bytes, an escape, a line break. */
export const TEXT = '{"why":"Späne – 利益 🦀 \\u00e9\n"}';

export const QUESTION: LlmQuestion = {
  system: 'You tune a market maker.',
  history: 'v1 {"spreadBps":4}\nv2 {"spreadBps":6}',
  task: 'Propose v3.',
  repairs: [],
  shape: { name: 'proposal', schema: SCHEMA },
  format: 'json_schema',
  thinking: 'default',
  maxOutputTokens: 900,
};

export interface ScriptedModel {
  readonly server: ModelServer;
  clock: HandClock;
  /** Answers {@link TEXT} unless told otherwise. */
  script: (ask: ModelAsk) => ModelReply | Promise<ModelReply>;
  models: readonly ListedModel[];
  /** Gives these replies in turn and repeats the last one. */
  inTurn(...replies: readonly [ModelReply, ...ModelReply[]]): void;
  /** A client of the model, with {@link KEY} and a clock that does not wait. */
  llm(provider: Llm['provider'], retry?: Partial<RetryPolicy>, thinkingStyle?: ThinkingStyle): Llm;
  /** The only question. Fails when there were others. */
  onlyAsk(): ModelAsk;
}

/** A scripted model that is reset before every test of the file. */
export function scriptedModel(): ScriptedModel {
  let server: ModelServer;
  const model: ScriptedModel = {
    get server() {
      return server;
    },
    clock: new HandClock(),
    script: () => text(TEXT),
    models: [],
    inTurn: (...replies) => {
      model.script = ({ nth }) => replies[Math.min(nth, replies.length) - 1] ?? replies[0];
    },
    llm: (provider, retry = {}, thinkingStyle = 'none') => {
      const common = { model: 'm-1', key: KEY, retry: { clock: model.clock, ...retry } };
      return provider === 'openai'
        ? openAiLlm({ ...common, endpoint: server.openAiUrl, thinkingStyle })
        : anthropicLlm({ ...common, endpoint: server.anthropicUrl });
    },
    onlyAsk: () => {
      const [ask, ...others] = server.asks;
      expect(others).toEqual([]);
      if (ask === undefined) throw new Error('the model was not asked');
      return ask;
    },
  };
  beforeEach(async () => {
    model.clock = new HandClock();
    model.script = () => text(TEXT);
    model.models = [];
    server = await startModelServer({
      reply: (ask) => model.script(ask),
      get models() {
        return model.models;
      },
    });
  });
  afterEach(() => server.close());
  return model;
}

/** The address of a server that was closed. */
export async function deadAddress(): Promise<ModelServer> {
  const server = await startModelServer({ reply: () => text('') });
  await server.close();
  return server;
}

/** The fault that a call ends with; throws when it ends otherwise. */
export async function llmFaultOf(asked: Promise<unknown>): Promise<LlmFault> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof LlmFault) return error;
  throw error ?? new Error('there was no fault');
}
