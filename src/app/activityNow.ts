/** What a campaign does, followed from its events. */

import type { CampaignEvent, LiveActivity } from '../campaign/ports.ts';
import type { RaceProgress } from '../campaign/raceProgress.ts';
import { currencyOf } from '../market/money.ts';
import type { LaneNow } from '../session/laneNow.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignRecord, SessionRecord } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import {
  ACTIVITY_FORMAT,
  type Activity,
  type ActivityKind,
  type LaneActivity,
  type SessionActivity,
} from './activity.ts';
import { nextWords } from './activityWords.ts';

/** Below this share nothing is told about the time left: it would jump. */
const LEAST_SHARE = 0.05;
/** Rounds of sessions and proposals whose mean length tells how long the others take. */
const MOST_CYCLES = 8;

/** What goes on beside the sessions of a live market: it is shown until it is over. */
const BESIDE: ReadonlySet<ActivityKind> = new Set(['proposing', 'racing', 'asking-model', 'waiting-for-person']);

export interface ActivityOf {
  readonly campaign: CampaignRecord;
  readonly journal: Journal;
  readonly pid: number;
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: () => number;
  /** Feed and orders of a live market; null without one. */
  readonly live: () => LiveActivity | null;
}

/** Takes the events of one run of a campaign, and says at any moment what it does. */
export class ActivityNow {
  readonly #of: ActivityOf;
  #kind: ActivityKind = 'starting';
  #sinceMs: number;
  #done: number;
  #session: (Omit<SessionActivity, 'lanes'> & { readonly lanes: readonly LaneNow[] }) | null = null;
  #share: number | null = null;
  #race: RaceProgress | null = null;
  #waiting: readonly number[] = [];
  #onTrial: readonly number[] = [];
  /** Lengths of the newest rounds, from the start of a session to the start of the next, without the wait for a person. */
  readonly #cyclesMs: number[] = [];
  #cycleFromMs: number | null = null;
  #end: Activity['end'] = null;

  constructor(of: ActivityOf) {
    this.#of = of;
    this.#sinceMs = of.nowMs();
    const { id } = of.campaign;
    this.#done = of.journal
      .sessions()
      .filter(({ campaignId, status }) => campaignId === id && status === 'completed').length;
    this.readProposals();
  }

  get kind(): ActivityKind {
    return this.#kind;
  }

