import { describe, expect, it } from 'vitest';
import { ASK, BID, TapeBuilder } from '../../market/tape.ts';
import { BTC_GRID, NEW_YEAR_US } from '../../testing/recordings/fixtures.ts';
import { tapeHealth, verdictText } from './tapeHealth.ts';

const SECOND = 1e6;

function healthOf(build: (tape: TapeBuilder) => void): ReturnType<typeof tapeHealth> {
  const builder = new TapeBuilder({ ...BTC_GRID, startUs: NEW_YEAR_US });
  build(builder);
  return tapeHealth(builder.build());
}

/** A hundred seconds of 100.0 to 100.2, with a trade at the ask every ten. */
function soundMarket(builder: TapeBuilder, fromUs = 0): void {
  builder.depth(fromUs, BID, 1000, 5);
  builder.depth(fromUs, ASK, 1002, 5);
  for (let i = 1; i <= 10; i++) {
    builder.trade(fromUs + i * 10 * SECOND, ASK, 1002, 1);
    builder.depth(fromUs + i * 10 * SECOND, ASK, 1002, 5 + i);
  }
}

describe('the health of a tape', () => {
  it('is good where both sides stand all the time and trades are at them', () => {
    const health = healthOf(soundMarket);
    expect(health).toEqual({
      verdict: { grade: 'good', reasons: [] },
      spanUs: 100 * SECOND,
      silences: [0, 10, 20].map((s) => ({ fromUs: NEW_YEAR_US + s * SECOND, durationUs: 10 * SECOND })),
      withoutTwoSides: 0,
      crossed: 0,
      locked: 0,
      resets: 0,
      tradesOutsideTouch: 0,
      equalTrades: 0,
      rowsOfNoChange: 0,
      medianSpreadTicks: 2,
      medianSpreadBps: expect.closeTo((2 / 1001) * 1e4, 9),
    });
    expect(verdictText(health.verdict)).toBe('good');
  });

  it('gives the shares of time without two sides, locked and crossed', () => {
    const health = healthOf((builder) => {
      soundMarket(builder);
      builder.depth(110 * SECOND, BID, 1002, 1); // locked for 20 s, after 10 s of sound market
      builder.depth(130 * SECOND, BID, 1003, 1); // crossed for 10 s
      builder.reset(140 * SECOND); // nothing for 20 s
      builder.depth(160 * SECOND, BID, 1000, 5); // one side for 40 s
      builder.clock(200 * SECOND);
    });
    expect(health).toMatchObject({ locked: 0.1, crossed: 0.05, withoutTwoSides: 0.3, resets: 1, medianSpreadTicks: 2 });
    expect(verdictText(health.verdict)).toBe(
      'usable, but 30.0 % of the time have no two-sided book; the book is crossed for 5.0 % of the time',
    );
  });

  it('counts the time before the first row as time without a book', () => {
    const health = healthOf((builder) => {
      builder.clock(0);
      soundMarket(builder, 25 * SECOND);
    });
    expect(health.withoutTwoSides).toBe(0.2);
  });

  it('counts trades away from the best prices, equal trades and rows of no change', () => {
    const health = healthOf((builder) => {
      builder.trade(0, ASK, 900, 1); // no book yet: not judged
      soundMarket(builder);
      for (let i = 0; i < 2; i++) builder.trade(101 * SECOND, BID, 998, 3);
      builder.trade(101 * SECOND, BID, 998, 4);
      builder.trade(101 * SECOND, ASK, 1001, 4); // between them
      builder.depth(102 * SECOND, BID, 1000, 5);
      builder.depth(102 * SECOND, BID, 990, 0);
      builder.best(103 * SECOND, ASK, 1002, 15);
    });
    expect(health).toMatchObject({ equalTrades: 1, rowsOfNoChange: 3 });
    expect(health.tradesOutsideTouch).toBeCloseTo(3 / 14, 12);
    expect(verdictText(health.verdict)).toMatch(/^usable, but 21\.4 % of the trades are outside/);
  });

  it('warns of a long silence', () => {
    const health = healthOf((builder) => {
      soundMarket(builder);
      builder.depth(200 * SECOND, BID, 1000, 6);
    });
    expect(health.silences[0]).toEqual({ fromUs: NEW_YEAR_US + 100 * SECOND, durationUs: 100 * SECOND });
    expect(verdictText(health.verdict)).toBe('usable, but nothing happens for 100 s');
  });

  it('is none without trades, or without a bid below an ask', () => {
    const silent = healthOf((builder) => {
      builder.depth(0, BID, 1000, 5);
      builder.depth(0, ASK, 1002, 5);
      builder.clock(SECOND);
    });
    expect(verdictText(silent.verdict)).toBe('not a market: it has no trade, so nothing could fill');
    const oneSided = healthOf((builder) => {
      builder.depth(0, BID, 1000, 5);
      builder.trade(SECOND, BID, 1000, 1);
      builder.clock(2 * SECOND);
    });
    expect(verdictText(oneSided.verdict)).toBe('not a market: there is never a bid below an ask');
    expect(healthOf(() => undefined).verdict.grade).toBe('not a market');
  });
});
