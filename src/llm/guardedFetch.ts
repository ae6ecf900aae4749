/** `fetch` for the client libraries: follows no redirect, reads no more than it should, keeps a server's own words. */

import type { CallClock } from './call.ts';
import { CallFailure, retryAfterMs, statusFailure } from './callFailure.ts';
import { messageIn } from './untrustedJson.ts';

/** Of a reply that is no answer so much is read, for its words. */
const WORDS_BYTES = 65_536;
/** A token of four bytes travels in an event of some 250; beyond this a stream is no answer. */
const STREAM_BYTES = 256_000_000;

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The libraries wrap what this throws in an error of theirs with the {@link CallFailure} as its cause.
 * @param expected content type of an answer: a web page with status 200 is none.
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
    // The status is known by now; of the words there is what came before the connection was lost.
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
