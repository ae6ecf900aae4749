/**
 * Requests and responses under way: first in, first out, in columns that grow only when more are under way than ever
 * before. A record comes out in an object that is reused, so the steady state allocates nothing.
 */

import { Response } from './trader.ts';

/** Room to begin with; doubled when it runs out. A power of two, so that positions wrap with a mask. */
const FIRST_LENGTH = 8;

type Column = Float64Array | Int32Array | Uint8Array;

abstract class Flight {
  /** Time of the next record; Infinity when none is under way. A field, since it is read whenever a lane is woken. */
  nextUs: number = Number.POSITIVE_INFINITY;

  #head = 0;
  #tail = 0;
  #length = FIRST_LENGTH;
  #timeUs = new Float64Array(FIRST_LENGTH);

  /** Column index of the next record. */
  protected get first(): number {
    return this.#head & (this.#length - 1);
  }

  /** Column index for one more record. */
  protected enter(timeUs: number): number {
    if (this.#tail - this.#head === this.#length) this.#grow();
    const i = this.#tail++ & (this.#length - 1);
    this.#timeUs[i] = timeUs;
    if (this.#tail - this.#head === 1) this.nextUs = timeUs;
    return i;
  }

  /** Moves the next record to a later time. Those behind it wait for it, whatever their own time. */
  protected delay(timeUs: number): void {
    this.#timeUs[this.first] = timeUs;
    this.nextUs = timeUs;
  }

  /** Column index of the oldest record, which leaves. */
  protected leave(): number {
    const i = this.#head++ & (this.#length - 1);
    this.nextUs =
      this.#head === this.#tail ? Number.POSITIVE_INFINITY : (this.#timeUs[this.#head & (this.#length - 1)] as number);
    return i;
  }

  /** Replaces every column by one of twice its length; `move` does it for one column of `width` cells a record. */
  protected abstract widen(move: <T extends Column>(column: T, wide: T, width: number) => T): void;

  #grow(): void {
    const length = this.#length;
    const head = this.#head & (length - 1);
    const move = <T extends Column>(column: T, wide: T, width: number): T => {
      // Oldest first, so that position 0 is the head again.
      wide.set(column.subarray(head * width), 0);
      wide.set(column.subarray(0, head * width), (length - head) * width);
      return wide;
    };
    this.#timeUs = move(this.#timeUs, new Float64Array(2 * length), 1);
    this.widen(move);
    this.#tail -= this.#head;
    this.#head = 0;
    this.#length = 2 * length;
  }
}

export interface Request {
  /** Slots to place and to cancel, as masks by side. */
  readonly place: Int32Array;
  readonly cancel: Int32Array;
  /** Lots to take at once, buys positive. */
  takeLots: number;
}

export class RequestsInFlight extends Flight {
  #place = new Int32Array(2 * FIRST_LENGTH);
  #cancel = new Int32Array(2 * FIRST_LENGTH);
  #takeLots = new Int32Array(FIRST_LENGTH);
  readonly #out: Request = { place: new Int32Array(2), cancel: new Int32Array(2), takeLots: 0 };

  push(arrivesUs: number, place: Int32Array, cancel: Int32Array, takeLots: number): void {
    const i = this.enter(arrivesUs);
    copyPair(place, 0, this.#place, 2 * i);
    copyPair(cancel, 0, this.#cancel, 2 * i);
    this.#takeLots[i] = takeLots;
  }

  take(): Request {
    const i = this.leave();
    copyPair(this.#place, 2 * i, this.#out.place, 0);
    copyPair(this.#cancel, 2 * i, this.#out.cancel, 0);
    this.#out.takeLots = this.#takeLots[i] as number;
    return this.#out;
  }

  protected override widen(move: <T extends Column>(column: T, wide: T, width: number) => T): void {
    this.#place = move(this.#place, new Int32Array(2 * this.#place.length), 2);
    this.#cancel = move(this.#cancel, new Int32Array(2 * this.#cancel.length), 2);
    this.#takeLots = move(this.#takeLots, new Int32Array(2 * this.#takeLots.length), 1);
  }
}

/** Cells of a response: five pairs of masks, the range of fills, and whether a taker order is answered. */
const CELLS = 13;

export class ResponsesInFlight extends Flight {
  #cells = new Int32Array(CELLS * FIRST_LENGTH);
  #timesUs = new Float64Array(FIRST_LENGTH);
  #localsUs = new Float64Array(FIRST_LENGTH);
  readonly #out = new Response();

  /** When the next response is known, by the trader's clock; meaningless while none is under way. */
  get nextLocalUs(): number {
    return this.#localsUs[this.first] as number;
  }

  push(response: Response): void {
    const i = this.enter(response.timeUs);
    const at = CELLS * i;
    const cells = this.#cells;
    copyPair(response.accepted, 0, cells, at);
    copyPair(response.rejected, 0, cells, at + 2);
    copyPair(response.ended, 0, cells, at + 4);
    copyPair(response.cancelAnswered, 0, cells, at + 6);
    copyPair(response.slid, 0, cells, at + 8);
    cells[at + 10] = response.fillsFrom;
    cells[at + 11] = response.fillsTo;
    cells[at + 12] = response.takerDone ? 1 : 0;
    this.#timesUs[i] = response.timeUs;
    this.#localsUs[i] = response.localUs;
  }

  /** The next response is seen later than it was said to be. */
  postpone(timeUs: number): void {
    this.delay(timeUs);
    this.#timesUs[this.first] = timeUs;
  }

  take(): Response {
    const i = this.leave();
    const at = CELLS * i;
    const cells = this.#cells;
    const out = this.#out;
    out.timeUs = this.#timesUs[i] as number;
    out.localUs = this.#localsUs[i] as number;
    copyPair(cells, at, out.accepted, 0);
    copyPair(cells, at + 2, out.rejected, 0);
    copyPair(cells, at + 4, out.ended, 0);
    copyPair(cells, at + 6, out.cancelAnswered, 0);
    copyPair(cells, at + 8, out.slid, 0);
    out.fillsFrom = cells[at + 10] as number;
    out.fillsTo = cells[at + 11] as number;
    out.takerDone = cells[at + 12] === 1;
    return out;
  }

  protected override widen(move: <T extends Column>(column: T, wide: T, width: number) => T): void {
    this.#cells = move(this.#cells, new Int32Array(2 * this.#cells.length), CELLS);
    this.#timesUs = move(this.#timesUs, new Float64Array(2 * this.#timesUs.length), 1);
    this.#localsUs = move(this.#localsUs, new Float64Array(2 * this.#localsUs.length), 1);
  }
}

function copyPair(from: Int32Array, fromAt: number, to: Int32Array, toAt: number): void {
  to[toAt] = from[fromAt] as number;
  to[toAt + 1] = from[fromAt + 1] as number;
}
