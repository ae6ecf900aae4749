import { describe, expect, it } from 'vitest';
import { hasExpired } from './plan.ts';

describe('a plan expires', () => {
  it.each([
    ['2026-01-02T03:04:05.000Z', '2026-01-03T03:04:05.000Z', false],
    ['2026-01-02T03:04:05.000Z', '2026-01-03T03:04:05.001Z', true],
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:04.000Z', false],
    ['2027-12-31T23:59:59.999Z', '2028-01-01T23:59:59.999Z', false],
    ['2027-12-31T23:59:59.999Z', '2028-01-02T00:00:00.000Z', true],
    // A leap day, and none in 2027 and 2100.
    ['2028-02-28T12:00:00.000Z', '2028-02-29T12:00:00.000Z', false],
    ['2028-02-28T12:00:00.000Z', '2028-03-01T12:00:00.000Z', true],
    ['2027-02-28T12:00:00.000Z', '2027-03-01T12:00:00.000Z', false],
    ['2100-02-28T12:00:00Z', '2100-03-01T12:00:00Z', false],
  ])('24 hours after it began to wait: %s, %s', (since, at, expired) => {
    expect(hasExpired(since, at)).toBe(expired);
    expect(Date.parse(at) - Date.parse(since) > 24 * 3_600_000).toBe(expired);
  });

  it('refuses a time that it cannot read', () => {
    expect(() => hasExpired('yesterday', '2026-01-02T03:04:05.000Z')).toThrow('"yesterday" is no time');
  });
});
