/** Runs lanes in this process, one request after the other. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Watch } from './atOnce.ts';
import type { LaneMarket, LaneRun, LaneRunner, LanesRequest } from './laneRunner.ts';
import { laneRuns } from './laneRuns.ts';
import type { Markets } from './ports.ts';

/** Where a runner gets its markets. */
export interface LaneMarkets {
  /** The market can be used until the next is loaded. @throws when it cannot be made or read */
  load(market: LaneMarket, instrument: Instrument): Promise<CompiledTape>;
}

export class InProcessLanes implements LaneRunner {
  readonly #markets: LaneMarkets;
  readonly #breathe: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param breathe lets signals and timers be handled between two slices of work */
  constructor(markets: LaneMarkets, breathe: () => Promise<void>) {
    this.#markets = markets;
    this.#breathe = breathe;
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    const run = this.#last.then(() => this.#runNow(request, watch));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #runNow({ market, ...lanes }: LanesRequest, { progress, stop }: Watch): Promise<LaneRun[] | null> {
    if (stop.requested) return null;
    const steps = laneRuns(await this.#markets.load(market, lanes.settings.instrument), lanes);
    for (;;) {
      const step = steps.next();
      progress(step.done === true ? 1 : step.value);
      if (step.done === true) return step.value;
      await this.#breathe();
      if (stop.requested) return null;
    }
  }
}

/** The markets of a study's records, for lanes. @throws RangeError for a whole tape: records name pieces */
export function marketsOfRecords(markets: Pick<Markets, 'load'>): LaneMarkets {
  return {
    load: async (market, instrument) => {
      if (market.type === 'whole-tape') throw new RangeError(`${market.file}: only markets of records are run here`);
      const { compiled } = await markets.load(market, instrument);
      return compiled;
    },
  };
}
