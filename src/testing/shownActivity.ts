/** The activity of a campaign in the middle of a session, for tests of what is shown of it. */

import type { Activity, LaneActivity } from '../app/activity.ts';

export function shownLane(name: string, more: Partial<LaneActivity> = {}): LaneActivity {
  return {
    name,
    role: name.startsWith('p') ? 'trial' : 'acting',
    ...{ profit: 0, fills: 0, position: 0, positionValue: 0, openOrders: 0, risk: 'active' as const },
    ...{ noBids: null, noAsks: null, riskEvent: null },
    ...more,
  };
}

/** Session 3 of 8, 24 of 60 min, in which v2 acts beside v1 and two candidates. */
export function shownActivity(more: Partial<Activity> = {}): Activity {
  return {
    format: 1,
    pid: 4242,
    at: '2026-01-02T03:04:05.000Z',
    study: 'default',
    symbol: 'BTC-USD-PERP',
    currency: '$',
    campaign: {
      ...{ id: 1, mode: 'sim' as const, done: 2, planned: 8, minutes: 60 },
      startedAt: '2026-01-02T03:00:00.000Z',
      secondsLeft: 190,
    },
    activity: { kind: 'session', since: '2026-01-02T03:03:57.000Z', share: 0.4, secondsLeft: 12, race: null },
    session: {
      ...{ number: 12, nth: 3, market: 'calm', startedAt: '2026-01-02T03:03:57.000Z', running: true },
      ...{ elapsedSeconds: 1440, plannedSeconds: 3600, acting: 2, champion: 1 },
      lanes: [
        shownLane('v2', { profit: 0.12, fills: 14, position: -0.0022, positionValue: -204.1, openOrders: 2 }),
        shownLane('v1', { role: 'champion', profit: -1.5, fills: 1203, noAsks: 'position-limit' }),
        shownLane('p17', { profit: -0.02, fills: 3, noBids: 'no-level', noAsks: 'no-level' }),
        shownLane('p18', { profit: 0.4, fills: 30, position: 0.5, positionValue: 46_000, openOrders: 6 }),
      ],
    },
    feed: null,
    orders: null,
    waiting: [],
    onTrial: [17, 18],
    next: 'its evaluation, a round of proposals, then session 4 of 8',
    end: null,
    ...more,
  };
}
