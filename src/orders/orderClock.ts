export interface OrderClock {
  /** ms by a clock that never goes back. */
  nowMs(): number;
  /** ms since 1970 by the clock of the machine. */
  wallMs(): number;
  /** Calls `run` once after this time; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}
