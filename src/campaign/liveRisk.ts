/** What ends a live campaign between two sessions: losses, and halts of the version's own limits. A person starts it again. */

import { championOf } from '../study/champions.ts';
import { PAPER_SESSIONS_BEFORE_LIVE, paperSessions } from '../study/paperEvidence.ts';
import type { CampaignPlan, SessionRecord, StudyRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { OrderHalt } from './ports.ts';

/** Loss of a UTC day at which live trading ends, % of capital. */
const DAY_LOSS_PCT = 4;
const DAY_US = 86_400e6;

/** A version that has not shown itself on paper over this market leaves the session to the champion. */
export function liveActing(wanted: number, study: StudySnapshot, { feed }: CampaignPlan): number {
  if (feed === undefined) return wanted;
  return paperSessions(study, wanted, feed).length >= PAPER_SESSIONS_BEFORE_LIVE ? wanted : championOf(study);
}

/** null where the campaign may go on. @param session sealed just now */
export function haltAfter(
  { facts, endReason }: SessionRecord,
  study: StudySnapshot,
  terms: Pick<StudyRecord, 'capital'>,
): OrderHalt | null {
  const live = facts?.live;
  if (facts === null || live === undefined) return null;
  const stopped = live.riskEvents.at(-1);
  if (live.riskState === 'halted' && stopped !== undefined) return { code: stopped.code, text: stopped.message };
  if (endReason?.startsWith('orders were halted') === true) return { code: 'orders', text: endReason };
  return dayLossHalt(study, terms, facts.startUs + facts.durationUs);
}

/** null where the sessions of the day have lost less. It counts all live sessions of the study. @param nowUs µs since 1970 */
export function dayLossHalt(
  { sessions }: Pick<StudySnapshot, 'sessions'>,
  { capital }: Pick<StudyRecord, 'capital'>,
  nowUs: number,
): OrderHalt | null {
  const dayOf = (us: number): number => Math.floor(us / DAY_US);
  let profit = 0;
  for (const { facts } of sessions) {
    if (facts?.live !== undefined && dayOf(facts.startUs) === dayOf(nowUs)) profit += facts.live.metrics.profit;
  }
  const mostLoss = (DAY_LOSS_PCT / 100) * capital;
  if (-profit < mostLoss) return null;
  const text = `the live sessions of this day (UTC) have lost ${(-profit).toFixed(2)}, and ${mostLoss.toFixed(2)} is ${DAY_LOSS_PCT} % of the capital`;
  return { code: 'day-loss', text };
}
