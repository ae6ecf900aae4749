/** A champion that risk had to stop gives its title back: whatever earned it counts for less than a limit that was reached. */

import { stoppedByItself } from '../risk/stops.ts';
import type { LaneIndex, LanePair } from './laneIndex.ts';
import { champions } from './leaderboard.ts';
import type { SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

type Titles = Pick<StudyRecords, 'versions' | 'decisions'> & { readonly laneIndex: LaneIndex };

/**
 * The former champion that takes over after a session in which risk stopped the champion, in its pessimistic lane: the newest
 * that was never stopped itself. null when the champion was not stopped, has lost the title since, or there is nobody to go back to.
 */
export function successorAfter(session: SessionRecord, study: Titles): number | null {
  const [champion, ...earlier] = champions(study).toReversed();
  if (champion !== session.champion || !stoppedIn(session.id, champion, study)) return null;
  return earlier.find((number) => !wasEverStopped(number, study)) ?? null;
}

function stoppedIn(sessionId: number, version: number, { laneIndex }: Titles): boolean {
  return wasStopped(laneIndex.lanesOf(version).get(sessionId));
}

/** As itself, or under another number. */
function wasEverStopped(version: number, { laneIndex }: Titles): boolean {
  return laneIndex.versionsLike(version).some((number) => [...laneIndex.lanesOf(number).values()].some(wasStopped));
}

/** In its pessimistic lane, for what it did. */
function wasStopped(lanes: LanePair | undefined): boolean {
  const lane = lanes?.pessimistic;
  return lane !== undefined && stoppedByItself({ ...lane.metrics, riskEvents: lane.riskEvents });
}
