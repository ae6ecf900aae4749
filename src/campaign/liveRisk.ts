/** Which version acts in a live session, and which session ends its campaign until a person starts it again. */

import { championOf } from '../study/champions.ts';
import { PAPER_SESSIONS_BEFORE_LIVE, paperSessions } from '../study/paperEvidence.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { OrderHalt } from './ports.ts';

/** A version that has not shown itself on paper over this market leaves the session to the champion. */
export function liveActing(wanted: number, study: StudySnapshot, { feed }: CampaignPlan): number {
  if (feed === undefined) return wanted;
  return paperSessions(study, wanted, feed).length >= PAPER_SESSIONS_BEFORE_LIVE ? wanted : championOf(study);
}

/** Whether the version's own limits stopped it; null where the campaign may go on. A halt of orders is told before the next session. */
export function haltAfter({ facts }: SessionRecord): OrderHalt | null {
  const live = facts?.live;
  if (live === undefined) return null;
  const stopped = live.riskEvents.at(-1);
  if (live.riskState === 'halted' && stopped !== undefined) return { code: stopped.code, text: stopped.message };
  return null;
}
