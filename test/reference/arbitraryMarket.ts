/** Test support: random small markets with many rare events, and random scripts of orders at the same prices and times. */

import fc from 'fast-check';
import type { Instrument } from '../../src/market/instrument.ts';
import { ASK, BEST, BID, CLOCK, DEPTH, FUNDING, RESET, type Tape, TapeBuilder, TRADE } from '../../src/market/tape.ts';
import type { Script, ScriptOrder } from './script.ts';

const LOWEST = 1_000;
const TICKS = 8;
/** All times are multiples of this, so that rows, arrivals and cancels often have the same time stamp. */
export const BEAT_US = 1_000;
const BEATS = 60;
export const END_US: number = (BEATS + 40) * BEAT_US;

/**
 * Ticks from the worst price of a side. Most rows of a side are on three levels, so that queues grow, shrink and trade
 * many times while an order waits there; a few rows cross the middle.
 */
const anyOffset = fc.oneof({ weight: 12, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(TICKS - 1) });

const row = fc.record({
  wait: fc.constantFrom(0, 0, 0, 1, 1, 2),
  kind: fc.oneof(
    { weight: 50, arbitrary: fc.constant(DEPTH) },
    { weight: 30, arbitrary: fc.constant(TRADE) },
    { weight: 6, arbitrary: fc.constant(BEST) },
    { weight: 1, arbitrary: fc.constant(RESET) },
    { weight: 2, arbitrary: fc.constant(FUNDING) },
    { weight: 2, arbitrary: fc.constant(CLOCK) },
  ),
  side: fc.constantFrom(BID, ASK),
  offset: anyOffset,
  lots: fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 })),
});

/** Rows may cross the book, remove levels that do not exist, and share time stamps. */
export function anyTape(instrument: Instrument): fc.Arbitrary<Tape> {
  return fc.array(row, { minLength: 5, maxLength: 120, size: 'max' }).map((rows) => {
    const { symbol, tickSize, lotSize } = instrument;
    const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
    for (let i = 0; i < 3; i++) {
      builder.depth(0, BID, LOWEST + i, 3 + i);
      builder.depth(0, ASK, LOWEST + TICKS - 1 - i, 3 + i);
    }
    let beat = 0;
    for (const { wait, kind, side, offset, lots } of rows) {
      beat = Math.min(BEATS, beat + wait);
      const ticks = side === BID ? LOWEST + offset : LOWEST + TICKS - 1 - offset;
      const time = beat * BEAT_US;
      if (kind === FUNDING) builder.funding(time, ticks, (lots - 4) / 1_000);
      else if (kind === RESET) builder.reset(time);
      else if (kind === CLOCK) builder.clock(time);
      else builder.append(time, kind, side, ticks, kind === TRADE ? Math.max(1, lots) : lots);
    }
    return builder.build();
  });
}

const order: fc.Arbitrary<ScriptOrder> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    offset: anyOffset,
    lots: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    sent: fc.nat(BEATS - 10),
    life: fc.option(fc.nat(30), { nil: undefined }),
  })
  .map(({ side, offset, lots, sent, life }) => ({
    side,
    ticks: side === 'buy' ? LOWEST + offset : LOWEST + TICKS - 1 - offset,
    lots,
    sentUs: sent * BEAT_US,
    cancelSentUs: life === undefined ? undefined : (sent + life) * BEAT_US,
  }));

export const anyScript: fc.Arbitrary<Script> = fc.record({
  orders: fc.array(order, { minLength: 1, maxLength: 14, size: 'max' }),
  takes: fc.array(
    fc.record({
      sentUs: fc.nat(BEATS).map((beat) => beat * BEAT_US),
      lots: fc.integer({ min: -20, max: 20 }).filter((lots) => lots !== 0),
    }),
    { maxLength: 3 },
  ),
  latencyUs: fc.constantFrom(0, 1, 3, 10).map((beats) => beats * BEAT_US),
});
