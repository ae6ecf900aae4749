/** Sessions that measured nothing, since their acting version did not place a single order. */

import type { SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** Completed ones, in order. */
export function sessionsWithoutOrders({ sessions, lanes }: Pick<StudyRecords, 'sessions' | 'lanes'>): SessionRecord[] {
  return sessions.filter(
    ({ id, status, acting }) =>
      status === 'completed' &&
      lanes.some(
        (lane) =>
          lane.sessionId === id &&
          lane.version === acting &&
          lane.fillModel === 'pessimistic' &&
          lane.metrics.requests.placed === 0,
      ),
  );
}
