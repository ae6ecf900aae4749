/** What a campaign says of itself, against its records and a clock set by hand. */

import { expect, it } from 'vitest';
import type { CampaignEvent, LiveActivity } from '../campaign/ports.ts';
import type { CampaignPlan, CampaignRecord, ProposalRecord, SessionRecord } from '../study/records.ts';
import { quietOrders } from '../testing/quietOrders.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { type Activity, activitySchema } from './activity.ts';
import { ActivityNow } from './activityNow.ts';
import { nowWords } from './activityText.ts';

/** A campaign of which only the events are told; the clock stands until it is moved. */
class Told {
  readonly study = new SmallStudy();
  readonly campaign: CampaignRecord;
  readonly activity: ActivityNow;
  ms = Date.UTC(2026, 0, 1);
  live: LiveActivity | null = null;

  constructor(plan: Partial<CampaignPlan> = {}) {
    this.campaign = this.study.begin({ ...smallPlan, sessions: 10, minutes: 60, ...plan });
    this.activity = new ActivityNow({
      campaign: this.campaign,
      journal: this.study.journal(),
      pid: 42,
      nowMs: () => this.ms,
      live: () => this.live,
    });
  }

  /** @param seconds from the last event to this one */
  tell(seconds: number, event: CampaignEvent): this {
    this.ms += seconds * 1000;
    this.activity.take(event);
    return this;
  }

  start(seconds: number, nth: number): this {
    return this.tell(seconds, { type: 'session-started', session: this.session(nth), nth });
  }

  progress(seconds: number, nth: number, minutes: number): this {
    const [elapsedUs, plannedUs] = [minutes * 60e6, 3_600e6];
    const session = this.session(nth);
    const share = minutes / 60;
    return this.tell(seconds, {
      type: 'session-progress',
      ...{ session, elapsedUs, plannedUs, share, profit: 0, fills: 0, lanes: [] },
    });
  }

  seal(seconds: number, nth: number): this {
    return this.tell(seconds, { type: 'session-sealed', session: { ...this.session(nth), status: 'completed' } });
  }

  session(nth: number): SessionRecord {
    return {
      ...{ id: nth, number: nth, campaignId: this.campaign.id, mode: this.campaign.plan.mode, acting: 1, champion: 1 },
      source: { type: 'synthetic', family: 'calm', seed: 's', minutes: 60, startPrice: 92_000, generator: 1 },
      ...{ status: 'running', startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, endReason: null, facts: null },
    };
  }

  get now(): Activity {
    return this.activity.now();
  }
}

