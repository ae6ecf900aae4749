import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTape, roundNumbers } from '../testing/tape.ts';
import { compileTape, type TapeInMemory } from './compiledTape.ts';
import { ASK, BID, DELAY, DEPTH, type Tape, TapeBuilder, TRADE } from './tape.ts';
import { TapeError } from './tapeError.ts';

/** The rows as text: what a reader of the tape would say happened. */
function told(compiled: TapeInMemory): string[] {
  return Array.from({ length: compiled.length }, (_, i) => {
    const code = compiled.code[i] ?? 0;
    const ticks = (code >> 3) + compiled.baseTicks;
    const side = (code & 4) === 0 ? 'bid' : 'ask';
    const what = (code & 1) === 1 ? 'trade at' : (code & 2) === 2 ? 'emptied' : 'depth';
    return `${(compiled.timeUs[i] ?? 0) / 1e6} s: ${what} ${side} ${ticks} × ${compiled.lots[i]}`;
  });
}

/** A tape as a broken file or a faulty feed may hand it over: columns, unchecked. */
function columns(rows: readonly { timeUs: number; kind: number }[]): Tape {
  return {
    symbol: 'BROKEN',
    tickSize: 1,
    lotSize: 1,
    startUs: 0,
    length: rows.length,
    timeUs: Float64Array.from(rows, (row) => row.timeUs),
    kind: Uint8Array.from(rows, (row) => row.kind),
    side: Uint8Array.from(rows, () => BID),
    priceTicks: Int32Array.from(rows, () => 100),
    size: Int32Array.from(rows, () => 1),
  };
}

describe('rows', () => {
  it('keep their time, side, price and size', () => {
    const tape = aTape().bid(99, 5).ask(101, 7).after(1).bought(101, 2).ask(101, 5).after(1).bid(99, 0);
    expect(told(tape.compiled())).toEqual([
      '0 s: depth bid 99 × 5',
      '0 s: depth ask 101 × 7',
      '1 s: trade at ask 101 × 2',
      '1 s: depth ask 101 × 5',
      '2 s: emptied bid 99 × 0',
    ]);
  });

  it('of depth and trades survive compiling, whatever they are', () => {
    const anyRow = fc.record({
      wait: fc.nat(2_000_000),
      kind: fc.constantFrom(DEPTH, TRADE),
      side: fc.constantFrom(BID, ASK),
      ticks: fc.integer({ min: 1_000, max: 1_040 }),
      lots: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 60 }), (rows) => {
        const builder = new TapeBuilder({ ...roundNumbers, startUs: 0 });
        let timeUs = 0;
        const expected = rows.map(({ wait, kind, side, ticks, lots }) => {
          timeUs += wait;
          builder.append(timeUs, kind, side, ticks, lots);
          const what = kind === TRADE ? 'trade at' : lots === 0 ? 'emptied' : 'depth';
          return `${timeUs / 1e6} s: ${what} ${side === BID ? 'bid' : 'ask'} ${ticks} × ${lots}`;
        });
        expect(told(compileTape(builder.build()))).toEqual(expected);
      }),
    );
  });
});

describe('a row that names the best price', () => {
  it('takes better levels of its side out of the book, best first, and leaves worse ones', () => {
    const tape = aTape().bid(97, 1).bid(98, 2).bid(99, 3).ask(101, 4).after(1).bestBid(97, 6);
    expect(told(tape.compiled()).slice(4)).toEqual([
      '1 s: emptied bid 99 × 0',
      '1 s: emptied bid 98 × 0',
      '1 s: depth bid 97 × 6',
    ]);
  });

  it('works on asks as in a mirror', () => {
    const tape = aTape().ask(103, 1).ask(102, 2).ask(101, 3).after(1).bestAsk(102, 6);
    expect(told(tape.compiled()).slice(3)).toEqual(['1 s: emptied ask 101 × 0', '1 s: depth ask 102 × 6']);
  });

  it('removes nothing when it betters the price, and not what is gone already', () => {
    const tape = aTape().bestBid(98, 1).after(1).bestBid(99, 2).after(1).bid(99, 0).after(1).bestBid(97, 5);
    expect(told(tape.compiled())).toEqual([
      '0 s: depth bid 98 × 1',
      '1 s: depth bid 99 × 2',
      '2 s: emptied bid 99 × 0',
      '3 s: emptied bid 98 × 0',
      '3 s: depth bid 97 × 5',
    ]);
  });

  it('knows nothing of levels from before a reset', () => {
    const tape = aTape().bestBid(99, 1).after(1).reset().bestBid(97, 5);
    expect(told(tape.compiled())).toEqual(['0 s: depth bid 99 × 1', '1 s: depth bid 97 × 5']);
  });
});

describe('a tape with quotes alone', () => {
  it('can be replayed: its prices make the window', () => {
    const compiled = aTape().bestBid(99, 5).bestAsk(101, 5).after(1).bestBid(100, 3).compiled();
    expect(told(compiled)).toHaveLength(3);
    expect(compiled.trades).toBe(0);
    const depthAlone = aTape().quotes(99, 5, 101, 5).compiled();
    expect(told(depthAlone)).toHaveLength(2);
  });
});

