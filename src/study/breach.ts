/** A champion that risk had to stop gives its title back: whatever earned it counts for less than a limit that was reached. */

import { stoppedByItself } from '../risk/stops.ts';
import type { ComparedInput } from './compareVersions.ts';
import { type LanePair, lanesOf, versionsLike } from './laneIndex.ts';
import { champions } from './leaderboard.ts';
import type { SessionRecord } from './records.ts';

type Titles = Pick<ComparedInput, 'versions' | 'lanes' | 'decisions'>;

/**
 * The former champion that takes over after a session in which risk stopped the champion, in its pessimistic lane: the newest
 * that was never stopped itself. null when the champion was not stopped, has lost the title since, or there is nobody to go back to.
 */
export function successorAfter(session: SessionRecord, input: Titles): number | null {
  const [champion, ...earlier] = champions(input).toReversed();
  if (champion !== session.champion || !stoppedIn(session.id, champion, input)) return null;
  return earlier.find((number) => !wasEverStopped(number, input)) ?? null;
}

function stoppedIn(sessionId: number, version: number, { lanes }: Titles): boolean {
  return wasStopped(lanesOf(version, lanes).get(sessionId));
}

/** As itself, or under another number. */
function wasEverStopped(version: number, { versions, lanes }: Titles): boolean {
  return versionsLike(version, versions).some((number) => [...lanesOf(number, lanes).values()].some(wasStopped));
}

/** In its pessimistic lane, for what it did. */
function wasStopped(lanes: LanePair | undefined): boolean {
  const lane = lanes?.pessimistic;
  return lane !== undefined && stoppedByItself({ ...lane.metrics, riskEvents: lane.riskEvents });
}
