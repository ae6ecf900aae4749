/** What a venue needs of the trader of a lane: when to call it, and the news that it is called with. */

/** News for the trader, known after the response latency. Masks hold one bit a slot, by side (0 bids, 1 asks). */
export class Response {
  /** What the trader sees of the venue when it knows of this, µs. */
  timeUs = 0;
  /** When it knows of this, by its own clock. */
  localUs = 0;
  /** Orders that now rest. */
  readonly accepted: Int32Array = new Int32Array(2);
  /** Of those, the ones that rest at another price than they were sent with, since that would have crossed. */
  readonly slid: Int32Array = new Int32Array(2);
  /** Orders refused on arrival because they would have crossed. */
  readonly rejected: Int32Array = new Int32Array(2);
  /** Orders that are no more: filled, rejected or cancelled. */
  readonly ended: Int32Array = new Int32Array(2);
  /** Cancels that have been answered, whether or not there was still an order. */
  readonly cancelAnswered: Int32Array = new Int32Array(2);
  /** Rows of the lane's executions that this response reports, from … to (exclusive). */
  fillsFrom = 0;
  fillsTo = 0;
  /** The answer to a taker order is in this response. */
  takerDone = false;

  clear(): void {
    // Not `fill`: it costs more than all that follows.
    for (let side = 0; side < 2; side++) {
      this.accepted[side] = 0;
      this.slid[side] = 0;
      this.rejected[side] = 0;
      this.ended[side] = 0;
      this.cancelAnswered[side] = 0;
    }
    this.takerDone = false;
  }
}

export interface Trader {
  /** Exchange time at which it wants `onTimer` next; Infinity for never. */
  readonly nextTimerUs: number;
  /** The trader's own clock then: it decides what comes first where several things see one moment of the venue. */
  readonly timerLocalUs: number;
  /** Called at `nextTimerUs`; has to move it on. */
  onTimer(): void;
  /** A best price has fallen below one of the lane's `idleFloors`: `nextTimerUs` becomes earlier, but not earlier than now. */
  wakeEarly(): void;
  /** Funding was paid; `paid` is the lane's sum so far in quote currency, negative when received. */
  onFunding(paid: number): void;
  /** The response object is reused: read it, do not keep it. */
  onResponse(response: Response): void;
}
