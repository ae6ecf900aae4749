import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTape, roundNumbers } from '../market/aTape.testing.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { families } from '../market/synthetic/families.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { ASK, BID, type Tape, TapeBuilder, tapeDurationUs } from '../market/tape.ts';
import { Replay } from './replay.ts';
import { segmentOf } from './segment.ts';

/** The touch with its sizes at each of the moments, without whoever knows what lies behind it. */
function touchesAt(tape: Tape, momentsUs: readonly number[]): string[] {
  const replay = new Replay(compileTape(tape));
  return momentsUs.map((atUs) => {
    replay.runUntil(atUs);
    const { book, baseTicks } = replay;
    const bid = book.hasBid ? `${book.bidIndex + baseTicks} × ${book.lotsAt(BID, book.bidIndex)}` : 'none';
    const ask = book.hasAsk ? `${book.askIndex + baseTicks} × ${book.lotsAt(ASK, book.askIndex)}` : 'none';
    return `${bid} | ${ask}`;
  });
}

const cut = (tape: Tape, fromUs: number, toUs: number): Tape => segmentOf(tape, compileTape(tape), fromUs, toUs);

/** Moments every 100 ms from one to the other. */
function moments(fromUs: number, toUs: number): number[] {
  return Array.from({ length: Math.floor((toUs - fromUs) / 1e5) }, (_, i) => fromUs + i * 1e5);
}

describe('a piece of a tape', () => {
  it.each(families)('of a %s market shows the same touch as the whole from that moment on', (family) => {
    const tape = generateMarket({ family, seed: 'cut', minutes: 3, instrument: btcUsdPerp });
    for (const [fromUs, toUs] of [
      [0, 180e6],
      [1, 60e6],
      [61_234_567, 122e6],
      [150e6, 180e6],
    ] as const) {
      const whole = moments(fromUs, toUs);
      expect(touchesAt(cut(tape, fromUs, toUs), moments(0, toUs - fromUs))).toEqual(touchesAt(tape, whole));
    }
  });

  it('of any uncrossed market does so too, empty sides and resets included', () => {
    const anyRow = fc.record({
      wait: fc.constantFrom(0, 1),
      what: fc.oneof(
        { weight: 20, arbitrary: fc.constant('depth' as const) },
        { weight: 1, arbitrary: fc.constant('reset' as const) },
      ),
      side: fc.constantFrom(BID, ASK),
      offset: fc.nat(5),
      lots: fc.constantFrom(0, 0, 1, 2, 3),
    });
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 3, maxLength: 60 }), fc.nat(20), (rows, second) => {
        const builder = new TapeBuilder({ ...roundNumbers, startUs: 0 });
        let timeUs = 0;
        builder.depth(0, BID, 999, 1);
        for (const { wait, what, side, offset, lots } of rows) {
          timeUs += wait * 1e6;
          if (what === 'reset') builder.reset(timeUs);
          else builder.depth(timeUs, side, side === BID ? 999 - offset : 1_001 + offset, lots);
        }
        // A piece without a single price would be refused, and rightly.
        builder.depth(timeUs + 1e6, BID, 990, 1);
        const tape = builder.build();
        const fromUs = Math.min(second * 1e6, timeUs);
        const toUs = timeUs + 1e6;
        const whole = moments(fromUs, toUs);
        expect(touchesAt(cut(tape, fromUs, toUs), moments(0, toUs - fromUs))).toEqual(touchesAt(tape, whole));
      }),
    );
  });

  it('begins with the rows stamped at the cut behind it and lasts as long as it was cut', () => {
    const tape = aTape()
      .quotes(99, 5, 101, 5)
      .after(10)
      .sold(99, 1)
      .bid(99, 8)
      .after(1)
      .sold(99, 3)
      .after(9)
      .bid(99, 5)
      .quietUntil(60)
      .tape();
    const piece = cut(tape, 10e6, 15e6);
    expect(touchesAt(piece, [0])).toEqual(['99 × 8 | 101 × 5']);
    expect(tapeDurationUs(piece)).toBe(5e6);
    expect(piece.startUs).toBe(tape.startUs + 10e6);
    expect(compileTape(piece).trades).toBe(1);
  });

  it.each([
    [-1, 10e6],
    [10e6, 10e6],
    [20e6, 10e6],
    [0, 61e6],
    [Number.NaN, 10e6],
  ])('from %d to %d µs of a minute is refused', (fromUs, toUs) => {
    const tape = aTape().quotes(99, 5, 101, 5).quietUntil(60).tape();
    expect(() => cut(tape, fromUs, toUs)).toThrow(RangeError);
  });
});
