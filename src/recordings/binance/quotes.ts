import { ASK, BEST, BID, type BookSide } from '../../market/tape.ts';
import type { MappingLog, RowSink } from '../messages/messageMapping.ts';
import { RecentIds } from '../messages/seenIds.ts';
import type { TradesFromBook } from '../messages/tradesFromBook.ts';
import type { BestQuote } from './messages.ts';

/**
 * A quote is sent only when it changes, so the quote before the first one was valid for a while. Trades up to this much before the
 * first quote are kept.
 */
const LEAD_US = 1e6;

/** Writes `bookTicker` as best rows, both sides of each: recordings of it are not always in order of time. */
export class BinanceQuotes {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  readonly #trades: TradesFromBook;
  readonly #seen = new RecentIds<number>();
  #askTicks = 0;

  constructor(rows: RowSink, trades: TradesFromBook, log: MappingLog) {
    this.#rows = rows;
    this.#log = log;
    this.#trades = trades;
  }

  take({ timeUs, receivedUs, updateId, bid, ask }: BestQuote): void {
    if (!this.#seen.add(updateId)) this.#log.drop('duplicates');
    else if (bid === undefined || ask === undefined) this.#log.drop('quotes of one side');
    else if (bid[1] === 0 || ask[1] === 0) this.#log.drop('quotes below half a lot');
    else if (bid[0] >= ask[0]) this.#log.drop('crossed quotes');
    else {
      if (timeUs < this.#rows.newestUs) this.#log.countReordered();
      this.#trades.bookSince(timeUs - LEAD_US);
      this.#rows.receivedUs = receivedUs;
      // The side that moves away from the other is written first, so that the book is not crossed in between.
      const first: BookSide = bid[0] >= this.#askTicks ? ASK : BID;
      for (const side of [first, first === BID ? ASK : BID]) {
        const [ticks, lots] = side === BID ? bid : ask;
        this.#rows.append(timeUs, BEST, side, ticks, lots);
      }
      this.#askTicks = ask[0];
    }
  }
}
