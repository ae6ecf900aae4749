/**
 * How late the feed was while a tape was recorded, in steps. What happened at the venue from `fromUs` on, up to the next
 * step, was on its way for `delayUs`. One connection delivers in order, so nothing arrives before what happened earlier: the
 * first event of a step arrived at `receiptUs`. The columns hold one entry more than there are steps, Infinity, so that a
 * loop over them need not check for their end. Times are whole µs since the tape's start.
 */
export interface DelaySteps {
  readonly length: number;
  /** Increasing. */
  readonly fromUs: Float64Array;
  readonly delayUs: Float64Array;
  /** When what happened at `fromUs` had arrived whole; never decreasing. */
  readonly receiptUs: Float64Array;
}

/**
 * When all that happened up to `atUs`, a moment of step `k`, had arrived. Silence is known as late as an event would be, or
 * when the next step arrives.
 */
export function receivedUs({ delayUs, receiptUs }: DelaySteps, k: number, atUs: number): number {
  return Math.min(Math.max(receiptUs[k] as number, atUs + (delayUs[k] as number)), receiptUs[k + 1] as number);
}

/** Collects steps one after the other. */
export class DelayCollector {
  #length = 0;
  #fromUs: Float64Array = new Float64Array(64);
  #delayUs: Float64Array = new Float64Array(64);
  #receiptUs: Float64Array = new Float64Array(64);

  /**
   * From `fromUs` on the delay is `delayUs`; the newest event before was at `eventUs`, and arrives first. Times never
   * decrease; what happens at one time has arrived when all of it has.
   */
  add(fromUs: number, delayUs: number, eventUs: number): void {
    const last = this.#length - 1;
    if (last >= 0 && this.#delayUs[last] === delayUs) return;
    const before = last < 0 ? 0 : Math.max(this.#receiptUs[last] as number, eventUs + (this.#delayUs[last] as number));
    const at = last >= 0 && this.#fromUs[last] === fromUs ? last : this.#length++;
    if (at === this.#fromUs.length) this.#grow();
    this.#fromUs[at] = fromUs;
    this.#delayUs[at] = delayUs;
    this.#receiptUs[at] = Math.max(before, fromUs + delayUs);
  }

  /** Undefined where none was added. */
  steps(): DelaySteps | undefined {
    const length = this.#length;
    if (length === 0) return undefined;
    return {
      length,
      fromUs: ended(this.#fromUs, length),
      delayUs: ended(this.#delayUs, length),
      receiptUs: ended(this.#receiptUs, length),
    };
  }

  #grow(): void {
    const length = 2 * this.#fromUs.length;
    this.#fromUs = widened(this.#fromUs, length);
    this.#delayUs = widened(this.#delayUs, length);
    this.#receiptUs = widened(this.#receiptUs, length);
  }
}

function ended(column: Float64Array, length: number): Float64Array {
  return widened(column.subarray(0, length), length + 1).fill(Number.POSITIVE_INFINITY, length);
}

function widened(column: Float64Array, length: number): Float64Array {
  const wide = new Float64Array(length);
  wide.set(column);
  return wide;
}
