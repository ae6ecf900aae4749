/** Sessions that measured nothing, since their acting version did not place a single order. */

import type { LaneRecord, SessionRecord } from './records.ts';

interface Ran {
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
}

/** Completed ones, in order. */
export function sessionsWithoutOrders({ sessions, lanes }: Ran): SessionRecord[] {
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
