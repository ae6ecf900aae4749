/** How much a figure rests on, and how much more would decide. */

import type { Comparison } from '../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';

/** As {@link ENOUGH_SESSIONS}, of fills. */
const ENOUGH_FILLS = 30;

export type Weight = 'says little' | 'thin' | 'enough';

/** Whether results of that many sessions and fills carry a decision. */
export function weightOf(sessions: number, fills: number): Weight {
  if (sessions <= 1 || fills < ENOUGH_FILLS) return 'says little';
  return sessions < ENOUGH_SESSIONS ? 'thin' : 'enough';
}

/** `1 session, 37 fills: says little`. */
export function evidenceWords(sessions: number, fills: number): string {
  const facts = `${counted(sessions, 'session')}, ${counted(fills, 'fill')}`;
  const weight = weightOf(sessions, fills);
  if (weight === 'enough') return facts;
  return weight === 'thin'
    ? `${facts}: thin (${ENOUGH_SESSIONS} sessions are the least to decide on)`
    : `${facts}: ${weight}`;
}

/** More than this and the difference is too small to be worth the sessions. */
const MOST_SESSIONS = 200;

/** Whether the verdict leaves anything to be decided. */
export function isOpen({ verdict }: Comparison): boolean {
  return verdict !== 'promote' && verdict !== 'roll-back';
}

/** For a table: `22`, `> 200`, `decided`; `–` where no number is enough. */
export function sessionsToDecide(comparison: Comparison): string {
  if (!isOpen(comparison)) return 'decided';
  const { sessionsNeeded } = comparison;
  if (sessionsNeeded === null) return NOT_KNOWN;
  return sessionsNeeded > MOST_SESSIONS ? `> ${MOST_SESSIONS}` : String(sessionsNeeded);
}

/** `about 22 more paired sessions if the effect is as measured (80 % chance)`, for a comparison that is open. */
export function neededWords({ gainPerHour, sessionsNeeded, tradesEnough, signAgrees }: Comparison): string {
  if (gainPerHour === null) return 'nothing was measured yet, so no number of sessions can be named';
  if (sessionsNeeded === null && gainPerHour.mean > 0) {
    if (!tradesEnough) return 'no number of sessions promotes a version that trades less than the study asks for';
    if (!signAgrees) return 'no number of sessions promotes a gain that is a loss under optimistic fills';
  }
  if (sessionsNeeded === null) return 'no number of sessions decides an effect as small as the measured one';
  if (sessionsNeeded > MOST_SESSIONS)
    return `more than ${MOST_SESSIONS} sessions at the measured effect: too small to be worth deciding`;
  if (sessionsNeeded === 0)
    return 'an effect as measured is usually decided by now: the next sessions tell whether it holds';
  return `about ${sessionsNeeded} more paired ${sessionsNeeded === 1 ? 'session' : 'sessions'} if the effect is as measured (80 % chance)`;
}

/** What so many sessions would have found: `an effect of ±$0.40 an hour or more would show by now (80 % chance)`. */
export function detectableWords({ minimumDetectableEffect }: Comparison, figures: Figures): string {
  if (minimumDetectableEffect === null)
    return 'nothing would show by now: fewer than ten sessions do not tell how skewed the differences are';
  return `an effect of ±${figures.value(minimumDetectableEffect)} an hour or more would show by now (80 % chance)`;
}