  take(event: CampaignEvent): void {
    switch (event.type) {
      case 'session-started':
        this.#begin(event.session, event.nth);
        this.readProposals();
        break;
      case 'session-progress':
        if (!this.#isLive || !BESIDE.has(this.#kind)) {
          this.#become('session');
          this.#share = Math.min(1, event.share);
        }
        if (this.#session !== null) {
          const { lanes, elapsedUs, plannedUs } = event;
          this.#session = {
            ...this.#session,
            lanes,
            elapsedSeconds: elapsedUs / 1e6,
            plannedSeconds: plannedUs / 1e6,
          };
        }
        break;
      case 'session-sealed':
        if (event.session.status === 'completed') this.#done++;
        if (this.#session !== null) this.#session = { ...this.#session, running: false };
        break;
      case 'working':
        this.#become(event.on);
        break;
      case 'racing': {
        const { type: _, ...race } = event;
        this.#become('racing');
        this.#race = race;
        this.#share = Math.min(1, race.share);
        break;
      }
      case 'proposed':
        if (this.#isLive && this.#session?.running === true) this.#become('session');
        this.readProposals();
        break;
      case 'chosen':
      case 'decided':
        this.readProposals();
        break;
      default:
    }
  }

  /** A person is asked. The time until they answer tells nothing about how long the campaign takes. */
  async whileAsking<T>(ask: () => Promise<T>): Promise<T> {
    const before = this.#kind;
    this.#become('waiting-for-person');
    const fromMs = this.#sinceMs;
    try {
      return await ask();
    } finally {
      if (this.#cycleFromMs !== null) this.#cycleFromMs += this.#of.nowMs() - fromMs;
      this.#become(before);
    }
  }

  end(end: Omit<NonNullable<Activity['end']>, 'at'>): void {
    this.#end = { ...end, at: iso(this.#of.nowMs()) };
    this.readProposals();
  }

  /** Proposals may be decided by another process too. */
  readProposals(): void {
    const proposals = this.#of.journal.proposals();
    const idsOf = (wanted: string) => proposals.flatMap(({ id, status }) => (status === wanted ? [id] : []));
    this.#waiting = idsOf('waiting');
    this.#onTrial = idsOf('on-trial');
  }

  now(): Activity {
    const { campaign, journal, pid, nowMs, live } = this.#of;
    const { plan } = campaign;
    const { name, instrument } = journal.study;
    const atMs = nowMs();
    const session = this.#session === null ? null : { ...this.#session, lanes: this.#session.lanes.map(laneActivity) };
    return {
      format: ACTIVITY_FORMAT,
      pid,
      at: iso(atMs),
      study: name,
      symbol: instrument.symbol,
      currency: currencyOf(instrument),
      campaign: {
        id: campaign.id,
        mode: plan.mode,
        done: this.#done,
        planned: plan.sessions,
        minutes: plan.minutes,
        startedAt: campaign.startedAt,
        secondsLeft: this.#campaignSecondsLeft(atMs),
      },
      activity: {
        kind: this.#kind,
        since: iso(this.#sinceMs),
        share: this.#share,
        secondsLeft: this.#secondsLeft(atMs),
        race: this.#race === null ? null : raceActivity(this.#race),
      },
      session,
      feed: live()?.feed ?? null,
      orders: live()?.orders ?? null,
      waiting: this.#waiting,
      onTrial: this.#onTrial,
      next: nextWords(this.#kind, { plan, done: this.#done }),
      end: this.#end,
    };
  }

  #begin(session: SessionRecord, nth: number): void {
    const atMs = this.#of.nowMs();
    if (this.#cycleFromMs !== null) {
      this.#cyclesMs.push(atMs - this.#cycleFromMs);
      if (this.#cyclesMs.length > MOST_CYCLES) this.#cyclesMs.shift();
    }
    this.#cycleFromMs = atMs;
    const { number, source, acting, champion, startedAt } = session;
    this.#session = {
      number,
      nth,
      market: source.type === 'synthetic' ? source.family : source.type === 'feed' ? feedName(source) : source.file,
      startedAt,
      running: true,
      elapsedSeconds: 0,
      plannedSeconds: this.#of.campaign.plan.minutes * 60,
      acting,
      champion,
      lanes: [],
    };
    this.#become('session');
  }

  #become(kind: ActivityKind): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#sinceMs = this.#of.nowMs();
    this.#share = null;
    this.#race = null;
  }

  get #isLive(): boolean {
    const { mode } = this.#of.campaign.plan;
    return mode === 'paper' || mode === 'live';
  }

  /** Of the present activity. A live market takes its own time; anything else goes on as fast as it went so far. */
  #secondsLeft(atMs: number): number | null {
    if (this.#end !== null) return null;
    if (this.#kind === 'session' && this.#session !== null && this.#isLive) return marketSecondsLeft(this.#session);
    if (this.#share === null || this.#share < LEAST_SHARE) return null;
    return Math.max(0, ((atMs - this.#sinceMs) / 1000) * (1 / this.#share - 1));
  }

  #campaignSecondsLeft(atMs: number): number | null {
    if (this.#end !== null) return null;
    const { sessions, minutes } = this.#of.campaign.plan;
    const cycle = mean(this.#cyclesMs) ?? (this.#isLive ? minutes * 60e3 : null);
    if (cycle === null) return null;
    // The round under way has gone on since its session began, which may be counted as done already.
    const begun = this.#session === null ? 0 : this.#session.running ? this.#done + 1 : this.#done;
    const untilMs = this.#kind === 'waiting-for-person' ? this.#sinceMs : atMs;
    const left = this.#cycleFromMs === null ? 0 : Math.max(0, cycle - (untilMs - this.#cycleFromMs));
    return (left + Math.max(0, sessions - begun) * cycle) / 1000;
  }
}

function laneActivity({ version, role, riskState, riskEvent, ...lane }: LaneNow): LaneActivity {
  const { profit, fills, position, positionValue, openOrders, noBids, noAsks } = lane;
  return {
    name: `${role === 'trial' ? 'p' : 'v'}${version}`,
    role,
    profit,
    fills,
    position,
    positionValue,
    openOrders,
    risk: riskState,
    noBids,
    noAsks,
    riskEvent:
      riskEvent === null
        ? null
        : { atSeconds: riskEvent.timeUs / 1e6, code: riskEvent.code, message: riskEvent.message },
  };
}

function raceActivity({ candidates, left, markets, ofMarkets }: RaceProgress): Activity['activity']['race'] {
  return { candidates, left, markets, ofMarkets };
}

function marketSecondsLeft({ plannedSeconds, elapsedSeconds }: Omit<SessionActivity, 'lanes'>): number {
  return Math.max(0, plannedSeconds - elapsedSeconds);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
