import { ASK, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { type Fields, fieldsOf, listOf, textIn } from '../fields/jsonFields.ts';
import { countMalformed, MalformedLineError, printable } from '../fields/malformedLine.ts';
import { lotsOf, ticksOf } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { MappingOutput, MessageMapping } from '../messages/messageMapping.ts';
import { RecentIds } from '../messages/seenIds.ts';
import { TradesFromBook } from '../messages/tradesFromBook.ts';
import { StoredBook } from '../rows/storedBook.ts';

type Level = readonly [side: BookSide, ticks: number, lots: number];

/**
 * The mapping of what a feed through ccxt hands on: JSON of our own, made of ccxt's book and trades (docs/venues.md). ccxt gives times
 * of the venue for some messages only, so rows have the time of receipt.
 *
 * `book` is a snapshot of the whole book or the levels that have changed since the message before, `trades` are those that are new.
 * The first ones of a connection may be of the past and are left out.
 */
export class CcxtMapping implements MessageMapping {
  readonly #grid: TapeGrid;
  readonly #output: MappingOutput;
  readonly #trades: TradesFromBook;
  readonly #seenTrades = new RecentIds<string>();
  readonly #levels = new StoredBook();
  #hasBook = false;
  #newestUs = Number.NEGATIVE_INFINITY;

  constructor(grid: TapeGrid, output: MappingOutput) {
    this.#grid = grid;
    this.#output = output;
    this.#trades = new TradesFromBook(output.trades, output.log, 'one');
  }

  map(message: unknown, receivedUs: number): void {
    countMalformed(this.#output.log, () => this.#map(fieldsOf(message, 'the message'), receivedUs));
  }

  lose(): void {
    this.#hasBook = false;
    this.#levels.apply(RESET, BID, 0, 0);
  }

  get hasBook(): boolean {
    return this.#hasBook;
  }

  end(): void {
    this.#trades.end();
  }

  #map(message: Fields, receivedUs: number): void {
    const channel = textIn(message, 'channel');
    switch (channel) {
      case 'book':
        this.#mapBook(message, receivedUs);
        break;
      case 'trades':
        this.#mapTrades(message, receivedUs);
        break;
      case 'complaint':
        this.#output.log.drop('complaints of ccxt');
        break;
      default:
        this.#output.log.drop(isOurs(channel) ? 'answers to requests' : printable(channel, 40));
    }
  }

  #mapBook(message: Fields, receivedUs: number): void {
    const { kind } = message;
    if (kind !== 'snapshot' && kind !== 'changes') throw new MalformedLineError('kind is neither snapshot nor changes');
    const levels = [...this.#levelsOf(message.bids, BID), ...this.#levelsOf(message.asks, ASK)];
    this.#tellTimes(message.timeMs, receivedUs);
    if (kind === 'changes' && !this.#hasBook) {
      this.#output.log.drop('depth without a book');
      return;
    }
    this.#write(receivedUs, kind === 'snapshot' ? [...this.#goneFrom(levels), ...levels] : levels);
    this.#hasBook = true;
  }

  #goneFrom(levels: readonly Level[]): Level[] {
    const listed = new Set(levels.map(([side, ticks]) => `${side} ${ticks}`));
    return ([BID, ASK] as const).flatMap((side) =>
      this.#levels
        .levels(side)
        .filter(([ticks]) => !listed.has(`${side} ${ticks}`))
        .map(([ticks]): Level => [side, ticks, 0]),
    );
  }

  #write(receivedUs: number, levels: readonly Level[]): void {
    const { book, log } = this.#output;
    if (receivedUs < this.#newestUs) log.countReordered();
    this.#newestUs = Math.max(this.#newestUs, receivedUs);
    book.receivedUs = receivedUs;
    // Removals first, so that the changes themselves never cross the book.
    for (const removes of [true, false]) {
      for (const [side, ticks, lots] of levels) {
        if ((lots === 0) !== removes || lots === this.#levels.lots(side, ticks)) continue;
        this.#levels.apply(DEPTH, side, ticks, lots);
        book.append(this.#newestUs, DEPTH, side, ticks, lots);
      }
    }
  }

  #mapTrades({ isFirst, trades }: Fields, receivedUs: number): void {
    const { log } = this.#output;
    // All trades are read before the first is written, so that a malformed message gives no row.
    const read = listOf(trades, 'trades').map((one) => {
      const { id, timeMs, side, price, size } = fieldsOf(one, 'a trade');
      return {
        id: typeof id === 'string' ? id : undefined,
        timeMs,
        isSided: side === 'buy' || side === 'sell',
        trade: {
          timeUs: receivedUs,
          receivedUs,
          side: side === 'buy' ? ASK : BID,
          priceTicks: ticksOf(numberIn(price, 'price'), this.#grid),
          lots: lotsOf(numberIn(size, 'size'), this.#grid),
        } as const,
      };
    });
    for (const { id, timeMs, isSided, trade } of read) {
      if (id !== undefined && !this.#seenTrades.add(id)) log.drop('duplicates');
      else if (isFirst === true) log.drop('trades before the subscription');
      else if (!isSided) log.drop('trades without a side');
      else if (trade.lots === 0) log.drop('trades below half a lot');
      else {
        this.#tellTimes(timeMs, receivedUs);
        this.#trades.take(trade);
      }
    }
  }

  #tellTimes(timeMs: unknown, receivedUs: number): void {
    if (typeof timeMs === 'number' && timeMs > 1e12 && timeMs < 1e13) {
      this.#output.onTimes({ timeUs: Math.round(timeMs * 1000), receivedUs });
    }
  }

  #levelsOf(list: unknown, side: BookSide): Level[] {
    return listOf(list, side === BID ? 'bids' : 'asks').map((level) => {
      const [price, size] = listOf(level, 'a level');
      return [side, ticksOf(numberIn(price, 'price'), this.#grid), lotsOf(numberIn(size, 'size'), this.#grid)];
    });
  }
}

function isOurs(channel: string): boolean {
  return channel === 'answer' || channel === 'market';
}

function numberIn(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new MalformedLineError(`${what} is no number`);
}
