import { describe, expect, it } from 'vitest';
import { forecastMessages, hyperliquidBudget, PARADEX_RETAIL } from './forecastMessages.ts';

const DAILY = { hoursPerSession: 1, sessions: 14, sessionsPerDay: 1 };

describe('a forecast of messages', () => {
  it('warns from half of a day’s orders on and refuses where the part for cancels would be needed', () => {
    const verdictOf = (orders: number): string =>
      forecastMessages([{ hours: 1, orders, traded: 0 }], DAILY, PARADEX_RETAIL).verdict;
    expect([499, 500, 800, 801].map(verdictOf)).toEqual(['enough', 'warn', 'warn', 'refuse']);
  });

  it('weighs sessions by their hours, and says the numbers', () => {
    // 300 + 1,500 orders in 1 + 2 hours: 600 an hour. Sessions of 2 hours, twice a day.
    const measured = [
      { hours: 1, orders: 300, traded: 100 },
      { hours: 2, orders: 1500, traded: 800 },
    ];
    const plan = { hoursPerSession: 2, sessions: 10, sessionsPerDay: 2 };
    expect(forecastMessages(measured, plan, PARADEX_RETAIL)).toEqual({
      verdict: 'refuse',
      perSession: 1200,
      perDay: 2400,
      expected: 2400,
      allowed: 1000,
      text: '600 orders an hour in 2 paper sessions are 1,200 a session and 2,400 a day: 2,400 of 1,000 a day, and 200 are kept for cancels.',
    });
    // 20 hours: 12,000 orders after 500 of before, and 20 × 300 traded after 2,000 of before.
    expect(forecastMessages(measured, plan, hyperliquidBudget({ used: 500, traded: 2000 }))).toMatchObject({
      verdict: 'warn',
      expected: 12_500,
      allowed: 18_000,
      text: '600 orders an hour in 2 paper sessions are 1,200 a session and 2,400 a day: 12,500 of 18,000 until the campaign ends.',
    });
  });

  it('counts all sessions of the campaign against what the program itself may send', () => {
    const measured = [{ hours: 1, orders: 900, traded: 0 }];
    expect(forecastMessages(measured, { ...DAILY, sessions: 8 }, { kind: 'per-run', orders: 10_000 })).toMatchObject({
      verdict: 'warn',
      expected: 7200,
      allowed: 10_000,
    });
    expect(forecastMessages(measured, { ...DAILY, sessions: 9 }, { kind: 'per-run', orders: 10_000 }).verdict).toBe(
      'refuse',
    );
  });

  it('refuses without a measurement, and throws for numbers that are none', () => {
    expect(forecastMessages([], DAILY, PARADEX_RETAIL)).toMatchObject({ verdict: 'refuse' });
    const strange = [{ hours: Number.NaN, orders: 1, traded: 0 }];
    expect(() => forecastMessages(strange, DAILY, PARADEX_RETAIL)).toThrow('"hours" cannot be NaN');
    expect(() => forecastMessages([], { ...DAILY, sessionsPerDay: 0 }, PARADEX_RETAIL)).toThrow(
      '"sessionsPerDay" cannot be 0',
    );
  });
});
