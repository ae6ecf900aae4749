/**
 * When each frame of a feed was received while a tape was recorded. A frame is all that a tape has at one time; rows of any kind
 * belong to one, but delays and funding. A clock row is a frame too: whoever recorded it knew then that nothing had happened up
 * to it. One connection delivers in order, so no frame is received before an earlier one. Times are whole µs since the tape's
 * start.
 */
export interface ReceivedFrames {
  /** Number of frames; the columns may be longer. */
  readonly length: number;
  /** Time at the venue, increasing. */
  readonly stampUs: Float64Array;
  /** When all of the frame had been received; never decreasing. */
  readonly receiptUs: Float64Array;
}

/** Collects frames one after the other. */
export class FrameCollector {
  #length = 0;
  #stampUs: Float64Array = new Float64Array(64);
  #receiptUs: Float64Array = new Float64Array(64);
  #delayUs: number | undefined;
  /** Nothing later is received before this. */
  #lastReceiptUs = 0;

  /** What comes from `atUs` on takes `delayUs`, and something does come at `atUs`. */
  delay(atUs: number, delayUs: number): void {
    this.#delayUs = delayUs;
    this.#lastReceiptUs = Math.max(this.#lastReceiptUs, atUs + delayUs);
  }

  /** A row of a frame; times never decrease. */
  add(atUs: number): void {
    if (this.#delayUs === undefined) return;
    this.#lastReceiptUs = Math.max(this.#lastReceiptUs, atUs + this.#delayUs);
    const last = this.#length - 1;
    const at = last >= 0 && this.#stampUs[last] === atUs ? last : this.#length++;
    if (at === this.#stampUs.length) this.#grow();
    this.#stampUs[at] = atUs;
    this.#receiptUs[at] = this.#lastReceiptUs;
  }

  /** The frames so far; those that are added later are not in it. Undefined where no delay was added. */
  frames(): ReceivedFrames | undefined {
    if (this.#delayUs === undefined) return undefined;
    return { length: this.#length, stampUs: this.#stampUs, receiptUs: this.#receiptUs };
  }

  #grow(): void {
    this.#stampUs = widened(this.#stampUs);
    this.#receiptUs = widened(this.#receiptUs);
  }
}

function widened(column: Float64Array): Float64Array {
  const wide = new Float64Array(2 * column.length);
  wide.set(column);
  return wide;
}
