/** A run of consecutive rows of a compiled tape. Columns may be longer than `length`. */
export interface TapeChunk {
  readonly length: number;
  /** Whole µs since the tape's `startUs`. */
  readonly timeUs: Float64Array;
  /** Price, side and kind of a row in one number; compiledTape.ts says how. */
  readonly code: Int32Array;
  readonly lots: Int32Array;
}
