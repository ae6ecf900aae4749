/** The service under an injected clock: nights with a change of the clock, standstills, campaigns that overlap starts. */

import { describe, expect, it } from 'vitest';
import { startTimes } from '../service/startTimes.ts';
import { LockBusy, type LockHolder } from '../store/lock.ts';
import { UsageError } from './errors.ts';
import { type ScheduleEvent, type StartEnd, serveSchedule } from './serveSchedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Night {
  readonly expression: string;
  readonly timezone?: string;
  readonly from: string;
  readonly to: string;
  readonly lateMinutes?: number;
  readonly seenBefore?: string;
  /** What a campaign does; by default it takes one minute. */
  readonly campaign?: (night: Clock) => StartEnd;
  readonly holder?: (now: number) => LockHolder | null;
  /** At the first look at or after this moment the machine stands still for so long. */
  readonly standstill?: { readonly at: string; readonly ms: number };
}

/** A clock that moves in sleeps only. */
class Clock {
  now: number;
  longestSleep = 0;

  constructor(now: number) {
    this.now = now;
  }

  wallMs(): number {
    return this.now;
  }
}

/** Runs the service from one moment to another; returns what it told, one line an event. */
async function told(night: Night) {
  const { expression, timezone = 'UTC', from, to, lateMinutes = 10, campaign, holder, standstill } = night;
  const clock = new Clock(Date.parse(from));
  const stop = new AbortController();
  const events: ScheduleEvent[] = [];
  let stood = false;
  await serveSchedule(
    {
      times: startTimes(expression, timezone),
      lateMs: lateMinutes * MINUTE,
      stop: stop.signal,
      running: () => holder?.(clock.now) ?? null,
      start: () => {
        if (campaign !== undefined) return Promise.resolve(clock).then(campaign);
        clock.now += MINUTE;
        return Promise.resolve('finished');
      },
      tell: (event) => void events.push(event),
      clock: {
        wallMs: () => clock.now,
        sleep: (ms) => {
          clock.longestSleep = Math.max(clock.longestSleep, ms);
          clock.now += ms;
          if (standstill !== undefined && !stood && clock.now >= Date.parse(standstill.at)) {
            stood = true;
            clock.now += standstill.ms;
          }
          if (clock.now > Date.parse(to)) stop.abort();
          return Promise.resolve();
        },
      },
    },
    night.seenBefore === undefined ? null : Date.parse(night.seenBefore),
  );
  return { lines: events.map(lineOf), longestSleep: clock.longestSleep };
}

function lineOf(event: ScheduleEvent): string {
  if ('starts' in event) return `${event.type} ${event.starts.map(utc).join(' ')}`;
  const more = event.type === 'ended' ? ` ${event.end}` : event.type === 'failed' ? ` ${event.message}` : '';
  return `${event.type} ${utc(event.at)}${more}`;
}

function utc(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16);
}

describe('a night in Vienna', () => {
  it('starts once a day at the time of the clock, in summer and in winter', async () => {
    const { lines } = await told({
      expression: '0 22 * * *',
      timezone: 'Europe/Vienna',
      from: '2026-10-24T12:00Z',
      to: '2026-10-26T12:00Z',
    });
    expect(lines.filter((line) => line.startsWith('starting'))).toEqual([
      'starting 2026-10-24T20:00',
      'starting 2026-10-25T21:00',
    ]);
  });

  it('starts once where the clock skips the time: 02:30 on 29 March, at 03:00 of the new time', async () => {
    const { lines } = await told({
      expression: '30 2 * * *',
      timezone: 'Europe/Vienna',
      from: '2026-03-28T12:00Z',
      to: '2026-03-29T12:00Z',
    });
    expect(lines).toEqual(['starting 2026-03-29T01:00', 'ended 2026-03-29T01:00 finished']);
  });

  it('starts once where the clock shows the time twice: 02:30 on 25 October, at the first', async () => {
    const { lines } = await told({
      expression: '30 2 * * *',
      timezone: 'Europe/Vienna',
      from: '2026-10-24T12:00Z',
      to: '2026-10-25T12:00Z',
    });
    expect(lines).toEqual(['starting 2026-10-25T00:30', 'ended 2026-10-25T00:30 finished']);
  });
});

