/** A scripted model behind real HTTP on 127.0.0.1 that speaks OpenAI's and Anthropic's wire formats. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { anthropicFormat, anthropicMessage, anthropicStreamOf } from './anthropicWire.ts';
import type { ListedModel, ModelAsk, ModelReply } from './modelReply.ts';
import { openAiFormat, openAiMessage, openAiStreamOf } from './openAiWire.ts';

export interface ModelServer {
  /** Base URL for OpenAI's wire, with `/v1`. */
  readonly openAiUrl: string;
  /** Base URL for Anthropic's wire, without. */
  readonly anthropicUrl: string;
  /** Every question, in order of arrival; lists of models are not among them. */
  readonly asks: readonly ModelAsk[];
  /** Ends all connections, including those of hanging replies. */
  close(): Promise<void>;
}

export interface ModelScript {
  /** Answers a question. An error in it is sent as status 500 and thrown again by `close`. */
  readonly reply: (ask: ModelAsk) => ModelReply | Promise<ModelReply>;
  readonly models?: readonly ListedModel[];
}

/** @example const server = await startModelServer({ reply: (ask) => ({ kind: 'text', text: `question ${ask.nth}` }) }); */
export async function startModelServer(script: ModelScript): Promise<ModelServer> {
  const asks: ModelAsk[] = [];
  const failures: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Tests may close the connection during an answer.
      if (response.destroyed) return;
      failures.push(error);
      json(response, 500, { error: { message: String(error) } });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '';
    const raw = await bodyOf(request);
    if (request.method === 'GET' && path.startsWith('/v1/models')) return list(path, response);
    const format = path === '/v1/chat/completions' ? 'openai' : path === '/v1/messages' ? 'anthropic' : null;
    if (request.method !== 'POST' || format === null) return json(response, 404, { error: `no ${path} here` });
    const ask = askOf(format, raw, request.headers, asks.length + 1);
    asks.push(ask);
    await send(ask, await script.reply(ask), response);
  }

  function list(path: string, response: ServerResponse): void {
    const models = script.models ?? [];
    if (path === '/v1/models') {
      json(response, 200, { object: 'list', data: models, has_more: false });
      return;
    }
    const id = decodeURIComponent(path.slice('/v1/models/'.length));
    const model = models.find((each) => each.id === id);
    if (model === undefined) {
      json(response, 404, { type: 'error', error: { type: 'not_found_error', message: `model: ${id}` } });
    } else {
      json(response, 200, model);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    openAiUrl: `http://127.0.0.1:${port}/v1`,
    anthropicUrl: `http://127.0.0.1:${port}`,
    asks,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(() => (failures.length > 0 ? reject(failures[0]) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function askOf(format: ModelAsk['format'], raw: string, headers: IncomingMessage['headers'], nth: number): ModelAsk {
  const body = JSON.parse(raw) as Record<string, unknown>;
  const messages = (body.messages as { role: string; content: unknown }[]).map(({ role, content }) => ({
    role,
    text: textOf(content),
  }));
  const outputFormat = format === 'openai' ? openAiFormat(body) : anthropicFormat(body);
  const said = (role: string): string =>
    messages
      .filter((message) => message.role === role)
      .map(({ text }) => text)
      .join('\n');
  return {
    format,
    system: format === 'openai' ? said('system') : textOf(body.system ?? ''),
    user: said('user'),
    messages,
    wantsSchema: outputFormat === 'json_schema' || outputFormat === 'tool',
    outputFormat,
    body,
    raw,
    headers,
    nth,
  };
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : (content as { text: string }[]).map(({ text }) => text).join('\n');
}

async function send(ask: ModelAsk, reply: ModelReply, response: ServerResponse): Promise<void> {
  if (reply.kind === 'text' && ask.body.stream !== true) {
    return json(response, 200, ask.format === 'openai' ? openAiMessage(ask, reply) : anthropicMessage(ask, reply));
  }
  if (reply.kind === 'fault') {
    if (reply.fault === 'hang') return;
    if (reply.fault === 'hang-up') return hangUp(response);
    if (reply.fault === 'status') return json(response, reply.status, reply.body, reply.headers);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (reply.kind === 'fault' && reply.fault === 'raw') {
    response.end(reply.sent);
    return;
  }
  const events = ask.format === 'openai' ? openAiStreamOf(ask, reply) : anthropicStreamOf(ask, reply);
  const { writeBytes = 7, pauseMs = 0 } = reply.kind === 'text' ? reply : {};
  for (const event of events) {
    if (pauseMs > 0) await pause(pauseMs);
    const bytes = Buffer.from(event);
    for (let at = 0; at < bytes.length; at += writeBytes) {
      if (response.destroyed) return;
      const free = response.write(bytes.subarray(at, at + writeBytes));
      if (!free) await drained(response);
    }
  }
  if (reply.kind === 'fault' && reply.fault === 'stall') return;
  if (reply.kind === 'fault' && reply.fault === 'cut') return cutAfterFlush(response);
  response.end();
}

function hangUp(response: ServerResponse): void {
  response.destroy();
}

/** Destroys the socket after all written bytes have reached the client. */
function cutAfterFlush(response: ServerResponse): void {
  response.write(': the last that is seen\n', () => response.destroy());
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
