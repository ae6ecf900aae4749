import { describe, expect, it } from 'vitest';
import { aTape } from '../testing/tape.ts';
import { compileTape } from './compiledTape.ts';
import { GrowingTape } from './growingTape.ts';
import { windowAround } from './priceRange.ts';
import { BID, CLOCK, type Tape, TapeBuilder } from './tape.ts';

const head = { symbol: 'ROUND', tickSize: 1, lotSize: 0.001, startUs: 0 };
const around = windowAround(10_000);
const growing = (): GrowingTape => new GrowingTape(head, around, false);

/** A market of the first second, and what follows in the second. */
const first = (): Tape => aTape().quotes(9_999, 5, 10_001, 5).at(0.6).sold(9_999, 2).tape();
const second = (): Tape => aTape().at(1.2).bought(10_001, 1).reset().tape();

describe('a tape that grows', () => {
  it('knows at each moment what it was given, and has the rows of the whole in the end', () => {
    const tape = growing();
    expect([tape.chunks, tape.length, tape.knownUs]).toEqual([0, 0, Number.NEGATIVE_INFINITY]);
    tape.grow(first(), 1e6);
    expect([tape.chunks, tape.length, tape.trades, tape.endUs, tape.twoSided]).toEqual([1, 3, 1, 0.6e6, true]);
    const seen = [...tape.chunk(0).timeUs];
    tape.grow(second(), 2e6);
    tape.grow(aTape().tape(), 3e6);
    expect([tape.chunks, tape.length, tape.trades, tape.endUs, tape.knownUs]).toEqual([3, 4, 2, 1.2e6, 3e6]);
    tape.end();
    expect(tape.knownUs).toBe(Number.POSITIVE_INFINITY);
    expect(tape.marks).toEqual([{ kind: 'reset', index: 4, timeUs: 1.2e6 }]);
    expect([...tape.chunk(0).timeUs]).toEqual(seen);
    const rows = [0, 1, 2].flatMap((i) => [...tape.chunk(i).timeUs]);
    expect(rows).toEqual([0, 0, 0.6e6, 1.2e6]);
  });

  it('takes no row of a time that was said to be known, none of a time that is not over, and none after its end', () => {
    const late = growing();
    late.grow(first(), 1.2e6);
    expect(() => late.grow(second(), 2e6)).toThrow(
      'comes late: it is of 1200000 µs, and all up to 1200000 µs was known',
    );
    expect(() => growing().grow(first(), 0.5e6)).toThrow('up to 500000 µs holds a row of 600000 µs');
    expect(() => late.grow(aTape().tape(), 1.1e6)).toThrow('known up to 1200000 µs already');
    const ended = growing();
    ended.end();
    expect(() => ended.grow(first(), 1e6)).toThrow('has ended');
  });

  it('that was stopped ends with a clock row of that time, which is part of what is saved', () => {
    const tape = growing();
    tape.grow(first(), 1e6);
    const row = tape.stop(2.5e6);
    expect([tape.endUs, tape.knownUs, tape.length]).toEqual([2.5e6, Number.POSITIVE_INFINITY, 3]);
    expect([[...row.timeUs], [...row.kind]]).toEqual([[2.5e6], [CLOCK]]);
    const saved = compileTape({ ...joined(first(), row), ...tape.fileHead });
    expect([saved.endUs, saved.baseTicks, saved.width]).toEqual([2.5e6, tape.baseTicks, tape.width]);
    expect(() => tape.stop(3e6)).toThrow('has ended');
    const late = growing();
    late.grow(first(), 1e6);
    expect(() => late.stop(0.9e6)).toThrow('known up to 1000000 µs already');
    late.stop(1e6);
    expect(late.endUs).toBe(1e6);
  });

  it('says how late its feed was when it has ended, since a recorded feed looks ahead', () => {
    const tape = growing();
    tape.grow(aTape().late(0.05).quotes(9_999, 5, 10_001, 5).tape(), 1e6);
    expect(() => tape.delays).toThrow('still grows');
    tape.grow(aTape().at(1.5).late(0.2).tape(), 2e6);
    tape.end();
    expect(tape.delays).toMatchObject({ length: 2 });
    expect([...(tape.delays?.delayUs ?? [])]).toEqual([50_000, 200_000, Number.POSITIVE_INFINITY]);
  });

  it('has to be told whether its feed shows best quotes alone', () => {
    const quotes = aTape().bestBid(9_999, 5).bestAsk(10_001, 5).sold(9_999, 1).tape();
    for (const quoteLevel of [true, false]) {
      const tape = new GrowingTape(head, around, quoteLevel);
      tape.grow(quotes, 1e6);
      expect([tape.quoteLevel, tape.head().quoteLevel]).toEqual([quoteLevel, quoteLevel]);
    }
    expect(compileTape(quotes).quoteLevel).toBe(true);
  });
});

