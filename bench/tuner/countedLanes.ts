/** Lanes in this process that count how much market they ran. */

import type { Watch } from '../../src/campaign/atOnce.ts';
import { InProcessLanes, marketsOfRecords } from '../../src/campaign/inProcessLanes.ts';
import type { LaneRun, LaneRunner, LanesRequest } from '../../src/campaign/laneRunner.ts';
import type { Markets } from '../../src/campaign/ports.ts';

export class CountedLanes implements LaneRunner {
  readonly #lanes: InProcessLanes;
  readonly #minutes: number;
  #hours = 0;

  /** @param minutes length of every market */
  constructor(markets: Pick<Markets, 'load'>, minutes: number) {
    this.#lanes = new InProcessLanes(marketsOfRecords(markets), () => Promise.resolve());
    this.#minutes = minutes;
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    const { lanes, atMostUs } = request;
    const minutes = Math.min(this.#minutes, (atMostUs ?? Number.POSITIVE_INFINITY) / 60e6);
    this.#hours += (lanes.length * minutes) / 60;
    return this.#lanes.run(request, watch);
  }

  /** Hours of market times lanes, so far. The lanes of sessions are not among them: a session runs its own. */
  get hours(): number {
    return this.#hours;
  }
}
