/** How much a figure rests on, and how much more would decide. */

import type { Comparison } from '../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { normalQuantile } from '../evaluation/normal.ts';
import { counted } from './figures.ts';

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

/** How many blocks in all, at the measured difference and scatter, would tell the two apart. */
export interface Needed {
  readonly blocks: number;
  readonly sessions: number;
}

/** z(1 − 0.1) + z(0.8): one-sided error of 0.1, power of 0.8. */
const Z_TEST = 1.2816 + 0.8416;
/** More than this and the difference is too small to be worth the sessions. */
const MOST_SESSIONS = 200;

/**
 * n = (z₁₋α + z₁₋β)² σ² / δ² with δ the measured difference of profit per hour, and σ² = SE² × blocks, SE read off the
 * width of the normal interval. Never below five sessions. null when nothing was measured or the difference is zero.
 */
export function evidenceNeeded(comparison: Comparison): Needed | null {
  const { profitPerHour, blocks, sessions } = comparison;
  if (profitPerHour === null || profitPerHour.mean === 0 || blocks === 0 || sessions === 0) return null;
  const standardError = (profitPerHour.high - profitPerHour.low) / (2 * normalQuantile((1 + profitPerHour.level) / 2));
  const needed = (Z_TEST * Z_TEST * standardError * standardError * blocks) / profitPerHour.mean ** 2;
  const perSession = blocks / sessions;
  const inSessions = Math.max(ENOUGH_SESSIONS, Math.ceil(needed / perSession));
  return { blocks: Math.ceil(Math.max(needed, ENOUGH_SESSIONS * perSession)), sessions: inSessions };
}

/** At the least, for a test that is looked at once: `at least about 168 blocks in all (14 sessions, 11 more) if the difference stays as measured`. */
export function neededWords(comparison: Comparison): string {
  const needed = evidenceNeeded(comparison);
  if (needed === null) return 'no difference measured, so no number of sessions can be named';
  if (needed.sessions > MOST_SESSIONS) {
    return `more than ${MOST_SESSIONS} sessions at the measured difference: too small to be worth deciding`;
  }
  const more = needed.sessions - comparison.sessions;
  if (more <= 0) {
    return 'more sessions: a test planned for so many would be decided by now, one that may be looked at after every session is not yet';
  }
  return `at least about ${counted(needed.blocks, 'block')} in all (${counted(needed.sessions, 'session')}, ${more} more) if the difference stays as measured`;
}
