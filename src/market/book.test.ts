/** Prices are indices into a window of 5,000. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Book, type BookKind } from './book.ts';
import { ASK, BID, type BookSide } from './tape.ts';

const WIDTH = 5_000;

/** Sets a level as the replay does. */
function set(book: Book, side: BookSide, index: number, lots: number): void {
  const x = side === BID ? index : -index;
  book.levels.set(2 * index + side, lots);
  if (lots === 0 && x === book.best[side]) book.drop(side, index);
  else if (lots > 0 && x > (book.best[side] as number)) book.raise(side, index);
}

function touch(book: Book): [number, number] {
  return [book.bidIndex, book.askIndex];
}

/** A row of depth: side, price index, lots. Prices lie close together or at the ends of the window. */
const rows = fc.array(
  fc.tuple(
    fc.constantFrom(BID, ASK),
    fc.oneof(fc.integer({ min: 2_490, max: 2_510 }), fc.constantFrom(0, 1, 255, 256, WIDTH - 2, WIDTH - 1)),
    fc.integer({ min: 0, max: 9 }),
  ),
  { maxLength: 60 },
);

function levelsOf(book: Book): readonly (readonly [bids: number, asks: number])[] {
  return Array.from({ length: WIDTH }, (_, index) => [book.lotsAt(BID, index), book.lotsAt(ASK, index)] as const);
}

describe('a book that was cleared', () => {
  it('shows nothing on either side', () => {
    const book = quoted('newest');
    set(book, BID, 0, 5);
    set(book, ASK, WIDTH - 1, 5);
    book.clear();
    expect([book.hasBid, book.hasAsk]).toEqual([false, false]);
    expect(
      levelsOf(book)
        .flat()
        .every((lots) => lots === 0),
    ).toBe(true);
  });

  it('is a new book for every row that comes', () => {
    fc.assert(
      fc.property(fc.constantFrom<BookKind>('newest', 'displayed'), rows, rows, (kind, before, after) => {
        const cleared = new Book(WIDTH, kind);
        for (const [side, index, lots] of before) set(cleared, side, index, lots);
        cleared.clear();
        const fresh = new Book(WIDTH, kind);
        for (const [side, index, lots] of after) {
          set(cleared, side, index, lots);
          set(fresh, side, index, lots);
          expect(touch(cleared)).toEqual(touch(fresh));
        }
        expect(levelsOf(cleared)).toEqual(levelsOf(fresh));
      }),
      { numRuns: 100 },
    );
  });
});

/** Bids 90 and 99, asks 101 and 110. */
function quoted(kind: BookKind): Book {
  const book = new Book(WIDTH, kind);
  for (const index of [90, 99]) set(book, BID, index, 5);
  for (const index of [101, 110]) set(book, ASK, index, 5);
  return book;
}

describe('a bid at the best ask', () => {
  it('locks the book: both are best', () => {
    const book = quoted('displayed');
    set(book, BID, 101, 2);
    expect(touch(book)).toEqual([101, 101]);
  });

  it('runs over the ask in a book as hftbacktest has it', () => {
    const book = quoted('newest');
    set(book, BID, 101, 2);
    expect(touch(book)).toEqual([101, 110]);
  });
});

describe('a bid above the best ask', () => {
  it('makes the next ask that it does not run over the best', () => {
    for (const kind of ['displayed', 'newest'] as const) {
      const book = quoted(kind);
      set(book, BID, 105, 1);
      expect(touch(book)).toEqual([105, 110]);
    }
  });

  it('gives the ask that it ran over back when it goes', () => {
    const book = quoted('displayed');
    set(book, BID, 105, 1);
    set(book, BID, 105, 0);
    expect(touch(book)).toEqual([99, 101]);
  });

  it('does not give back what has gone meanwhile', () => {
    const book = quoted('displayed');
    set(book, BID, 105, 1);
    set(book, ASK, 101, 0);
    set(book, BID, 105, 0);
    expect(touch(book)).toEqual([99, 110]);
  });

  it('gives nothing back in a book as hftbacktest has it', () => {
    const book = quoted('newest');
    set(book, BID, 105, 1);
    set(book, BID, 105, 0);
    expect(touch(book)).toEqual([99, 110]);
  });

  it('is run over itself by a newer ask below it', () => {
    const book = quoted('displayed');
    set(book, BID, 105, 1);
    set(book, ASK, 103, 1);
    // The ask of 101 is below no bid that stands any more, and is the best again when 103 has shown that.
    expect(touch(book)).toEqual([99, 101]);
    set(book, ASK, 101, 0);
    expect(touch(book)).toEqual([99, 103]);
  });
});
