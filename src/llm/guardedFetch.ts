/** `fetch` for the SDKs: it follows no redirect, limits what it reads, and keeps the error message of the server. */

import type { CallClock } from './call.ts';
import { CallFailure, failureInBody, retryAfterMs, statusFailure } from './callFailure.ts';
import { patientFetch } from './patientFetch.ts';
import { errorBody, field, isSaid, messageIn } from './untrustedJson.ts';

/** Bytes read of a reply that is an error, for its message. */
const WORDS_BYTES = 65_536;
/** An event of about 250 bytes carries a token of about four; a longer stream cannot be an answer. */
const STREAM_BYTES = 256_000_000;
/** Escapes make the JSON of an answer up to six times as long as its text. */
const WHOLE_BYTES = 16_000_000;

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** An event of a stream, with the name that the SDK of Anthropic wants. */
export interface WireEvent {
  readonly name: string;
  readonly data: unknown;
}

/** The events that would have carried an answer that came whole; null when the body is no answer. */
export type EventsOf = (body: unknown) => readonly WireEvent[] | null;

/** `fetch` for lists. The SDKs wrap what this throws in an error of their own, with the {@link CallFailure} as its cause. */
export function jsonFetch(clock: CallClock): Fetch {
  return async (input, init) => {
    const response = await accepted(input, init, clock);
    if (typeOf(response).startsWith('application/json')) return limitedResponse(response);
    throw somethingElse('application/json', response, await beginning(response, WORDS_BYTES));
  };
}

/**
 * `fetch` for answers. Some gateways ignore `stream: true` and send the answer as one JSON body: it goes on as the events
 * that would have carried it. An error in such a body is judged like an error in a stream.
 */
export function streamFetch(clock: CallClock, eventsOf: EventsOf): Fetch {
  return async (input, init) => {
    const response = await accepted(input, init, clock);
    if (typeOf(response).startsWith('text/event-stream')) return limitedResponse(response);
    const text = await beginning(response, WHOLE_BYTES);
    const body = errorBody(text);
    if (isError(body)) throw failureInBody(body, 'answered with an error');
    const events = eventsOf(body);
    if (events !== null) return streamed(events);
    if (text.length >= WHOLE_BYTES) throw new CallFailure('too-large', `sent more than ${WHOLE_BYTES} bytes`);
    if (isJson(response) && typeof body === 'string') {
      throw new CallFailure('cut', 'sent broken JSON around its answer', { retriable: true });
    }
    throw somethingElse('text/event-stream', response, text);
  };
}

/** A response of status 2xx. @throws CallFailure */
async function accepted(
  input: string | URL | Request,
  init: RequestInit | undefined,
  clock: CallClock,
): Promise<Response> {
  const response = await patientFetch(input, init);
  if (response.ok) return response;
  const target = response.headers.get('location');
  const body = errorBody(await beginning(response, WORDS_BYTES));
  const said = body === '' && target !== null ? `redirects to ${target}` : body;
  throw statusFailure(response.status, said, retryAfterMs(response.headers, clock.wallMs()));
}

function typeOf(response: Response): string {
  return (response.headers.get('content-type') ?? '').toLowerCase();
}

function isJson(response: Response): boolean {
  return /^application\/(?:[\w.-]+\+)?json/.test(typeOf(response));
}

/** vLLM's older servers mark an error by its `object`, Anthropic by its `type`; others have a field `error`. */
function isError(body: unknown): boolean {
  return isSaid(field(body, 'error')) || field(body, 'object') === 'error' || field(body, 'type') === 'error';
}

function somethingElse(expected: string, response: Response, text: string): CallFailure {
  return new CallFailure('not-found', `answered with something else than ${expected}`, {
    words: `${response.headers.get('content-type') ?? 'no content type'}: ${messageIn(text.slice(0, WORDS_BYTES))}`,
  });
}

function streamed(events: readonly WireEvent[]): Response {
  const lines = events.map(({ name, data }) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return new Response(lines.join(''), { headers: { 'content-type': 'text/event-stream' } });
}

async function beginning(response: Response, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece);
      bytes += piece.byteLength;
      if (bytes >= most) break;
    }
  } catch (error) {
    // The status is known already; the message is what came before the connection was lost.
    if (!(error instanceof TypeError)) throw error;
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, most));
}

function limitedResponse(response: Response): Response {
  let bytes = 0;
  const limited = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.byteLength;
      if (bytes > STREAM_BYTES) controller.error(new CallFailure('too-large', `sent more than ${STREAM_BYTES} bytes`));
      else controller.enqueue(piece);
    },
  });
  return new Response(response.body?.pipeThrough(limited) ?? null, response);
}
