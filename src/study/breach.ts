/** A champion that risk had to stop gives its title back: whatever earned it counts for less than a limit that was reached. */

import { lanesOf, versionsLike } from './laneIndex.ts';
import type { DecisionRecord, LaneRecord, SessionRecord, VersionRecord } from './records.ts';
import { champions } from './standing.ts';

export interface BreachInput {
  readonly versions: readonly VersionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly decisions: readonly DecisionRecord[];
}

/**
 * The former champion that takes over after a session in which risk stopped the champion, in its pessimistic lane: the newest
 * that was never stopped itself. null when the champion was not stopped, has lost the title since, or there is nobody to go back to.
 */
export function successorAfter(session: SessionRecord, input: BreachInput): number | null {
  const [champion, ...earlier] = champions(input).toReversed();
  if (champion !== session.champion || !stoppedIn(session.id, champion, input)) return null;
  return earlier.find((number) => !wasStopped(number, input)) ?? null;
}

function stoppedIn(sessionId: number, version: number, { lanes }: BreachInput): boolean {
  return lanesOf(version, lanes).get(sessionId)?.pessimistic?.metrics.riskState === 'halted';
}

/** As itself, or under another number. */
function wasStopped(version: number, { versions, lanes }: BreachInput): boolean {
  return versionsLike(version, versions).some((number) =>
    [...lanesOf(number, lanes).values()].some(({ pessimistic }) => pessimistic?.metrics.riskState === 'halted'),
  );
}
