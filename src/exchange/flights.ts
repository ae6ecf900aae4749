/**
 * Requests and responses under way: first in, first out, in columns of a fixed length. A record comes out in an object
 * that is reused, so nothing is allocated. Running full is an error, never a silent loss.
 */

import { Response } from './trader.ts';

/** Records that may be under way at once: ten seconds of latency at 25 decisions a second. */
const LENGTH = 256;

class Flight {
  protected head = 0;
  protected tail = 0;
  protected readonly timeUs: Float64Array = new Float64Array(LENGTH);

  /** Time of the next record; Infinity when none is under way. */
  get nextUs(): number {
    return this.head === this.tail ? Number.POSITIVE_INFINITY : (this.timeUs[this.head % LENGTH] as number);
  }

  /** Column index for one more record. */
  protected enter(timeUs: number): number {
    if (this.tail - this.head === LENGTH) throw new Error(`more than ${LENGTH} messages under way in one lane`);
    const i = this.tail++ % LENGTH;
    this.timeUs[i] = timeUs;
    return i;
  }

  /** Column index of the oldest record, which leaves. */
  protected leave(): number {
    return this.head++ % LENGTH;
  }
}

export interface Request {
  /** Slots to place and to cancel, as masks by side. */
  readonly place: Int32Array;
  readonly cancel: Int32Array;
  /** Lots to take at once, buys positive. */
  takeLots: number;
}

export class RequestFlight extends Flight {
  readonly #place = new Int32Array(2 * LENGTH);
  readonly #cancel = new Int32Array(2 * LENGTH);
  readonly #takeLots = new Int32Array(LENGTH);
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
}

export class ResponseFlight extends Flight {
  readonly #accepted = new Int32Array(2 * LENGTH);
  readonly #rejected = new Int32Array(2 * LENGTH);
  readonly #ended = new Int32Array(2 * LENGTH);
  readonly #cancelAnswered = new Int32Array(2 * LENGTH);
  readonly #fillsFrom = new Int32Array(LENGTH);
  readonly #fillsTo = new Int32Array(LENGTH);
  readonly #takerDone = new Uint8Array(LENGTH);
  readonly #out = new Response();

  push(response: Response): void {
    const i = this.enter(response.timeUs);
    copyPair(response.accepted, 0, this.#accepted, 2 * i);
    copyPair(response.rejected, 0, this.#rejected, 2 * i);
    copyPair(response.ended, 0, this.#ended, 2 * i);
    copyPair(response.cancelAnswered, 0, this.#cancelAnswered, 2 * i);
    this.#fillsFrom[i] = response.fillsFrom;
    this.#fillsTo[i] = response.fillsTo;
    this.#takerDone[i] = response.takerDone ? 1 : 0;
  }

  take(): Response {
    const i = this.leave();
    const out = this.#out;
    out.timeUs = this.timeUs[i] as number;
    copyPair(this.#accepted, 2 * i, out.accepted, 0);
    copyPair(this.#rejected, 2 * i, out.rejected, 0);
    copyPair(this.#ended, 2 * i, out.ended, 0);
    copyPair(this.#cancelAnswered, 2 * i, out.cancelAnswered, 0);
    out.fillsFrom = this.#fillsFrom[i] as number;
    out.fillsTo = this.#fillsTo[i] as number;
    out.takerDone = this.#takerDone[i] === 1;
    return out;
  }
}

function copyPair(from: Int32Array, fromAt: number, to: Int32Array, toAt: number): void {
  to[toAt] = from[fromAt] as number;
  to[toAt + 1] = from[fromAt + 1] as number;
}
