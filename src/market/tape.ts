/**
 * A tape: market events in columns, in the order in which they happened at the venue.
 *
 * One row is one event. `kind` says what it is, `side` which side of the book it is about:
 *
 * | kind    | side              | priceTicks        | size                                    |
 * | ------- | ----------------- | ----------------- | --------------------------------------- |
 * | depth   | bid or ask        | the level         | lots now resting there (0 removes it)   |
 * | best    | bid or ask        | the best price    | lots there; every better level is gone  |
 * | trade   | side that was hit | execution price   | lots (a sell hits the bid side)         |
 * | reset   | –                 | –                 | – the book is unknown from here         |
 * | funding | –                 | mark price        | rate paid by longs, in 1e-9             |
 * | clock   | –                 | –                 | – time passed and nothing happened      |
 * | delay   | –                 | –                 | µs from the venue to a listener, for    |
 * |         |                   |                   | everything from this row on             |
 *
 * A tape with delay rows has one before its first event: then it is known when every event was received.
 */

/** `side` of a row: the side of the book that the event is about. */
export const BID = 0;
export const ASK = 1;
export type BookSide = typeof BID | typeof ASK;

/** `kind` of a row. The numbers are stored in files: never renumber. */
export const DEPTH = 0;
export const TRADE = 1;
export const RESET = 2;
export const BEST = 3;
export const FUNDING = 4;
export const CLOCK = 5;
export const DELAY = 6;

/** Rates of funding rows are integers of this many per unit. */
export const FUNDING_RATE_SCALE = 1e9;

/** The lowest and the highest price that a compiled tape keeps, in ticks. */
export interface PriceWindow {
  readonly low: number;
  readonly high: number;
}

/** What a tape is of, and when it began. */
export interface TapeHead {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  /** Microseconds since 1970 at the tape's time zero. */
  readonly startUs: number;
  /**
   * The window of prices in which the tape was replayed while it grew: it is compiled with the same one again, so that the same
   * quotes are in the book. Left out, the window follows from the rows (priceRange.ts).
   */
  readonly window?: PriceWindow;
  /** Whether the feed showed best quotes alone, never depth. Left out, the rows say so. */
  readonly quoteLevel?: boolean;
}

/** Rows in columns. */
export interface TapeColumns {
  /** Number of rows; the columns may be longer. */
  readonly length: number;
  /** Microseconds since the tape's `startUs`, never decreasing. */
  readonly timeUs: Float64Array;
  readonly kind: Uint8Array;
  readonly side: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly size: Int32Array;
}

export interface Tape extends TapeHead, TapeColumns {}

/** Largest size, price and delay a column can hold (one bit less than Int32: the exchange marks levels with the sign). */
export const MAX_LOTS: number = 2 ** 30 - 1;

/** Collects rows into a {@link Tape}. Throws a RangeError for a row that no tape may hold, naming the row. */
export class TapeBuilder {
  readonly #head: TapeHead;
  #length = 0;
  #timeUs = new Float64Array(1024);
  #kind = new Uint8Array(1024);
  #side = new Uint8Array(1024);
  #priceTicks = new Int32Array(1024);
  #size = new Int32Array(1024);

  constructor(head: TapeHead) {
    this.#head = head;
  }

  get length(): number {
    return this.#length;
  }

  /** Time of the newest row in µs since the tape's start; 0 for an empty tape. */
  get endUs(): number {
    return this.#length === 0 ? 0 : (this.#timeUs[this.#length - 1] as number);
  }

  depth(timeUs: number, side: BookSide, priceTicks: number, lots: number): void {
    this.append(timeUs, DEPTH, side, priceTicks, lots);
  }

  /** `side` is the side that was hit: {@link BID} for a sell aggressor, {@link ASK} for a buy aggressor. */
  trade(timeUs: number, side: BookSide, priceTicks: number, lots: number): void {
    this.append(timeUs, TRADE, side, priceTicks, lots);
  }

  best(timeUs: number, side: BookSide, priceTicks: number, lots: number): void {
    this.append(timeUs, BEST, side, priceTicks, lots);
  }

  reset(timeUs: number): void {
    this.append(timeUs, RESET, BID, 0, 0);
  }

  /** `rate` is what a long pays per unit of value, e.g. 0.0001 for one basis point. */
  funding(timeUs: number, markTicks: number, rate: number): void {
    this.append(timeUs, FUNDING, BID, markTicks, Math.round(rate * FUNDING_RATE_SCALE));
  }

  clock(timeUs: number): void {
    this.append(timeUs, CLOCK, BID, 0, 0);
  }

  /** From here on, events reach a listener `delayUs` after they happened at the venue. */
  delay(timeUs: number, delayUs: number): void {
    this.append(timeUs, DELAY, BID, 0, delayUs);
  }

  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    const i = this.#length;
    if (!(timeUs >= this.endUs)) {
      throw new RangeError(`row ${i}: time ${timeUs} µs comes before ${this.endUs} µs; a tape's time never decreases`);
    }
    if (!Number.isInteger(priceTicks) || Math.abs(priceTicks) > MAX_LOTS) {
      throw new RangeError(`row ${i}: price of ${priceTicks} ticks is not a whole number up to ${MAX_LOTS}`);
    }
    if (!Number.isInteger(size) || Math.abs(size) > MAX_LOTS || (size < 0 && kind !== FUNDING)) {
      const what = kind === DELAY ? `delay of ${size} µs` : `size of ${size} lots`;
      throw new RangeError(`row ${i}: ${what} is not a whole number from 0 to ${MAX_LOTS}`);
    }
    if (i === this.#timeUs.length) this.#grow();
    this.#timeUs[i] = timeUs;
    this.#kind[i] = kind;
    this.#side[i] = side;
    this.#priceTicks[i] = priceTicks;
    this.#size[i] = size;
    this.#length = i + 1;
  }

  /** The tape so far. Shares its columns with the builder: build once, then stop appending. */
  build(): Tape {
    return {
      ...this.#head,
      length: this.#length,
      timeUs: this.#timeUs.subarray(0, this.#length),
      kind: this.#kind.subarray(0, this.#length),
      side: this.#side.subarray(0, this.#length),
      priceTicks: this.#priceTicks.subarray(0, this.#length),
      size: this.#size.subarray(0, this.#length),
    };
  }

  #grow(): void {
    const capacity = this.#timeUs.length * 2;
    this.#timeUs = grown(new Float64Array(capacity), this.#timeUs);
    this.#kind = grown(new Uint8Array(capacity), this.#kind);
    this.#side = grown(new Uint8Array(capacity), this.#side);
    this.#priceTicks = grown(new Int32Array(capacity), this.#priceTicks);
    this.#size = grown(new Int32Array(capacity), this.#size);
  }
}

function grown<T extends Float64Array | Uint8Array | Int32Array>(wide: T, old: T): T {
  wide.set(old);
  return wide;
}

/** Length of a tape in µs, from time zero to its last row. */
export function tapeDurationUs(tape: Tape): number {
  return tape.length === 0 ? 0 : (tape.timeUs[tape.length - 1] as number);
}
