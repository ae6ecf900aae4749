/** An answer put together from the pieces of a stream, up to a limit of bytes. */

import type { LlmAnswer, LlmUsage } from '../proposer/llm.ts';
import { CallFailure } from './callFailure.ts';

/** Limit for text and reasoning of an answer together, UTF-8. */
const ANSWER_BYTES = 2_000_000;

/** What a stream held when it ended. */
export interface StreamedAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly finish: LlmAnswer['finish'];
  readonly usage: LlmUsage | null;
  /** The model that the endpoint reports; null without. */
  readonly model: string | null;
}

/** Counts the bytes of one answer. */
export class StreamAccumulator {
  #bytes = 0;

  /**
   * The piece if it is text, else an empty text: servers send null and leave fields out.
   * @throws CallFailure too-large
   */
  take(piece: unknown): string {
    if (typeof piece !== 'string') return '';
    this.#bytes += Buffer.byteLength(piece);
    if (this.#bytes > ANSWER_BYTES) {
      throw new CallFailure('too-large', `sent more than ${ANSWER_BYTES} bytes of text in one answer`);
    }
    return piece;
  }
}

/** A stream that ends without a reason was cut, even if the connection was closed properly. */
export function cutShort(): CallFailure {
  return new CallFailure('cut', 'ended its answer without a reason for the end', { retriable: true });
}
