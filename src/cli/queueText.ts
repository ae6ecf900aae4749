/** Versions that wait for their session, for the terminal. */

import type { VersionRecord } from '../study/records.ts';

/** E.g. `v4 (by human), v5 (by surrogate)`. */
function queueNames(queue: readonly VersionRecord[]): string {
  return queue.map(({ number, author }) => `v${number} (by ${author})`).join(', ');
}

/** One line; none when nothing waits. */
export function queueLines(queue: readonly VersionRecord[]): string[] {
  const [first] = queue;
  if (first === undefined) return [];
  return [
    `Queued    ${queueNames(queue)}: ${queue.length === 1 ? 'runs' : 'each runs'} in a session of its own; tune cancel v${first.number} --reason … takes it out`,
  ];
}