describe('a machine that slept', () => {
  const night = { expression: '0 22 * * *', from: '2026-03-01T21:00Z', to: '2026-03-02T12:00Z' };

  it('makes a start that is a few minutes late', async () => {
    const { lines } = await told({ ...night, standstill: { at: '2026-03-01T21:50Z', ms: 15 * MINUTE } });
    expect(lines[0]).toBe('starting 2026-03-01T22:00');
  });

  it('does not make up a start that is hours late, and says that it was missed', async () => {
    const { lines } = await told({ ...night, standstill: { at: '2026-03-01T21:50Z', ms: 9 * HOUR } });
    expect(lines).toEqual(['missed 2026-03-01T22:00']);
  });

  it('starts one campaign when it wakes, not one for each start that passed', async () => {
    const { lines } = await told({
      expression: '*/10 * * * *',
      from: '2026-03-01T21:01Z',
      to: '2026-03-01T22:05Z',
      standstill: { at: '2026-03-01T21:05Z', ms: 47 * MINUTE },
    });
    expect(lines).toEqual([
      'missed 2026-03-01T21:10 2026-03-01T21:20 2026-03-01T21:30 2026-03-01T21:40',
      'starting 2026-03-01T21:50',
      'ended 2026-03-01T21:50 finished',
      'starting 2026-03-01T22:00',
      'ended 2026-03-01T22:00 finished',
    ]);
  });

  it('never waits for long, because timers stand still while the machine sleeps', async () => {
    expect((await told({ ...night, to: '2026-03-01T21:30Z' })).longestSleep).toBe(15_000);
  });

  it('starts nothing again when the clock is set back by an hour', async () => {
    const { lines } = await told({ ...night, standstill: { at: '2026-03-01T22:05Z', ms: -HOUR } });
    expect(lines).toEqual(['starting 2026-03-01T22:00', 'ended 2026-03-01T22:00 finished']);
  });
});

describe('no two campaigns at once', () => {
  const hourly = { expression: '0 * * * *', from: '2026-03-01T09:30Z', to: '2026-03-01T13:30Z' };

  it('skips starts that come while the campaign of an earlier start runs, and says so', async () => {
    const { lines } = await told({
      ...hourly,
      campaign: (clock) => {
        clock.now += 2 * HOUR + 5 * MINUTE;
        return 'finished';
      },
    });
    expect(lines).toEqual([
      'starting 2026-03-01T10:00',
      'ended 2026-03-01T10:00 finished',
      'overlapped 2026-03-01T11:00 2026-03-01T12:00',
      'starting 2026-03-01T13:00',
      'ended 2026-03-01T13:00 finished',
      'overlapped 2026-03-01T14:00 2026-03-01T15:00',
    ]);
  });

  it('skips a start while a campaign runs that was started by hand', async () => {
    const byHand = { pid: 7, study: 'default' };
    const { lines } = await told({
      ...hourly,
      to: '2026-03-01T11:30Z',
      holder: (now) => (now < Date.parse('2026-03-01T10:30Z') ? byHand : null),
    });
    expect(lines).toEqual(['busy 2026-03-01T10:00', 'starting 2026-03-01T11:00', 'ended 2026-03-01T11:00 finished']);
  });

  it('skips it too when that campaign took the lock at the same moment', async () => {
    const { lines } = await told({
      ...hourly,
      to: '2026-03-01T10:30Z',
      campaign: () => {
        throw new LockBusy('tune.lock', { pid: 7, study: null });
      },
    });
    expect(lines).toEqual(['starting 2026-03-01T10:00', 'busy 2026-03-01T10:00']);
  });
});

describe('the service continues', () => {
  it('after a start that was refused, and after a fault', async () => {
    const errors = [new UsageError('the last campaign is unfinished'), new TypeError('x is undefined')];
    const { lines } = await told({
      expression: '0 * * * *',
      from: '2026-03-01T09:30Z',
      to: '2026-03-01T12:30Z',
      campaign: (clock) => {
        const error = errors.shift();
        if (error !== undefined) throw error;
        clock.now += MINUTE;
        return 'waiting';
      },
    });
    expect(lines).toEqual([
      'starting 2026-03-01T10:00',
      'failed 2026-03-01T10:00 the last campaign is unfinished',
      'starting 2026-03-01T11:00',
      'failed 2026-03-01T11:00 x is undefined',
      'starting 2026-03-01T12:00',
      'ended 2026-03-01T12:00 waiting',
    ]);
  });
});

describe('after a time without a service', () => {
  const night = { expression: '0 22 * * *', from: '2026-03-03T22:04Z', to: '2026-03-03T23:00Z' };

  it('says which starts were missed, and makes the one that is a few minutes late', async () => {
    const { lines } = await told({ ...night, seenBefore: '2026-03-01T22:00Z' });
    expect(lines).toEqual(['missed 2026-03-02T22:00', 'starting 2026-03-03T22:00', 'ended 2026-03-03T22:00 finished']);
  });

  it('looks at no start before it began where it served for the first time', async () => {
    expect((await told(night)).lines).toEqual([]);
  });

  it('waits as usual where an earlier service had seen a later time: its clock was wrong', async () => {
    const { lines } = await told({
      ...night,
      from: '2026-03-03T21:55Z',
      to: '2026-03-03T22:30Z',
      seenBefore: '2027-01-01T00:00Z',
    });
    expect(lines[0]).toBe('starting 2026-03-03T22:00');
  });
});
