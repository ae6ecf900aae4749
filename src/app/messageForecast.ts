/** Whether the orders that a live campaign will send fit into what the venue and the order manager allow. */

import { messageBudgetOf, type VenueAccount } from '../gateway/openGateway.ts';
import {
  forecastMessages,
  type MeasuredMessages,
  type PlannedSessions,
  type VenueBudget,
} from '../orders/forecastMessages.ts';
import { USUAL_MESSAGES } from '../orders/settings.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';

/**
 * @param sessions paper sessions in which the champion ran
 * @returns sentences with the numbers
 * @throws GatewayError where the venue does not say what the account may send
 */
export async function tooManyMessages(
  plan: CampaignPlan,
  account: VenueAccount,
  measured: readonly MeasuredMessages[],
): Promise<{ readonly refused: readonly string[]; readonly warned: readonly string[] }> {
  const { perRun } = USUAL_MESSAGES;
  const ofVenue = await messageBudgetOf(account);
  const budgets: readonly (readonly [string, VenueBudget])[] = [
    ...(perRun === null ? [] : ([['this program', { kind: 'per-run', orders: perRun }]] as const)),
    ...(ofVenue === null ? [] : ([[account.venue, ofVenue]] as const)),
  ];
  const forecasts = budgets.map(([who, budget]) => ({ who, ...forecastMessages(measured, plannedOf(plan), budget) }));
  const words = (wanted: 'refuse' | 'warn'): string[] =>
    forecasts
      .filter(({ verdict }) => verdict === wanted)
      .map(({ who, text }) => `orders and cancels that ${who} allows: ${text}`);
  return { refused: words('refuse'), warned: words('warn') };
}

/** Sessions that follow each other fill the hours of a day. */
function plannedOf({ sessions, minutes }: CampaignPlan): PlannedSessions {
  return {
    hoursPerSession: minutes / 60,
    sessions,
    sessionsPerDay: Math.min(sessions, Math.max(1, (24 * 60) / minutes)),
  };
}

/** Orders, cancels and volume of a version in each of these sessions, under pessimistic fills. */
export function measuredMessages(
  { laneIndex }: Pick<StudySnapshot, 'laneIndex'>,
  version: number,
  sessions: readonly SessionRecord[],
): MeasuredMessages[] {
  const alike = laneIndex.versionsLike(version);
  return sessions.flatMap(({ id, facts }) => {
    const lane = alike.map((number) => laneIndex.lanesOf(number).get(id)?.pessimistic).find((one) => one !== undefined);
    if (lane === undefined || facts === null) return [];
    const { requests, volume } = lane.metrics;
    return [{ hours: facts.durationUs / 3.6e9, orders: requests.placed + requests.cancelled, traded: volume }];
  });
}
