/** `fetch` for the SDKs: it follows no redirect, limits what it reads, and keeps the error message of the server. */

import type { CallClock } from './call.ts';
import { CallFailure, retryAfterMs, statusFailure } from './callFailure.ts';
import { messageIn } from './untrustedJson.ts';

/** Bytes read of a reply that is an error, for its message. */
const WORDS_BYTES = 65_536;
/** An event of about 250 bytes carries a token of about four; a longer stream cannot be an answer. */
const STREAM_BYTES = 256_000_000;

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The SDKs wrap what this throws in an error of their own, with the {@link CallFailure} as its cause.
 *
 * @param expected content type of an answer; a web page with status 200 is none
 */
export function guardedFetch(expected: 'text/event-stream' | 'application/json', clock: CallClock): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (!response.ok) {
      const target = response.headers.get('location');
      const words = messageIn(await beginning(response)) || (target === null ? '' : `redirects to ${target}`);
      throw statusFailure(response.status, words, retryAfterMs(response.headers, clock.wallMs()));
    }
    const type = response.headers.get('content-type') ?? 'no content type';
    if (!type.toLowerCase().startsWith(expected)) {
      throw new CallFailure('not-found', `answered with something else than ${expected}`, {
        words: `${type}: ${messageIn(await beginning(response))}`,
      });
    }
    return new Response(response.body?.pipeThrough(limited()) ?? null, response);
  };
}

async function beginning(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece);
      bytes += piece.byteLength;
      if (bytes >= WORDS_BYTES) break;
    }
  } catch (error) {
    // The status is known already; the message is what came before the connection was lost.
    if (!(error instanceof TypeError)) throw error;
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, WORDS_BYTES));
}

function limited(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.byteLength;
      if (bytes > STREAM_BYTES) controller.error(new CallFailure('too-large', `sent more than ${STREAM_BYTES} bytes`));
      else controller.enqueue(piece);
    },
  });
}
