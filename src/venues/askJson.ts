/** One question to a venue over HTTP: JSON or an error in words, within a time and a size. Redirects are not followed. */

import { AnswerTooLong, secondsToWait, textOf } from './httpAnswer.ts';
import { plainLine } from './plainLine.ts';
import { connectionWords, statusFault, VenueError } from './venueError.ts';

/** The largest lists of instruments have about 15 MB. */
const MOST_BYTES = 64_000_000;
const SHOWN_CHARACTERS = 160;

export interface Question {
  /** Name of the venue, for messages. */
  readonly venue: string;
  readonly url: string;
  /** Sent by POST; a question without it is a GET. */
  readonly body?: string;
  /** For head and body of the answer together. */
  readonly timeoutMs: number;
  /** Ends the wait. */
  readonly stop: AbortSignal;
}

/** The JSON of an answer with status 2xx. @throws VenueError */
export async function askJson(question: Question): Promise<unknown> {
  const { venue, url, body, timeoutMs, stop } = question;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, stop]);
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        'user-agent': 'mmtune',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ?? null,
      redirect: 'manual',
      signal,
    });
    const text = await textOf(response, MOST_BYTES);
    if (response.ok) {
      const json = jsonOf(text);
      if (json !== undefined) return json;
      const type = response.headers.get('content-type') ?? 'no content type';
      throw new VenueError(venue, 'garbage', `answered with something else than JSON (${type}: ${beginning(text)})`);
    }
    const [fault, what] = statusFault(response.status, secondsToWait(response));
    const said = beginning(text);
    throw new VenueError(venue, fault, said === '' ? what : `${what}; it says: ${said}`, response.status);
  } catch (error) {
    if (error instanceof VenueError) throw error;
    if (error instanceof AnswerTooLong) throw new VenueError(venue, 'garbage', error.message);
    if (stop.aborted) throw new VenueError(venue, 'stopped', 'was no longer waited for');
    if (timeout.aborted) throw new VenueError(venue, 'timeout', `gave no whole answer within ${timeoutMs / 1000} s`);
    throw new VenueError(venue, 'unreachable', connectionWords(error));
  }
}

/** undefined for a text that is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The beginning of an answer on one line and without tags. */
function beginning(text: string): string {
  const words = text.slice(0, 4000).replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ');
  return plainLine(words, SHOWN_CHARACTERS);
}
