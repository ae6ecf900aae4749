/** The other end of the line: what the simulated exchange needs from whoever trades in a lane. */

/** News for the trader, known after the response latency. Masks hold one bit a slot, by side (0 bids, 1 asks). */
export interface Response {
  timeUs: number;
  /** Orders that now rest. */
  readonly accepted: Int32Array;
  /** Orders refused on arrival because they would have crossed. */
  readonly rejected: Int32Array;
  /** Orders that are no more: filled, rejected or cancelled. */
  readonly ended: Int32Array;
  /** Cancels that have been answered, whether or not there was still an order. */
  readonly cancelAnswered: Int32Array;
  /** Rows of the lane's executions that this response tells of, from … to (exclusive). */
  fillsFrom: number;
  fillsTo: number;
  /** The answer to a taker order is in this response. */
  takerDone: boolean;
}

export interface Trader {
  /** Exchange time at which it wants `onTimer` next; Infinity for never. */
  readonly nextTimerUs: number;
  /** Called at `nextTimerUs`; has to move it on. */
  onTimer(): void;
  /** The response object is reused: read it, do not keep it. */
  onResponse(response: Response): void;
}
