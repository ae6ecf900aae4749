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

/** null where the campaign may go on. @param session sealed just now */
export function haltAfter({ facts, endReason }: SessionRecord): OrderHalt | null {
  const live = facts?.live;
  if (live === undefined) return null;
  const stopped = live.riskEvents.at(-1);
  if (live.riskState === 'halted' && stopped !== undefined) return { code: stopped.code, text: stopped.message };
  if (endReason?.startsWith('orders were halted') === true) return { code: 'orders', text: endReason };
  return null;
}
