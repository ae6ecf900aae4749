/** Prices are indices into a window of 5,000; a page of the book holds 512 prices of both sides. */

import { describe, expect, it } from 'vitest';
import { Book, type BookKind, OWN_ORDERS_HERE } from './book.ts';
import { ASK, BID, type BookSide } from './tape.ts';

const WIDTH = 5_000;

/** Sets a level as the replay does. */
function set(book: Book, side: BookSide, index: number, lots: number): void {
  const x = side === BID ? index : -index;
  book.levels[2 * index + side] = lots;
  if (lots === 0 && x === book.best[side]) book.drop(side, index);
  else if (lots > 0 && x > (book.best[side] as number)) book.raise(side, index);
}

const codesOf = (levels: readonly number[]): Int32Array => Int32Array.from(levels, (level) => level << 2);

function touch(book: Book): [number, number] {
  return [book.bidIndex, book.askIndex];
}

describe('clearing a book', () => {
  const book = new Book(WIDTH);
  const levels = [0, 1, 1_023, 1_024, 7_001, 2 * WIDTH - 1];
  for (const level of levels) book.levels[level] = 5;
  book.levels[7_001] = 5 | OWN_ORDERS_HERE;
  book.note(codesOf(levels), 0, levels.length);
  book.best.set([0, -3_500]);
  book.clear();

  it('leaves no size at any level that was noted, first and last of the window included', () => {
    for (const side of [BID, ASK] as const) {
      for (let index = 0; index < WIDTH; index++) expect(book.lotsAt(side, index)).toBe(0);
    }
    expect([book.hasBid, book.hasAsk]).toEqual([false, false]);
  });

  it('keeps the marks of own orders', () => {
    expect(book.levels[7_001]).toBe(OWN_ORDERS_HERE);
    expect(book.levels[7_000]).toBe(0);
  });

  it('can be done again', () => {
    book.levels[7_000] = 9;
    book.note(codesOf([7_000]), 0, 1);
    book.clear();
    expect(book.levels[7_000]).toBe(0);
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
