/** Who is champion of a study, who was before, and who follows when risk stops the champion. */

import { stoppedByItself } from '../risk/stops.ts';
import type { LaneIndex, LanePair } from './laneIndex.ts';
import type { SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

type Titles = Pick<StudyRecords, 'versions' | 'decisions'>;

interface Lanes {
  readonly laneIndex: LaneIndex;
}

/** The version that holds the title: the first, until a promotion or a rollback names another. */
export function championOf({ versions, decisions }: Titles): number {
  const named = decisions.filter((d) => d.version !== null && (d.kind === 'promote' || d.kind === 'rollback')).at(-1);
  return named?.version ?? versions[0]?.number ?? 1;
}

/** Every champion in the order in which they held the title; the present one is last. */
export function champions({ versions, decisions }: Titles): number[] {
  const named = decisions.flatMap((d) =>
    d.version !== null && (d.kind === 'promote' || d.kind === 'rollback') ? [d.version] : [],
  );
  const first = versions[0]?.number ?? 1;
  return [first, ...named];
}

/**
 * The former champion that takes over after a session in which risk stopped the champion, in its pessimistic lane: the newest
 * that was never stopped itself. null when the champion was not stopped, has lost the title since, or there is nobody to go back to.
 */
export function successorAfter(session: SessionRecord, study: Titles & Lanes): number | null {
  const [champion, ...earlier] = champions(study).toReversed();
  if (champion !== session.champion || !stoppedIn(session.id, champion, study)) return null;
  return earlier.find((number) => !wasEverStopped(number, study)) ?? null;
}

function stoppedIn(sessionId: number, version: number, { laneIndex }: Lanes): boolean {
  return wasStopped(laneIndex.lanesOf(version).get(sessionId));
}

/** As itself, or under another number. */
function wasEverStopped(version: number, { laneIndex }: Lanes): boolean {
  return laneIndex.versionsLike(version).some((number) => [...laneIndex.lanesOf(number).values()].some(wasStopped));
}

/** In its pessimistic lane, for what it did. */
function wasStopped(lanes: LanePair | undefined): boolean {
  const lane = lanes?.pessimistic;
  return lane !== undefined && stoppedByItself({ ...lane.metrics, riskEvents: lane.riskEvents });
}
