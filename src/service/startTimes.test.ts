/** Starts in time zones. Expected moments are worked out by hand from the dates on which zones change their clocks. */

import { describe, expect, it } from 'vitest';
import { clockText, ScheduleError, startTimes } from './startTimes.ts';

/** The starts after one moment, up to another. */
function starts(expression: string, timezone: string, from: string, to: string): string[] {
  const { after } = startTimes(expression, timezone);
  const found: string[] = [];
  for (let next = after(Date.parse(from)); next !== null && next <= Date.parse(to); next = after(next)) {
    found.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('the clock goes forward: Vienna skips 02:00 to 03:00 on 29 March 2026, at 01:00 UTC', () => {
  const night = ['2026-03-28T12:00Z', '2026-03-30T12:00Z'] as const;

  it('moves a start in the skipped hour to the first moment after it, once', () => {
    expect(starts('30 2 * * *', 'Europe/Vienna', ...night)).toEqual(['2026-03-29T01:00Z', '2026-03-30T00:30Z']);
    expect(starts('0 2 * * *', 'Europe/Vienna', ...night)).toEqual(['2026-03-29T01:00Z', '2026-03-30T00:00Z']);
  });

  it('does so for a start in a list of hours, and makes one start of two that fall together', () => {
    expect(starts('0 2,14 * * *', 'Europe/Vienna', '2026-03-28T20:00Z', '2026-03-29T20:00Z')).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T12:00Z',
    ]);
    expect(starts('0 2,3 * * *', 'Europe/Vienna', '2026-03-28T20:00Z', '2026-03-29T20:00Z')).toEqual([
      '2026-03-29T01:00Z',
    ]);
  });

  it('leaves starts at other times alone', () => {
    expect(starts('0 22 * * *', 'Europe/Vienna', ...night)).toEqual(['2026-03-28T21:00Z', '2026-03-29T20:00Z']);
    expect(starts('0 22 * * *', 'UTC', ...night)).toEqual(['2026-03-28T22:00Z', '2026-03-29T22:00Z']);
  });

  it('loses no start in a zone that moves by half an hour: Lord Howe skips 02:00 to 02:30 on 4 October 2026', () => {
    expect(starts('0 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', '2026-10-05T00:00Z')).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:00Z',
    ]);
  });
});

describe('the clock goes back: Vienna shows 02:00 to 03:00 twice on 25 October 2026, from 00:00 to 02:00 UTC', () => {
  it('makes a start in the doubled hour once, at the first of the two', () => {
    expect(starts('30 2 * * *', 'Europe/Vienna', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(starts('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z')).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
  });

  it('makes it once in a list of hours too', () => {
    expect(starts('30 1,2 * * *', 'Europe/Vienna', '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '2026-10-24T23:30Z',
      '2026-10-25T00:30Z',
    ]);
  });

  it('follows the hours that pass where the expression does', () => {
    expect(starts('0 * * * *', 'Europe/Vienna', '2026-10-24T23:30Z', '2026-10-25T02:30Z')).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T01:00Z',
      '2026-10-25T02:00Z',
    ]);
    expect(starts('0 */2 * * *', 'Europe/Vienna', '2026-10-24T21:30Z', '2026-10-25T03:30Z')).toEqual([
      '2026-10-24T22:00Z',
      '2026-10-25T00:00Z',
      '2026-10-25T01:00Z',
      '2026-10-25T03:00Z',
    ]);
  });
});

describe('an expression that cannot be used', () => {
  it.each([
    ['61 * * * *', 'Invalid value for minute: 61'],
    ['0 22 * * 8', 'Invalid value for dayOfWeek: 8'],
    ['0 22 * *', 'it has 4 fields where five are needed'],
    ['0 0 22 * * *', 'it has 6 fields where five are needed'],
    ['2026-11-28T22:00:00', 'it has 1 fields where five are needed'],
    ['0 0 31 2 *', 'names no day that exists'],
  ])('%s is an error that names it', (expression, reason) => {
    const start = () => startTimes(expression, 'UTC');
    expect(start).toThrow(ScheduleError);
    expect(start).toThrow(`the schedule "${expression}"`);
    expect(start).toThrow(reason);
  });

  it('names a time zone that does not exist', () => {
    expect(() => startTimes('0 22 * * *', 'Europe/Wien')).toThrow('--timezone Europe/Wien is unknown');
  });
});

it('shows a moment as the clock of its zone does, with the distance to UTC', () => {
  const moment = Date.parse('2026-10-25T01:30Z');
  expect(clockText(moment, 'Europe/Vienna')).toBe('2026-10-25 02:30 Europe/Vienna (+01:00)');
  expect(clockText(moment - 3_600_000, 'Europe/Vienna')).toBe('2026-10-25 02:30 Europe/Vienna (+02:00)');
  expect(clockText(moment, 'UTC')).toBe('2026-10-25 01:30 UTC (+00:00)');
});
