/**
 * How late the feed was while a tape was recorded, in steps: what happened at the venue from `fromUs` on, up to the next
 * step, was on its way for `delayUs`. One connection delivers in order, so nothing is there before what happened earlier:
 * `receiptUs` is the greatest of all `fromUs + delayUs` so far. The three columns hold one entry more than there are
 * steps, Infinity, so that whoever goes along them need not look for their end. Times are whole µs since the tape's start.
 */
export interface DelaySteps {
  readonly length: number;
  /** Increasing. */
  readonly fromUs: Float64Array;
  readonly delayUs: Float64Array;
  /** When what happened at `fromUs` had arrived; never decreasing. */
  readonly receiptUs: Float64Array;
}

/** Steps from their first two columns, which may be longer than `length`. */
export function delaySteps(fromUs: Float64Array, delayUs: Float64Array, length: number): DelaySteps {
  const receiptUs = new Float64Array(length);
  let receivedUs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    receivedUs = Math.max(receivedUs, (fromUs[i] as number) + (delayUs[i] as number));
    receiptUs[i] = receivedUs;
  }
  return {
    length,
    fromUs: ended(fromUs, length),
    delayUs: ended(delayUs, length),
    receiptUs: ended(receiptUs, length),
  };
}

function ended(column: Float64Array, length: number): Float64Array {
  const whole = new Float64Array(length + 1);
  whole.set(column.subarray(0, length));
  whole[length] = Number.POSITIVE_INFINITY;
  return whole;
}

/** Gathers steps as they come. */
export class DelayCollector {
  #length = 0;
  #fromUs = new Float64Array(64);
  #delayUs = new Float64Array(64);

  /** Times never decrease. Of several delays at one time the longest counts: the book of that time needs all its messages. */
  add(fromUs: number, delayUs: number): void {
    const last = this.#length - 1;
    if (last >= 0 && this.#fromUs[last] === fromUs) {
      this.#delayUs[last] = Math.max(this.#delayUs[last] as number, delayUs);
      return;
    }
    if (last >= 0 && this.#delayUs[last] === delayUs) return;
    if (this.#length === this.#fromUs.length) {
      this.#fromUs = doubled(this.#fromUs);
      this.#delayUs = doubled(this.#delayUs);
    }
    this.#fromUs[this.#length] = fromUs;
    this.#delayUs[this.#length] = delayUs;
    this.#length++;
  }

  /** Undefined where none was added. */
  steps(): DelaySteps | undefined {
    return this.#length === 0 ? undefined : delaySteps(this.#fromUs, this.#delayUs, this.#length);
  }
}

function doubled(column: Float64Array): Float64Array {
  const wide = new Float64Array(2 * column.length);
  wide.set(column);
  return wide;
}
