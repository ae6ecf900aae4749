/** What a version has shown on paper before it may trade: sessions over the very market. */

import type { CampaignPlan, Feed, SessionRecord } from './records.ts';
import { feedName } from './sessions.ts';
import type { StudySnapshot } from './studySnapshot.ts';

/** Completed sessions on paper that a version needs before its orders may go to a venue. */
export const PAPER_SESSIONS_BEFORE_LIVE = 5;

/** Completed paper sessions over a market in which a version ran, or one with the same parameters, such as its copy by a roll-back. */
export function paperSessions(
  { sessions, campaigns, laneIndex }: Pick<StudySnapshot, 'sessions' | 'campaigns' | 'laneIndex'>,
  version: number,
  feed: Feed,
): SessionRecord[] {
  const onFeed = new Set(
    campaigns
      .filter(({ plan }) => plan.mode === 'paper' && plan.feed !== undefined && feedName(plan.feed) === feedName(feed))
      .map(({ id }) => id),
  );
  const ran = new Set(laneIndex.versionsLike(version).flatMap((alike) => [...laneIndex.lanesOf(alike).keys()]));
  return sessions.filter(
    ({ id, campaignId, status }) => status === 'completed' && onFeed.has(campaignId) && ran.has(id),
  );
}

/** Whether orders of a version may go to the venue of a live campaign. Other campaigns send none. */
export function mayAct(
  study: Pick<StudySnapshot, 'sessions' | 'campaigns' | 'laneIndex'>,
  version: number,
  { mode, feed }: CampaignPlan,
): boolean {
  if (mode !== 'live') return true;
  return feed !== undefined && paperSessions(study, version, feed).length >= PAPER_SESSIONS_BEFORE_LIVE;
}
