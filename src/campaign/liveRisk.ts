/** What ends a live campaign until a person starts it again. */

import { mayAct, PAPER_SESSIONS_BEFORE_LIVE } from '../study/paperEvidence.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { OrderHalt } from './ports.ts';

/** The title may have gone back to a version that never ran on paper over this market: its orders would be a guess. */
export function haltBefore(acting: number, study: StudySnapshot, plan: CampaignPlan): OrderHalt | null {
  if (mayAct(study, acting, plan)) return null;
  const text = `v${acting} is to act and has no ${PAPER_SESSIONS_BEFORE_LIVE} completed paper sessions over this market: tune start --mode paper`;
  return { code: 'no-paper-evidence', text };
}

/** Whether the version's own limits stopped it; null where the campaign may go on. A halt of orders is told before the next session. */
export function haltAfter({ facts }: SessionRecord): OrderHalt | null {
  const live = facts?.live;
  if (live === undefined) return null;
  const stopped = live.riskEvents.at(-1);
  if (live.riskState === 'halted' && stopped !== undefined) return { code: stopped.code, text: stopped.message };
  return null;
}
