/** Runs lanes in this process while there is little work, on threads once there is much. */

import type { Watch } from '../campaign/atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';

/**
 * Lanes times market minutes after which threads pay: about as long as the threads take to start, and to make the markets that this
 * process has made. An overnight campaign stays below it.
 */
export const THREADS_PAY_AFTER = 60_000;

export class LateThreads implements LaneRunner {
  readonly #inProcess: LaneRunner;
  readonly #threads: LaneRunner;
  readonly #switched: () => void;
  #laneMinutes = 0;
  #onThreads = false;

  /** @param switched called once, before the first request goes to the threads */
  constructor(inProcess: LaneRunner, threads: LaneRunner, switched: () => void) {
    this.#inProcess = inProcess;
    this.#threads = threads;
    this.#switched = switched;
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    this.#laneMinutes += request.lanes.length * minutesOf(request);
    if (!this.#onThreads && this.#laneMinutes > THREADS_PAY_AFTER) {
      this.#onThreads = true;
      this.#switched();
    }
    return (this.#onThreads ? this.#threads : this.#inProcess).run(request, watch);
  }
}

/** Of the market that a request runs over, where it says so; a whole tape is taken for long. */
function minutesOf({ market, atMostUs }: LanesRequest): number {
  if (market.type === 'synthetic') return market.minutes;
  const pieceUs = market.type === 'tape' ? market.toUs - market.fromUs : Number.POSITIVE_INFINITY;
  return Math.min(pieceUs, atMostUs ?? pieceUs) / 60e6;
}
