/** What a version has shown on paper before it may trade: sessions over the very market. */

import type { Feed, SessionRecord } from './records.ts';
import { feedName } from './sessions.ts';
import type { StudyRecords } from './studyRecords.ts';

/** Completed sessions on paper that a version needs before its orders may go to a venue. */
export const PAPER_SESSIONS_BEFORE_LIVE = 5;

/** Completed paper sessions over a market in which a version ran, under either fill model. */
export function paperSessions(
  { sessions, campaigns, lanes }: Pick<StudyRecords, 'sessions' | 'campaigns' | 'lanes'>,
  version: number,
  feed: Feed,
): SessionRecord[] {
  const onFeed = new Set(
    campaigns
      .filter(({ plan }) => plan.mode === 'paper' && plan.feed !== undefined && feedName(plan.feed) === feedName(feed))
      .map(({ id }) => id),
  );
  const ran = new Set(lanes.filter((lane) => lane.version === version).map(({ sessionId }) => sessionId));
  return sessions.filter(
    ({ id, campaignId, status }) => status === 'completed' && onFeed.has(campaignId) && ran.has(id),
  );
}