describe('the window', () => {
  it('keeps depth near the trades and leaves out what is far', () => {
    // Trades at 10,000; 5 % of it and two ticks beyond make 9,498 … 10,502.
    const tape = aTape().bid(9_497, 1).bid(9_498, 2).ask(10_502, 3).ask(10_503, 4).sold(10_000, 1);
    expect(told(tape.compiled())).toEqual([
      '0 s: depth bid 9498 × 2',
      '0 s: depth ask 10502 × 3',
      '0 s: trade at bid 10000 × 1',
    ]);
  });

  it('holds every trade', () => {
    const compiled = aTape().sold(10, 1).after(1).bought(90_000, 1).compiled();
    expect(told(compiled)).toEqual(['0 s: trade at bid 10 × 1', '1 s: trade at ask 90000 × 1']);
    expect(compiled.trades).toBe(2);
  });
});

describe('marks', () => {
  it('stand before the row that followed them', () => {
    const compiled = aTape()
      .quotes(99, 1, 101, 1)
      .after(5)
      .reset()
      .quotes(98, 1, 102, 1)
      .after(5)
      .funding(100, -0.000025)
      .compiled();
    expect(compiled.marks).toEqual([
      { kind: 'reset', index: 2, timeUs: 5e6 },
      { kind: 'funding', index: compiled.length, timeUs: 10e6, markTicks: 100, rate: -0.000025 },
    ]);
  });

  it('last as long as the clock rows say', () => {
    const compiled = aTape().quotes(99, 1, 101, 1).quietUntil(60).compiled();
    expect([compiled.length, compiled.endUs]).toEqual([2, 60e6]);
  });
});

describe('what cannot be replayed is refused by name', () => {
  const refusal = (tape: Tape): unknown => {
    try {
      return compileTape(tape);
    } catch (error) {
      return error instanceof TapeError ? error.message : error;
    }
  };

  it.each([
    ['an empty tape', columns([]), 'the tape of BROKEN is empty: it has no rows to replay'],
    [
      'time that goes back',
      columns([
        { timeUs: 0, kind: DEPTH },
        { timeUs: 5, kind: DEPTH },
        { timeUs: 4, kind: TRADE },
      ]),
      'row 2 of the tape of BROKEN: time goes back from 5 to 4 µs',
    ],
    ['no time', columns([{ timeUs: Number.NaN, kind: DEPTH }]), 'row 0 of the tape of BROKEN: time goes back'],
    [
      'an unknown kind',
      columns([
        { timeUs: 0, kind: DEPTH },
        { timeUs: 1, kind: 7 },
      ]),
      'row 1 of the tape of BROKEN: kind 7 is unknown',
    ],
    [
      'delays that begin late',
      columns([
        { timeUs: 0, kind: DEPTH },
        { timeUs: 1, kind: DELAY },
      ]),
      'row 1 of the tape of BROKEN: a tape says how late its feed was before the first event',
    ],
    ['no price at all', aTape().reset().quietUntil(9).tape(), 'holds neither trades nor prices'],
  ])('%s', (_, tape, message) => {
    expect(refusal(tape)).toContain(message);
  });
});

describe('a builder', () => {
  const builder = (): TapeBuilder => new TapeBuilder({ ...roundNumbers, startUs: 0 });

  it.each([
    ['time that goes back', () => aTape().at(5).bid(99, 1).at(4).bid(99, 1), 'row 1: time'],
    ['half a tick', () => builder().depth(0, BID, 99.5, 1), 'row 0: price of 99.5 ticks'],
    ['half a lot', () => builder().trade(0, BID, 99, 0.5), 'row 0: size of 0.5 lots'],
    ['a negative size', () => builder().depth(0, ASK, 99, -1), 'row 0: size of -1 lots'],
    ['a size beyond the column', () => builder().depth(0, ASK, 99, 2 ** 30), 'row 0: size of 1073741824 lots'],
    ['no time', () => builder().clock(Number.NaN), 'row 0: time NaN'],
  ])('refuses %s', (_, build, message) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(message);
  });

  it('keeps more rows than it began with room for', () => {
    const many = builder();
    for (let i = 0; i < 5_000; i++) many.depth(i, i % 2 === 0 ? BID : ASK, 1_000 + i, i);
    const tape = many.build();
    expect([tape.length, tape.timeUs[4_999], tape.priceTicks[4_999], tape.size[4_999], tape.side[4_999]]).toEqual([
      5_000,
      4_999,
      5_999,
      4_999,
      ASK,
    ]);
  });
});

describe('the window of prices', () => {
  it('follows the touch where no trade went', () => {
    const tape = aTape().quotes(100, 5, 102, 5).after(1).sold(100, 1).after(1).quotes(120, 5, 122, 5).compiled();
    expect(tape.baseTicks).toBeLessThanOrEqual(100);
    expect(tape.baseTicks + tape.width).toBeGreaterThan(122);
  });

  it('refuses prices so far apart that one of them must be wrong', () => {
    expect(() => aTape().quotes(100, 5, 102, 5).after(1).bought(100_000_000, 1).compiled()).toThrow(
      /more than 8000000 prices/,
    );
  });
});
