/** The mid of a second market beside the one that is traded: all that a session sees of a hedge reference. */

import type { ReceivedFrames } from './receivedFrames.ts';

export interface ReferenceMids {
  readonly symbol: string;
  /** Quote currency: the reference has ticks of its own. */
  readonly tickSize: number;
  readonly length: number;
  /**
   * Venue time of each row, increasing, µs since the start of the market that the reference stands beside. The first may be below
   * 0: what was known at that start.
   */
  readonly timeUs: Float64Array;
  /** In ticks of the reference; NaN where its book is not known on both sides. */
  readonly midTicks: Float64Array;
  /** When each frame of the reference was received; undefined for a tape that does not say so. */
  readonly frames: ReceivedFrames | undefined;
  /** Digest of the rows. */
  readonly digest: string;
}
