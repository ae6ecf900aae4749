import { ASK, BEST, BID, type BookSide } from '../../market/tape.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { lotsOf, ticksOf } from '../fields/ticksAndLots.ts';
import type { ImportLog } from '../import/importLog.ts';
import type { TapeGrid } from '../import/importResult.ts';
import { CollectedRows } from '../rows/collectedRows.ts';

export type EquityType = 'equity-quotes' | 'equity-trades';

const QUOTE = /^\d+,\d+,\d+,\d+,\d+,[A-Z],[^,]*,[01]$/;
const TRADE = /^\d+,\d+,\d+,[A-Z],[^,]*,[01]$/;

/** The type of a LEAN file by its first line; undefined for any other file. */
export function equityType(first: string): EquityType | undefined {
  if (QUOTE.test(first)) return 'equity-quotes';
  return TRADE.test(first) ? 'equity-trades' : undefined;
}

/** Regular hours, ms since New York's midnight: 9:30 to 16:00. */
export const OPEN_MS = 34_200_000;
export const CLOSE_MS = 57_600_000;

interface Quote {
  ticks: number;
  lots: number;
}

/**
 * The national best bid and offer from consolidated quotes, one side a line (the other side is 0: unchanged).
 *
 * A quote needs two lines, and a millisecond may have many, so the state at the end of each millisecond is used. Consolidated quotes
 * are locked or crossed for moments, because each exchange quotes for itself. A single exchange, such as the simulated one, cannot
 * be crossed: it would fill every resting order between the two prices. So while bid ≥ ask the last quote with bid < ask is kept
 * (counted).
 */
export class EquityQuotes {
  /** Best rows. */
  readonly rows: CollectedRows = new CollectedRows();
  readonly #grid: TapeGrid;
  readonly #log: ImportLog;
  readonly #now: [Quote, Quote] = [
    { ticks: 0, lots: 0 },
    { ticks: 0, lots: 0 },
  ];
  readonly #written: [Quote, Quote] = [
    { ticks: 0, lots: 0 },
    { ticks: 0, lots: 0 },
  ];
  /** Bid and ask at the end of each millisecond with a quote: ms, bid, ask, ms, bid, ask … */
  readonly #history: number[] = [];
  #read = 0;
  #stampMs = 0;
  #linesOfStamp = 0;

  readonly #midnightUs: number;

  constructor(midnightUs: number, grid: TapeGrid, log: ImportLog) {
    this.#midnightUs = midnightUs;
    this.#grid = grid;
    this.#log = log;
  }

  /** Takes a line `ms,bid,bid size,ask,ask size,exchange,condition,suspicious`. */
  take(ms: number, [, bid, bidSize, ask, askSize]: readonly string[]): void {
    const newBid = this.#quote(bid, bidSize, 'bid');
    const newAsk = this.#quote(ask, askSize, 'ask');
    if (newBid === undefined && newAsk === undefined) throw new MalformedLineError('it quotes neither bid nor ask');
    if (newBid?.lots === 0 || newAsk?.lots === 0) {
      this.#log.drop('quotes below half a lot');
      return;
    }
    if (ms < OPEN_MS || ms > CLOSE_MS) this.#log.drop('quotes outside regular hours');
    if (ms > CLOSE_MS) return;
    if (ms !== this.#stampMs) this.end();
    if (this.#stampMs < OPEN_MS && ms > OPEN_MS) this.#open();
    this.#stampMs = ms;
    this.#linesOfStamp++;
    if (newBid !== undefined) this.#now[BID] = newBid;
    if (newAsk !== undefined) this.#now[ASK] = newAsk;
  }

  /** Ends the millisecond; call after the last line. */
  end(): void {
    const [bid, ask] = this.#now;
    if (this.#linesOfStamp === 0 || bid.ticks === 0 || ask.ticks === 0) return;
    this.#linesOfStamp = 0;
    this.#history.push(this.#stampMs, bid.ticks, ask.ticks);
    const isRegular = this.#stampMs >= OPEN_MS;
    if (bid.ticks >= ask.ticks) {
      if (isRegular)
        this.#log.drop(bid.ticks === ask.ticks ? 'milliseconds of locked quotes' : 'milliseconds of crossed quotes');
      return;
    }
    if (!isRegular) return;
    // The side that moves away from the other is written first, so that the book is not crossed in between.
    const first = bid.ticks >= this.#written[ASK].ticks && this.#written[ASK].ticks > 0 ? ASK : BID;
    this.#write(first);
    this.#write(first === BID ? ASK : BID);
  }

  /** Writes the last quote before the opening as the quote at the opening. */
  #open(): void {
    const [bid, ask] = this.#now;
    this.#stampMs = OPEN_MS;
    if (bid.ticks === 0 || bid.ticks >= ask.ticks) return;
    this.#write(BID);
    this.#write(ASK);
  }

  /** Bid and ask in ticks at the end of the last millisecond before `ms`. Must be called in order of time. */
  before(ms: number): { readonly bid: number; readonly ask: number } | undefined {
    const history = this.#history;
    while ((history[this.#read] ?? Number.POSITIVE_INFINITY) < ms) this.#read += 3;
    const [bid, ask] = [history[this.#read - 2], history[this.#read - 1]];
    return bid === undefined || ask === undefined ? undefined : { bid, ask };
  }

  #write(side: BookSide): void {
    const { ticks, lots } = this.#now[side];
    const written = this.#written[side];
    if (ticks === written.ticks && lots === written.lots) return;
    this.#written[side] = { ticks, lots };
    this.rows.append(this.#midnightUs + this.#stampMs * 1000, BEST, side, ticks, lots);
  }

  #quote(price: string | undefined, size: string | undefined, side: string): Quote | undefined {
    if (price === '0') return undefined;
    const lots = lotsOf(whole(size, `${side} size`), this.#grid);
    return { ticks: ticksOf(tenThousandths(price, side), this.#grid), lots };
  }
}

/** A price that is written × 10,000. Throws a {@link MalformedLineError}. */
export function tenThousandths(text: string | undefined, what: string): number {
  return whole(text, what) / 10_000;
}

/** A whole number from 0. Throws a {@link MalformedLineError}. */
export function whole(text: string | undefined, what: string): number {
  const number = Number(text);
  if (text === undefined || text === '' || !Number.isSafeInteger(number) || number < 0) {
    throw new MalformedLineError(`${what} is not a whole number`);
  }
  return number;
}
