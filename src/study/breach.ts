/** A champion that risk had to stop gives its title back: whatever earned it counts for less than a limit that was reached. */

import type { ComparedInput } from './compareVersions.ts';
import { lanesOf, versionsLike } from './laneIndex.ts';
import type { SessionRecord } from './records.ts';
import { champions } from './standing.ts';

type Titles = Pick<ComparedInput, 'versions' | 'lanes' | 'decisions'>;

/**
 * The former champion that takes over after a session in which risk stopped the champion, in its pessimistic lane: the newest
 * that was never stopped itself. null when the champion was not stopped, has lost the title since, or there is nobody to go back to.
 */
export function successorAfter(session: SessionRecord, input: Titles): number | null {
  const [champion, ...earlier] = champions(input).toReversed();
  if (champion !== session.champion || !stoppedIn(session.id, champion, input)) return null;
  return earlier.find((number) => !wasStopped(number, input)) ?? null;
}

function stoppedIn(sessionId: number, version: number, { lanes }: Titles): boolean {
  return lanesOf(version, lanes).get(sessionId)?.pessimistic?.metrics.riskState === 'halted';
}

/** As itself, or under another number. */
function wasStopped(version: number, { versions, lanes }: Titles): boolean {
  return versionsLike(version, versions).some((number) =>
    [...lanesOf(number, lanes).values()].some(({ pessimistic }) => pessimistic?.metrics.riskState === 'halted'),
  );
}
