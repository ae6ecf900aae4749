/** How many orders a version is going to send, from its paper sessions, beside what a venue allows: known before a live session begins. */

import { KEPT_FOR_CANCELS, WARN_AT } from './messageBudget.ts';

/** One paper session of the version. */
export interface MeasuredMessages {
  readonly hours: number;
  /** Orders placed and cancelled, as the venue counts them. */
  readonly orders: number;
  /** Value of the fills, quote currency. */
  readonly traded: number;
}

export type VenueBudget =
  /** So many until the program ends: the limit of its own order manager. */
  | { readonly kind: 'per-run'; readonly orders: number }
  /** So many orders a day. Paradex for a retail account: 1,000. */
  | { readonly kind: 'per-day'; readonly orders: number }
  /**
   * So many for the life of an account, and more for each unit of quote currency that it trades. Hyperliquid: 10,000, and 1 per USDC.
   * `used` and `traded` are of before.
   */
  | {
      readonly kind: 'per-volume';
      readonly orders: number;
      readonly perTraded: number;
      readonly used: number;
      readonly traded: number;
    };

export const PARADEX_RETAIL: VenueBudget = { kind: 'per-day', orders: 1000 };

/** @param before what the account has sent and traded already */
export function hyperliquidBudget(before: { readonly used: number; readonly traded: number }): VenueBudget {
  return { kind: 'per-volume', orders: 10_000, perTraded: 1, ...before };
}

export interface PlannedSessions {
  readonly hoursPerSession: number;
  /** Of the campaign. */
  readonly sessions: number;
  /** Most of them on one day (UTC). */
  readonly sessionsPerDay: number;
}

export interface MessageForecast {
  readonly verdict: 'enough' | 'warn' | 'refuse';
  readonly perSession: number;
  readonly perDay: number;
  /** Orders of the time that the budget is for (a day, or all until the end of the campaign), and how many are allowed in it. */
  readonly expected: number;
  readonly allowed: number;
  /** With the numbers. */
  readonly text: string;
}

/**
 * The mean of the measured sessions, by their hours. It refuses where the part of the budget that is kept for cancels would be
 * needed: the order manager HALTS there. It refuses too where nothing was measured.
 * @throws RangeError for hours, orders or sessions that are no such numbers
 */
export function forecastMessages(
  measured: readonly MeasuredMessages[],
  plan: PlannedSessions,
  budget: VenueBudget,
): MessageForecast {
  for (const one of measured) check({ hours: one.hours }, { orders: one.orders, traded: one.traded });
  check({ ...plan }, {});
  const hours = measured.reduce((sum, one) => sum + one.hours, 0);
  if (hours === 0) {
    const text = 'No paper session of this version says how many orders it sends.';
    return { verdict: 'refuse', perSession: 0, perDay: 0, expected: 0, allowed: 0, text };
  }
  const perHour = measured.reduce((sum, one) => sum + one.orders, 0) / hours;
  const tradedPerHour = measured.reduce((sum, one) => sum + one.traded, 0) / hours;
  const perSession = perHour * plan.hoursPerSession;
  const perDay = perSession * plan.sessionsPerDay;
  const [expected, allowed] = against(budget, perDay, perHour, tradedPerHour, plan);
  const share = allowed > 0 ? expected / allowed : Number.POSITIVE_INFINITY;
  const verdict = share > 1 - KEPT_FOR_CANCELS ? 'refuse' : share >= WARN_AT ? 'warn' : 'enough';
  const span = budget.kind === 'per-day' ? 'a day' : 'until the campaign ends';
  const text = `${count(perHour)} orders an hour in ${measured.length} paper sessions are ${count(perSession)} a session and ${count(perDay)} a day: ${count(expected)} of ${count(allowed)} ${span}${verdict === 'refuse' ? `, and ${count(allowed * KEPT_FOR_CANCELS)} are kept for cancels` : ''}.`;
  return { verdict, perSession, perDay, expected, allowed, text };
}

function against(
  budget: VenueBudget,
  perDay: number,
  perHour: number,
  tradedPerHour: number,
  { hoursPerSession, sessions }: PlannedSessions,
): readonly [expected: number, allowed: number] {
  if (budget.kind === 'per-day') return [perDay, budget.orders];
  const hours = hoursPerSession * sessions;
  if (budget.kind === 'per-run') return [perHour * hours, budget.orders];
  return [budget.used + perHour * hours, budget.orders + budget.perTraded * (budget.traded + tradedPerHour * hours)];
}

function check(positive: Record<string, number>, notNegative: Record<string, number>): void {
  for (const [name, value] of Object.entries({ ...positive, ...notNegative })) {
    const isRight = Number.isFinite(value) && (name in positive ? value > 0 : value >= 0);
    if (!isRight) throw new RangeError(`"${name}" cannot be ${value}`);
  }
}

function count(orders: number): string {
  return String(Math.ceil(orders)).replace(/\B(?=(\d{3})+$)/g, ',');
}
