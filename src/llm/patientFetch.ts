/**
 * `fetch` without a time limit of its own. That of Node gives up after 300 s without the head of a reply, or without news
 * between two parts of it; a local model can read a long prompt or think for longer than that.
 */

import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Replies with these statuses have no body. */
const BODILESS: readonly number[] = [204, 205, 304];

/**
 * Follows no redirect. The reply is sent as text, unpacked.
 *
 * @throws TypeError with the error of the connection as its cause, as `fetch` does; RangeError for a body that is no text
 */
export function patientFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET', headers, body, signal } = init;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new RangeError('Only a text can be sent to a model.');
  }
  const url = new URL(input instanceof Request ? input.url : input);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method,
      // A connection of its own for each call: one that was kept may be closed by the server just as it is used again.
      agent: false,
      headers: { 'accept-encoding': 'identity', ...Object.fromEntries(new Headers(headers)) },
    });
    const stop = (): void => void request.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    request.once('response', (message) => resolve(responseOf(message)));
    // Errors come more than once where a connection is lost or stopped within the reply: its reader gets these.
    request.on('error', (cause) => reject(new TypeError('fetch failed', { cause })));
    request.end(body ?? undefined);
  });
}

function responseOf(message: IncomingMessage): Response {
  // Without a listener an error after the last read would end the program; readers get it from the iterator below.
  message.on('error', () => undefined);
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const body = BODILESS.includes(status) ? null : ReadableStream.from(piecesOf(message));
  return new Response(body, { status, statusText, headers });
}

async function* piecesOf(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of message) yield new Uint8Array(piece);
  } catch (cause) {
    throw new TypeError('terminated', { cause });
  }
}
