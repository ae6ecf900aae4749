/** Names at the queue, known to both of its sides. */

import type { Code } from './code.ts';

/** All keys of the program begin so. */
export const PREFIX = 'mmtune';

/** Each code has a queue of its own, so that no worker ever takes a unit of other code. */
export function queueName({ hash }: Pick<Code, 'hash'>): string {
  return `lanes-${hash.slice(0, 16)}`;
}

/** A unit that throws, or whose worker ends, is tried so often. */
export const TRIES = 3;

/** Units of one program that are at the queue at the same time. More wait in the program, where they need no memory of the server. */
export const MOST_AT_QUEUE = 256;
