import { ASK, BID, type BookSide, FUNDING_RATE_SCALE, MAX_LOTS } from '../../market/tape.ts';
import { type Fields, idIn } from '../fields/jsonFields.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US, stampUs } from '../fields/stamp.ts';
import { decimal, nearestTicks, priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { FundingUpdate } from '../messages/fundingPayments.ts';
import type { MessageTimes } from '../messages/messageMapping.ts';
import type { SidedTrade } from '../messages/tradesFromBook.ts';
import type { BinanceEvent } from './events.ts';

/** Levels of one side, two numbers each: price in ticks, lots. */
export type LevelsOfSide = readonly number[];

/** A whole book. Snapshots of spot have no time: then it is undefined. */
export interface BookSnapshot {
  readonly type: 'snapshot';
  readonly timeUs: number | undefined;
  readonly receivedUs: number;
  readonly lastUpdateId: number;
  readonly bids: LevelsOfSide;
  readonly asks: LevelsOfSide;
}

/** A change of the book. It names its last update and the last update of the change before it. */
export interface BookChange extends MessageTimes {
  readonly type: 'change';
  readonly line: number;
  readonly lastUpdateId: number;
  readonly previousUpdateId: number;
  /** 0 lots remove a level. */
  readonly bids: LevelsOfSide;
  readonly asks: LevelsOfSide;
}

/** A snapshot of the best levels, best first. */
export interface PartialDepth extends MessageTimes {
  readonly lastUpdateId: number;
  readonly bids: LevelsOfSide;
  readonly asks: LevelsOfSide;
}

export interface BinanceTrade extends SidedTrade {
  readonly type: 'trade';
}

/** The best bid and ask in ticks and lots; undefined where a side is empty. */
export interface BestQuote extends MessageTimes {
  readonly updateId: number;
  readonly bid: readonly [ticks: number, lots: number] | undefined;
  readonly ask: readonly [ticks: number, lots: number] | undefined;
}

/**
 * Which clock the rows are stamped by: the venue's (transaction time `T`, or `E` where there is none), or that of receipt, for
 * streams of spot whose messages have no time.
 */
export type BinanceClock = 'venue' | 'receipt';

/** Reads events in the grid's ticks and lots. Every method throws a {@link MalformedLineError}. */
export class BinanceReader {
  readonly #grid: TapeGrid;
  readonly #clock: BinanceClock;

  constructor(grid: TapeGrid, clock: BinanceClock) {
    this.#grid = grid;
    this.#clock = clock;
  }

  snapshot({ fields }: BinanceEvent, receivedUs: number): BookSnapshot {
    const hasTime = this.#clock === 'receipt' || fields.T !== undefined || fields.E !== undefined;
    return {
      type: 'snapshot',
      ...(hasTime ? this.#times(fields, receivedUs) : { timeUs: undefined, receivedUs }),
      lastUpdateId: idIn(fields, 'lastUpdateId'),
      ...this.#levels(fields),
    };
  }

  change({ fields }: BinanceEvent, receivedUs: number, line: number): BookChange {
    return {
      type: 'change',
      line,
      ...this.#times(fields, receivedUs),
      lastUpdateId: idIn(fields, 'u'),
      previousUpdateId: previousUpdateId(fields),
      ...this.#levels(fields),
    };
  }

  partialDepth({ fields }: BinanceEvent, receivedUs: number): PartialDepth {
    const { bids, asks } = this.#levels(fields);
    return {
      ...this.#times(fields, receivedUs),
      lastUpdateId: idIn(fields, 'lastUpdateId' in fields ? 'lastUpdateId' : 'u'),
      bids: withoutEmpty(bids),
      asks: withoutEmpty(asks),
    };
  }

  /** A `trade` or `aggTrade`. */
  trade({ fields }: BinanceEvent, receivedUs: number): BinanceTrade {
    // m: the buyer was the maker, so the aggressor sold.
    if (typeof fields.m !== 'boolean') throw new MalformedLineError('m is missing');
    return {
      type: 'trade',
      ...this.#times(fields, receivedUs),
      side: fields.m ? BID : ASK,
      priceTicks: priceTicks(fields.p, this.#grid),
      lots: sizeLots(fields.q, this.#grid),
    };
  }

  quote({ fields }: BinanceEvent, receivedUs: number): BestQuote {
    return {
      ...this.#times(fields, receivedUs),
      updateId: idIn(fields, 'u'),
      bid: this.#best(fields.b, fields.B),
      ask: this.#best(fields.a, fields.A),
    };
  }

  /** Undefined for contracts without funding, whose rate is empty. */
  funding({ fields }: BinanceEvent): FundingUpdate | undefined {
    if (fields.r === '' || fields.r === undefined || fields.T === 0) return undefined;
    const rate = decimal(fields.r, 'r');
    if (Math.abs(rate) * FUNDING_RATE_SCALE > MAX_LOTS) throw new MalformedLineError(`r ${rate} is beyond ±1`);
    return {
      timeUs: stampUs(fields.E, 'E'),
      dueUs: stampUs(fields.T, 'T'),
      rate,
      markTicks: nearestTicks(fields.p, this.#grid),
    };
  }

  #times(fields: Fields, receivedUs: number): MessageTimes {
    if (this.#clock === 'receipt') {
      if (Number.isNaN(receivedUs)) throw new MalformedLineError('it does not begin with a time of receipt');
      return { timeUs: receivedUs, receivedUs: Number.NaN };
    }
    const timeUs = stampUs(fields.T ?? fields.E, 'T, the exchange time,');
    if (Math.abs(timeUs - receivedUs) > CLOCK_TOLERANCE_US) {
      throw new MalformedLineError(
        `the exchange time ${timeUs / 1000} ms is more than an hour from the time of receipt`,
      );
    }
    return { timeUs, receivedUs };
  }

  #best(price: unknown, size: unknown): readonly [number, number] | undefined {
    if (decimal(price, 'price') === 0 || decimal(size, 'size') === 0) return undefined;
    return [priceTicks(price, this.#grid), sizeLots(size, this.#grid)];
  }

  #levels(fields: Fields): { readonly bids: number[]; readonly asks: number[] } {
    return {
      bids: this.#levelsOf(fields.bids ?? fields.b, BID),
      asks: this.#levelsOf(fields.asks ?? fields.a, ASK),
    };
  }

  #levelsOf(list: unknown, side: BookSide): number[] {
    if (!Array.isArray(list)) throw new MalformedLineError(`the ${side === BID ? 'bids' : 'asks'} are missing`);
    const read: number[] = [];
    for (const level of list) {
      if (!Array.isArray(level)) throw new MalformedLineError('a level is not a pair of price and size');
      read.push(priceTicks(level[0], this.#grid), sizeLots(level[1], this.#grid));
    }
    return read;
  }
}

/** Without the levels that are below half a lot. */
function withoutEmpty(levels: LevelsOfSide): LevelsOfSide {
  return levels.filter((_, i) => levels[i % 2 === 0 ? i + 1 : i] !== 0);
}

/** Last update of the change before. Futures name it. On spot it is the update before the first, since no update is left out. */
export function previousUpdateId(fields: Fields): number {
  const first = idIn(fields, 'U');
  return fields.pu === undefined ? first - 1 : idIn(fields, 'pu');
}
