/** Runs lanes in this process, and on threads beside it once there is enough work for them. */

import type { Watch } from '../campaign/atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';
import { Places } from './places.ts';

/** Lanes times market minutes that take about as long as a thread takes to start: one second. */
export const THREADS_PAY_AFTER = 20_000;

export class LateThreads implements LaneRunner {
  readonly #threads: LaneRunner;
  readonly #count: number;
  readonly #payAfter: number;
  readonly #places: Places<LaneRunner>;
  #laneMinutes = 0;
  #opened = false;

  /**
   * @param count of the threads
   * @param payAfter lanes times market minutes that are asked for before a thread starts
   */
  constructor(inProcess: LaneRunner, threads: LaneRunner, count: number, payAfter: number = THREADS_PAY_AFTER) {
    this.#threads = threads;
    this.#count = count;
    this.#payAfter = payAfter;
    this.#places = new Places([inProcess]);
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    this.#laneMinutes += request.lanes.length * minutesOf(request);
    if (!this.#opened && this.#laneMinutes > this.#payAfter) this.#openThreads();
    return this.#places.whenFree((runner) => runner.run(request, watch));
  }

  #openThreads(): void {
    this.#opened = true;
    for (let i = 0; i < this.#count; i++) this.#places.add(this.#threads);
  }
}

/** Of the market that a request runs over, where it names it; a whole tape counts as endless. */
function minutesOf({ market, atMostUs }: LanesRequest): number {
  if (market.type === 'synthetic') return market.minutes;
  const pieceUs = market.type === 'tape' ? market.toUs - market.fromUs : Number.POSITIVE_INFINITY;
  return Math.min(pieceUs, atMostUs ?? pieceUs) / 60e6;
}
