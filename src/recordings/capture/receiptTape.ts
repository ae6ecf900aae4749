import { ASK, BID, CLOCK, type PriceWindow, type Tape, TapeBuilder, type TapeHead } from '../../market/tape.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { BookLevels, FeedRowTaker } from './feedRows.ts';

/** A clock row stands for this much time without another row, so that a replay passes silence as the live session did. */
const SILENCE_US = 100_000;

/** The head of a tape that begins with the book as it stood at `startUs`, µs since 1970. */
export function receiptHead(grid: TapeGrid, startUs: number, window: PriceWindow): TapeHead {
  const { symbol, tickSize, lotSize } = grid;
  // Feeds of depth: best quotes alone are none of theirs.
  return { symbol, tickSize, lotSize, startUs, window, quoteLevel: false, clock: 'receipt' };
}

/**
 * One tape of a live market: it begins with the book as it stands, and takes rows until it ends. Its rows can be taken away in
 * parts, as far as they are known.
 */
export class ReceiptTape implements FeedRowTaker {
  readonly head: TapeHead;
  #rows: TapeBuilder;
  #newestUs = 0;

  /** @param head its `startUs` is the time of the book; rows that follow must be later */
  constructor(head: TapeHead, [bids, asks]: BookLevels) {
    this.head = head;
    this.#rows = new TapeBuilder(head);
    this.#rows.reset(0);
    for (const [ticks, lots] of bids) this.#rows.depth(0, BID, ticks, lots);
    for (const [ticks, lots] of asks) this.#rows.depth(0, ASK, ticks, lots);
  }

  append(atUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    this.pass(atUs);
    this.#newestUs = atUs - this.head.startUs;
    this.#rows.append(this.#newestUs, kind, side, priceTicks, size);
  }

  pass(nowUs: number): void {
    const untilUs = nowUs - this.head.startUs;
    while (this.#newestUs + SILENCE_US <= untilUs) {
      this.#newestUs += SILENCE_US;
      this.#rows.clock(this.#newestUs);
    }
  }

  /** The last row is a clock row, so that the tape lasts as long as it was recorded. */
  end(atUs: number): void {
    this.pass(atUs);
    if (atUs - this.head.startUs > this.#newestUs) this.append(atUs, CLOCK, BID, 0, 0);
  }

  /** The rows up to `untilUs` (µs since the start) that were not taken yet. They belong to the caller. */
  take(untilUs: number): Tape {
    const all = this.#rows.build();
    let length = all.length;
    while (length > 0 && (all.timeUs[length - 1] as number) > untilUs) length--;
    const rest = new TapeBuilder(this.head);
    for (let i = length; i < all.length; i++) {
      rest.append(
        all.timeUs[i] as number,
        all.kind[i] as number,
        all.side[i] as number,
        all.priceTicks[i] as number,
        all.size[i] as number,
      );
    }
    this.#rows = rest;
    return { ...all, length };
  }
}
