/** An answer put together from a stream. Any part of what a server sends may be missing, null or of another type than documented. */

import type { LlmAnswer, LlmUsage } from '../proposer/llm.ts';
import { CallFailure } from './callFailure.ts';

/** Text and reasoning of an answer together, UTF-8. */
const ANSWER_BYTES = 2_000_000;

/** What a stream held when it ended. */
export interface StreamedAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly finish: LlmAnswer['finish'];
  readonly usage: LlmUsage | null;
  /** As the endpoint reports it; null without. */
  readonly model: string | null;
}

/** Counts the pieces of one answer. */
export class StreamAccumulator {
  #bytes = 0;

  /** The piece, when it is text; servers send null and leave fields out. @throws Failure too-large */
  take(piece: unknown): string {
    if (typeof piece !== 'string') return '';
    this.#bytes += Buffer.byteLength(piece);
    if (this.#bytes > ANSWER_BYTES) {
      throw new CallFailure('too-large', `sent more than ${ANSWER_BYTES} bytes of text in one answer`);
    }
    return piece;
  }
}

/** A stream that ends without saying why was cut, though the connection was closed in good order. */
export function cutShort(): CallFailure {
  return new CallFailure('cut', 'ended its answer without a reason for the end', { retriable: true });
}
