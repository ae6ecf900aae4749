import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { families } from '../market/synthetic/families.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { ASK, BID, type Tape, TapeBuilder, tapeDurationUs } from '../market/tape.ts';
import type { TapeRows } from '../market/tapeRows.ts';
import { aTape, roundNumbers } from '../testing/tape.ts';
import { Replay } from './replay.ts';
import { segmentRows } from './segment.ts';

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

/** The piece as one tape; the whole comes in pieces of seven rows. */
async function cut(tape: Tape, fromUs: number, toUs: number): Promise<Tape> {
  const inSevens: TapeRows = async (use) => {
    for (let from = 0; from < tape.length; from += 7) use(rowsOf(tape, from, Math.min(from + 7, tape.length)));
  };
  const builders: TapeBuilder[] = [];
  await segmentRows(
    inSevens,
    compileTape(tape),
    fromUs,
    toUs,
  )((piece) => {
    const builder = builders[0] ?? new TapeBuilder(piece);
    builders[0] = builder;
    for (let i = 0; i < piece.length; i++) {
      const [timeUs = 0, kind = 0, side = 0, ticks = 0, size = 0] = [
        piece.timeUs[i],
        piece.kind[i],
        piece.side[i],
        piece.priceTicks[i],
        piece.size[i],
      ];
      builder.append(timeUs, kind, side, ticks, size);
    }
  });
  return (builders[0] ?? new TapeBuilder(tape)).build();
}

function rowsOf(tape: Tape, from: number, to: number): Tape {
  return {
    ...tape,
    length: to - from,
    timeUs: tape.timeUs.subarray(from, to),
    kind: tape.kind.subarray(from, to),
    side: tape.side.subarray(from, to),
    priceTicks: tape.priceTicks.subarray(from, to),
    size: tape.size.subarray(from, to),
  };
}

/** Moments every 100 ms from one to the other. */
function moments(fromUs: number, toUs: number): number[] {
  return Array.from({ length: Math.floor((toUs - fromUs) / 1e5) }, (_, i) => fromUs + i * 1e5);
}

describe('a piece of a tape', () => {
  it.each(families)('of a %s market shows the same touch as the whole from that moment on', async (family) => {
    const tape = generateMarket({ family, seed: 'cut', minutes: 3, instrument: btcUsdPerp });
    for (const [fromUs, toUs] of [
      [0, 180e6],
      [1, 60e6],
      [61_234_567, 122e6],
      [150e6, 180e6],
    ] as const) {
      const whole = moments(fromUs, toUs);
      expect(touchesAt(await cut(tape, fromUs, toUs), moments(0, toUs - fromUs))).toEqual(touchesAt(tape, whole));
    }
  });

  it('of any uncrossed market does so too, empty sides and resets included', async () => {
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
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 3, maxLength: 60 }), fc.nat(20), async (rows, second) => {
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
        expect(touchesAt(await cut(tape, fromUs, toUs), moments(0, toUs - fromUs))).toEqual(touchesAt(tape, whole));
      }),
    );
  });

  it('begins with the rows stamped at the cut behind it and lasts as long as it was cut', async () => {
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
    const piece = await cut(tape, 10e6, 15e6);
    expect(touchesAt(piece, [0])).toEqual(['99 × 8 | 101 × 5']);
    expect(tapeDurationUs(piece)).toBe(5e6);
    expect(piece.startUs).toBe(tape.startUs + 10e6);
    expect(compileTape(piece).trades).toBe(1);
  });

  it('keeps the delay in force, and what was still under way at the cut', async () => {
    const tape = aTape()
      .late(0.05)
      .quotes(99, 5, 101, 5)
      .at(9.5)
      .late(3)
      .bid(99, 6)
      .at(9.8)
      .late(0.2)
      .bid(99, 7)
      .at(11)
      .late(0.1)
      .bid(99, 8)
      .quietUntil(60)
      .tape();
    const heard = async (fromUs: number): Promise<number[][]> => {
      const { delays } = compileTape(await cut(tape, fromUs, 60e6));
      if (delays === undefined) throw new Error('the piece has no delays');
      return Array.from({ length: delays.length }, (_, k) =>
        [delays.fromUs, delays.delayUs, delays.receiptUs].map((column) => (column[k] ?? 0) / 1e6),
      );
    };
    expect(await heard(5e6)).toEqual([
      [0, 0.05, 0.05],
      [4.5, 3, 7.5],
      [4.8, 0.2, 7.5],
      [6, 0.1, 7.5],
    ]);
    // At 10 s the book of 9.5 s is still under way until 12.5 s, and so is all behind it.
    expect(await heard(10e6)).toEqual([
      [0, 0.2, 2.5],
      [1, 0.1, 2.5],
    ]);
    expect(await heard(30e6)).toEqual([[0, 0.1, 0.1]]);
    expect(
      compileTape(await cut(aTape().quotes(99, 5, 101, 5).quietUntil(60).tape(), 30e6, 60e6)).delays,
    ).toBeUndefined();
  });

  it.each([
    [-1, 10e6],
    [10e6, 10e6],
    [20e6, 10e6],
    [0, 61e6],
    [Number.NaN, 10e6],
  ])('from %d to %d µs of a minute is refused', async (fromUs, toUs) => {
    const tape = aTape().quotes(99, 5, 101, 5).quietUntil(60).tape();
    await expect(cut(tape, fromUs, toUs)).rejects.toThrow(RangeError);
  });
});