it('keeps quotes far from all trades where they came in parts and where they came at once, as long as the window is the same', () => {
  // The asks withdraw by a tenth for a second, and nothing trades there.
  const withdrawn = (): Tape =>
    aTape().at(1.1).ask(10_001, 0).ask(11_000, 3).at(1.9).ask(11_000, 0).ask(10_001, 5).tape();
  const inParts = growing();
  inParts.grow(first(), 1e6);
  inParts.grow(withdrawn(), 2e6);
  const atOnce = growing();
  atOnce.grow(joined(first(), withdrawn()), 2e6);
  const codes = (tape: GrowingTape): number[] =>
    Array.from({ length: tape.chunks }, (_, i) => tape.chunk(i)).flatMap(({ code, length }) => [
      ...code.slice(0, length),
    ]);
  expect(codes(inParts)).toEqual(codes(atOnce));
  expect(codes(inParts)).toHaveLength(7);
  // A tape that was saved with the head of the one that grew is compiled in its window, also when nothing is known of its growth.
  const saved = { ...joined(first(), withdrawn()), ...inParts.fileHead };
  expect(saved).toMatchObject({ window: around, quoteLevel: false });
  expect([...compileTape(saved).code.slice(0, 7)]).toEqual(codes(inParts));
  // Known whole and without that head, the tape keeps prices 5 % around what traded and what was best on a side that others met.
  expect(compileTape(joined(first(), withdrawn())).length).toBeLessThan(7);
});

function joined(a: Tape, b: Tape): Tape {
  const builder = new TapeBuilder(head);
  for (const { length, timeUs, kind, side, priceTicks, size } of [a, b]) {
    for (let i = 0; i < length; i++) {
      builder.append(
        timeUs[i] as number,
        kind[i] as number,
        side[i] as 0 | 1,
        priceTicks[i] as number,
        size[i] as number,
      );
    }
  }
  return builder.build();
}

describe('the window of prices', () => {
  it('reaches half of the first price up and down, and never over 8 million prices', () => {
    expect(around).toEqual({ low: 4_998, high: 15_002 });
    expect(windowAround(9_999.5)).toEqual({ low: 4_998, high: 15_002 });
    expect(windowAround(20_000_000)).toEqual({ low: 16_000_000, high: 24_000_000 });
  });

  it.each([
    ['a trade at 15003 ticks', aTape().sold(15_003, 1)],
    ['a trade at 4997 ticks', aTape().bought(4_997, 1)],
    ['a bid at 15003 ticks', aTape().bid(15_003, 1)],
    ['an ask at 4997 ticks', aTape().ask(4_997, 1)],
    ['a bid at 15003 ticks', aTape().bestBid(15_003, 1)],
    ['an ask at 4997 ticks', aTape().bestAsk(4_997, 1)],
  ])('is not left unnoticed: %s', (what, story) => {
    const tape = growing();
    tape.grow(aTape().quotes(9_999, 5, 10_001, 5).tape(), 1e6);
    const { timeUs, ...columns } = story.tape();
    expect(() => tape.grow({ ...columns, timeUs: timeUs.map((us) => us + 2e6) }, 3e6)).toThrow(
      `row 2 of the tape of ROUND: ${what}, outside the prices from 4998 to 15002`,
    );
  });

  it('leaves out what lies deep in the book, and a removed level wherever it was', () => {
    const tape = growing();
    const story = aTape().quotes(9_999, 5, 10_001, 5).bid(1, 7).ask(90_000, 7).bid(90_000, 0).ask(1, 0);
    tape.grow(story.tape(), 1e6);
    expect(tape.length).toBe(2);
    expect(tape.chunk(0).code[0]).toBe(((9_999 - around.low) << 3) | (BID << 2));
  });
});
