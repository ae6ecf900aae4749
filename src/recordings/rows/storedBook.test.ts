import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { StoredBook } from './storedBook.ts';

const anyRow = fc.record({
  kind: fc.constantFrom(DEPTH, DEPTH, DEPTH, DEPTH, DEPTH, DEPTH, BEST),
  side: fc.constantFrom<BookSide>(BID, ASK),
  price: fc.integer({ min: 1, max: 30 }),
  lots: fc.nat(3),
});

describe('the stored book', () => {
  it('has the levels and best prices of a plain list of levels', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 200 }), fc.nat(200), (rows, resetAt) => {
        const book = new StoredBook();
        let levels: { side: BookSide; price: number; lots: number }[] = [];
        for (const [i, { kind, side, price, lots }] of rows.entries()) {
          if (i === resetAt) {
            book.apply(RESET, BID, 0, 0);
            levels = [];
          }
          book.apply(kind, side, price, lots);
          const isBetter = (other: number): boolean => (side === BID ? other > price : other < price);
          levels = levels.filter(
            (level) => level.side !== side || (level.price !== price && !(kind === BEST && isBetter(level.price))),
          );
          if (lots > 0) levels.push({ side, price, lots });

          const pairs = (of: BookSide): [number, number][] =>
            levels.filter((level) => level.side === of).map((level) => [level.price, level.lots]);
          const bids = pairs(BID).sort(([a], [b]) => b - a);
          const asks = pairs(ASK).sort(([a], [b]) => a - b);
          expect(book.levels(BID)).toEqual(bids);
          expect(book.levels(ASK)).toEqual(asks);
          expect(book.best(BID)).toBe(bids[0]?.[0]);
          expect(book.best(ASK)).toBe(asks[0]?.[0]);
        }
      }),
    );
  });

  it('stays right when levels far from the best come and go many times', () => {
    const book = new StoredBook();
    book.apply(DEPTH, BID, 1000, 5);
    for (let i = 0; i < 20_000; i++) book.apply(DEPTH, BID, 1 + (i % 50), i % 3);
    book.apply(DEPTH, BID, 1000, 0);
    // The last row with size at a level decides: i = 19,999 … 19,950 for levels 50 … 1.
    expect(book.levels(BID)).toHaveLength(33);
    expect(book.best(BID)).toBe(50);
  });
});
