import { describe, expect, it } from 'vitest';
import { notMicroseconds, unitOfStamp } from './stampUnit.ts';

// date -u -d @1723075200: 2024-08-08T00:00:00Z
const SECONDS = 1_723_075_200;

describe('the unit of a stamp', () => {
  it.each([
    ['s', SECONDS],
    ['ms', SECONDS * 1e3],
    ['µs', SECONDS * 1e6],
    ['ns', SECONDS * 1e9],
    [undefined, 0],
    // The first hour of a tape that counts from zero, but in seconds it is the year 2084.
    ['s', 3_600e6],
    [undefined, 5e9],
    [undefined, 86_400e6],
    [undefined, SECONDS * 1e12],
  ])('is %s for %s', (unit, stamp) => {
    expect(unitOfStamp(stamp)).toBe(unit);
  });

  it('is named with the date that it means', () => {
    expect(notMicroseconds(SECONDS * 1e3, 'ts_us')).toBe(
      'ts_us 1723075200000 looks like milliseconds since 1970 (2024-08-08T00:00:00.000Z); microseconds are needed. Convert the stamps.',
    );
    expect(notMicroseconds(SECONDS * 1e6, 'ts_us')).toBeUndefined();
    expect(notMicroseconds(0, 'ts_us')).toBeUndefined();
  });
});