it('a whole campaign goes through its activities, and each is of the documented shape', async () => {
  const study = new SmallStudy();
  const campaign = study.begin({ ...smallPlan, sessions: 2, trials: 2 });
  const journal = study.journal();
  let ms = Date.UTC(2026, 0, 1);
  const activity = new ActivityNow({ campaign, journal, pid: 42, nowMs: () => ms, live: () => null });
  const seen: Activity[] = [activity.now()];
  const progress = (event: CampaignEvent): void => {
    ms += 1000;
    activity.take(event);
    seen.push(activity.now());
  };
  await study.run(campaign, { progress });
  activity.end({ kind: 'finished', words: 'it is finished' });
  seen.push(activity.now());

  // The schema leaves out what it does not know: that all stays shows that nothing is undocumented.
  for (const one of seen) expect(activitySchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  const kinds = seen.map((one) => one.activity.kind).filter((kind, i, all) => kind !== all[i - 1]);
  const [first, ...others] = kinds.slice(kinds.indexOf('loading-market'));
  expect([first, ...others.slice(0, 3)]).toEqual(['loading-market', 'session', 'writing', 'evaluating']);
  expect(new Set(kinds)).toEqual(
    new Set(['starting', 'proposing', 'racing', 'loading-market', 'session', 'writing', 'evaluating']),
  );
  const last = seen.at(-1) ?? expect.unreachable();
  expect(last.campaign).toMatchObject({ done: 2, planned: 2 });
  expect(last.end).toMatchObject({ kind: 'finished' });

  // The figures at the end of a session are those on record, under pessimistic fills.
  const [session] = journal.sessions();
  const shown = seen.findLast((one) => one.session?.number === 1)?.session ?? expect.unreachable();
  expect(shown).toMatchObject({ running: false, elapsedSeconds: 300, plannedSeconds: 300, market: 'calm' });
  const versions = journal.lanes(session?.id ?? 0).filter(({ fillModel }) => fillModel === 'pessimistic');
  const trials = journal.trialLanes(session?.id ?? 0).filter(({ fillModel }) => fillModel === 'pessimistic');
  const recorded = [
    ...versions.map(({ version, metrics }) => [`v${version}`, metrics.profit, metrics.fills]),
    ...trials.map(({ proposalId, metrics }) => [`p${proposalId}`, metrics.profit, metrics.fills]),
  ];
  expect(trials.length).toBeGreaterThan(0);
  expect(shown.lanes.map(({ name, profit, fills }) => [name, profit, fills])).toEqual(recorded);
});

it('time left of a session that runs as fast as it can follows from how fast it went', () => {
  const told = new Told().start(0, 1).progress(30, 1, 15);
  // A quarter took 30 s.
  expect(told.now.activity).toMatchObject({ kind: 'session', share: 0.25, secondsLeft: 90 });
  // The campaign is as long as ten rounds, of which none has ended yet.
  expect(told.now.campaign.secondsLeft).toBeNull();
  // 3 % is too little to tell from.
  expect(new Told().start(0, 1).progress(2, 1, 1.8).now.activity.secondsLeft).toBeNull();
});

it('time left of a live session is that of its market', () => {
  const told = new Told({ mode: 'paper' }).start(0, 1).progress(900, 1, 15);
  expect(told.now.activity.secondsLeft).toBe(45 * 60);
  // 45 min of this session and nine hours after it.
  expect(told.now.campaign.secondsLeft).toBe(45 * 60 + 9 * 3600);
});

it('a round beside a live session is shown until it is over, and the session goes on meanwhile', () => {
  const told = new Told({ mode: 'paper' })
    .start(0, 1)
    .tell(10, { type: 'working', on: 'proposing' })
    .progress(50, 1, 1);
  expect(told.now).toMatchObject({ activity: { kind: 'proposing' }, session: { elapsedSeconds: 60, running: true } });
  const proposal = { id: 1 } as ProposalRecord;
  told.tell(5, { type: 'proposed', proposal, onTrial: [], others: 0 });
  expect(told.now.activity.kind).toBe('session');
});

it('time left of the campaign follows from the rounds so far, without the wait for a person', async () => {
  const told = new Told().start(0, 1).seal(60, 1);
  await told.activity.whileAsking(() => {
    expect(told.now.activity.kind).toBe('waiting-for-person');
    told.ms += 500_000;
    return Promise.resolve();
  });
  // From the start of session 1 to the start of session 2: 100 s, and 500 s in which a person was asked.
  told.start(40, 2).progress(25, 2, 30);
  expect(told.now.campaign.secondsLeft).toBe(75 + 800);
  await told.activity.whileAsking(() => {
    told.ms += 50_000;
    expect(told.now.campaign.secondsLeft).toBe(75 + 800);
    return Promise.resolve();
  });
  // Of the second round 75 s are left, and eight follow.
  expect(told.now.campaign).toMatchObject({ done: 1, secondsLeft: 75 + 800 });
  expect(told.seal(45, 2).now.campaign).toMatchObject({ done: 2, secondsLeft: 30 + 800 });
});

it('a race tells candidates, those left and markets, and its time left', () => {
  const race = { candidates: 8, left: 5, markets: 10, ofMarkets: 24, share: 0.5 };
  const told = new Told().tell(0, { type: 'racing', ...race, share: 0 }).tell(20, { type: 'racing', ...race });
  expect(told.now.activity).toEqual({
    kind: 'racing',
    since: '2026-01-01T00:00:00.000Z',
    share: 0.5,
    secondsLeft: 20,
    race: { candidates: 8, left: 5, markets: 10, ofMarkets: 24 },
  });
  expect(told.tell(1, { type: 'working', on: 'asking-model' }).now.activity).toMatchObject({
    kind: 'asking-model',
    since: '2026-01-01T00:00:21.000Z',
    share: null,
    race: null,
  });
});

it('what comes next follows from the plan', () => {
  const next = (plan: Partial<CampaignPlan>): string =>
    new Told(plan).tell(0, { type: 'working', on: 'proposing' }).now.next;
  expect(next({ trials: 8 })).toBe('the best candidates go on trial, then session 1 of 10');
  expect(next({ approval: 'ask' })).toBe('you are asked about the best candidate, then session 1 of 10');
  const last = new Told({ sessions: 1, trials: 8 }).start(0, 1);
  expect(last.now.next).toBe('its evaluation, then the end of the campaign');
  expect(last.seal(1, 1).tell(0, { type: 'working', on: 'evaluating' }).now.next).toBe('the end of the campaign');
});

it('the state of a live feed and of its orders is taken over as it is at that moment', () => {
  const told = new Told({ mode: 'live' });
  const feed = {
    isConnected: true,
    agesMs: { trades: 120 },
    messages: 40,
    losses: 1,
    lastReason: null,
    captureBytes: 9,
  };
  told.live = { feed, orders: quietOrders };
  expect(activitySchema.parse(told.now)).toMatchObject({ feed, orders: quietOrders });
  // Written by a version of this program that knew no orders.
  const { orders: _, ...before } = told.now;
  expect(activitySchema.parse(before).orders).toBeNull();
});

it('a wait for the account is not called a wait for the feed', () => {
  const told = new Told({ mode: 'live' }).tell(0, { type: 'working', on: 'waiting-for-feed' });
  const feed = { isConnected: true, agesMs: {}, messages: 1, losses: 0, lastReason: null, captureBytes: 0 };
  told.live = { feed, orders: { ...quietOrders, blocks: [{ code: 'reconciling', text: 'not read yet' }] } };
  expect(nowWords(told.now)).toBe('waiting until orders may leave');
  told.live = { feed: { ...feed, isConnected: false }, orders: quietOrders };
  expect(nowWords(told.now)).toBe('waiting for the feed');
});
