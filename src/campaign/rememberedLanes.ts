/**
 * A runner that remembers what another runner gave. The same lane over the same market gives the same result again, and
 * champion and base run in every race of a campaign.
 */

import { MAX_LANES } from '../exchange/replay.ts';
import type { Watch } from './atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest, LaneWanted } from './laneRunner.ts';

/**
 * Each lane of a recorded market runs at most once, also for requests that are under way at the same time. Results with metrics
 * are not kept: they are large, and races do not ask for them. Nor are results over whole tapes: the file may change.
 */
export class RememberedLanes implements LaneRunner {
  readonly #runner: LaneRunner;
  /** By market, settings and length. */
  readonly #kept = new Map<string, KeptLanes>();

  constructor(runner: LaneRunner) {
    this.#runner = runner;
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    const { market, settings, lanes, atMostUs, withMetrics } = request;
    // The other runner refuses too many lanes, also where some of them are the same.
    if (withMetrics || market.type === 'whole-tape' || lanes.length > MAX_LANES)
      return this.#runner.run(request, watch);
    const key = JSON.stringify([market, settings, atMostUs]);
    const kept = this.#kept.get(key) ?? { done: new Map(), underWay: new Map() };
    this.#kept.set(key, kept);
    return this.#remembered(request, kept, watch);
  }

  async #remembered(request: LanesRequest, kept: KeptLanes, watch: Watch): Promise<readonly LaneRun[] | null> {
    const keys = request.lanes.map(keyOf);
    const { done, underWay } = kept;
    while (!watch.stop.requested) {
      const missing = new Map<string, LaneWanted>();
      for (const [i, lane] of request.lanes.entries()) {
        const key = keys[i] as string;
        if (!done.has(key) && !underWay.has(key)) missing.set(key, lane);
      }
      if (missing.size > 0) {
        if (!(await this.#runMissing(missing, request, kept, watch))) return null;
        continue;
      }
      const elsewhere = keys.flatMap((key) => underWay.get(key) ?? [])[0];
      if (elsewhere === undefined) {
        watch.progress(1);
        return keys.map((key) => done.get(key) as LaneRun);
      }
      // Where the other request failed or was stopped, its lanes are missing after this and run here.
      await elsewhere.endOrStop(watch.stop);
    }
    return null;
  }

  /** Returns whether the lanes ran to their end. */
  async #runMissing(
    missing: ReadonlyMap<string, LaneWanted>,
    request: LanesRequest,
    { done, underWay }: KeptLanes,
    watch: Watch,
  ): Promise<boolean> {
    const run = new RunUnderWay();
    for (const key of missing.keys()) underWay.set(key, run);
    const before = request.lanes.length - missing.size;
    const progress = (share: number): void => {
      watch.progress((before + share * missing.size) / request.lanes.length);
      run.look();
    };
    try {
      const runs = await this.#runner.run({ ...request, lanes: [...missing.values()] }, { ...watch, progress });
      if (runs === null) return false;
      for (const [i, key] of [...missing.keys()].entries()) done.set(key, runs[i] as LaneRun);
      return true;
    } finally {
      for (const key of missing.keys()) underWay.delete(key);
      run.end();
    }
  }
}

/** Lanes of one market under the same settings, by parameters and fill model. */
interface KeptLanes {
  readonly done: Map<string, LaneRun>;
  readonly underWay: Map<string, RunUnderWay>;
}

/** A run of one request for which other requests wait. */
class RunUnderWay {
  readonly #waiting = new Set<() => void>();
  #ended = false;

  /** Resolves at the end of the run, also when it failed, or at the first look after a stop is requested. */
  endOrStop(stop: Watch['stop']): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#ended && !stop.requested) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  /** Lets those that wait look at their stop signals. */
  look(): void {
    for (const look of this.#waiting) look();
  }

  end(): void {
    this.#ended = true;
    this.look();
  }
}

function keyOf({ parameters, fillModel }: LaneWanted): string {
  return `${fillModel} ${JSON.stringify(parameters)}`;
}
