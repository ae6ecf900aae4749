/**
 * `fetch` without a time limit of its own. That of Node gives up after 300 s without the head of a reply, or without news
 * between two parts of it; a local model can read a long prompt or think for longer than that.
 */

import { Agent, fetch } from 'undici';

/** Each request has a connection of its own: a server that closes a kept one at the same moment would fail the call. */
const connections = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });

/** Follows no redirect. @throws TypeError with the error of the connection as its cause, as `fetch` does */
export async function patientFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET', headers, body, signal } = init;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new RangeError('Only a text can be sent to a model.');
  }
  const reply = await fetch(input instanceof Request ? input.url : input, {
    method,
    headers: Object.fromEntries(new Headers(headers)),
    body: body ?? null,
    signal: signal ?? null,
    redirect: 'manual',
    dispatcher: connections,
  });
  const { status, statusText } = reply;
  return new Response(reply.body, { status, statusText, headers: [...reply.headers] });
}
