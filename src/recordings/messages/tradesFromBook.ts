import { type BookSide, TRADE } from '../../market/tape.ts';
import type { Connections, MappingLog, MessageTimes, RowSink } from './messageMapping.ts';

export interface SidedTrade extends MessageTimes {
  /** The side of the book that was hit. */
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly lots: number;
}

/** Most trades kept while there is no book yet: some minutes of a busy market. */
const LONGEST_WAIT = 20_000;

/**
 * Writes the trades from the first book on. Earlier trades are left out and counted. What comes over one connection is written as
 * it comes.
 */
export class TradesFromBook {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  #bookSinceUs: number | undefined;
  /** Trades that were read before the first book. Their times may be later than that of the book. */
  #waiting: SidedTrade[] = [];

  constructor(rows: RowSink, log: MappingLog, connections: Connections = 'several') {
    if (connections === 'one') this.#bookSinceUs = Number.NEGATIVE_INFINITY;
    this.#rows = rows;
    this.#log = log;
  }

  /** Call with the time of every book. Only the first call has an effect. */
  bookSince(timeUs: number): void {
    if (this.#bookSinceUs !== undefined) return;
    this.#bookSinceUs = timeUs;
    for (const trade of this.#waiting) this.#write(trade, timeUs);
    this.#waiting = [];
  }

  take(trade: SidedTrade): void {
    if (this.#bookSinceUs !== undefined) {
      this.#write(trade, this.#bookSinceUs);
      return;
    }
    this.#waiting.push(trade);
    if (this.#waiting.length > LONGEST_WAIT) this.#forget(this.#waiting.splice(0, LONGEST_WAIT / 2));
  }

  /** Call after the last message. */
  end(): void {
    this.#forget(this.#waiting);
  }

  #forget(trades: readonly SidedTrade[]): void {
    this.#log.drop('trades before the book', trades.length);
  }

  #write(trade: SidedTrade, bookSinceUs: number): void {
    if (trade.timeUs < bookSinceUs) {
      this.#log.drop('trades before the book');
      return;
    }
    if (trade.timeUs < this.#rows.newestUs) this.#log.countReordered();
    this.#rows.receivedUs = trade.receivedUs;
    this.#rows.append(trade.timeUs, TRADE, trade.side, trade.priceTicks, trade.lots);
  }
}
