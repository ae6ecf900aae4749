import { expect, it } from 'vitest';
import { ShownBook } from './shownBook.ts';

it('tells what has changed since a book was last shown, and all of it again where it is asked for', () => {
  const shown = new ShownBook();
  const first = {
    bids: [
      [100, 1],
      [99, 2],
    ],
    asks: [[101, 3]],
  } as const;
  expect(shown.whole(first)).toEqual(first);
  expect(shown.difference(first)).toEqual({ bids: [], asks: [] });
  // ccxt keeps levels of size 0 for a while, and adds numbers of its own to some.
  const second = {
    bids: [
      [100, 4],
      [99, 0],
      [98, 5, 7],
    ],
    asks: [[102, 1]],
  } as const;
  expect(shown.difference(second)).toEqual({
    bids: [
      [100, 4],
      [98, 5],
      [99, 0],
    ],
    asks: [
      [102, 1],
      [101, 0],
    ],
  });
  expect(shown.whole(second)).toEqual({
    bids: [
      [100, 4],
      [98, 5],
    ],
    asks: [[102, 1]],
  });
});
