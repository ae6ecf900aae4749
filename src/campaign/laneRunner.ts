/** The port that runs lanes over a market: in this process, on threads, later on other machines. Requests and results are plain
 * data. A market travels by its source and is loaded where its lanes run. */

import type { Blocks } from '../evaluation/comparison.ts';
import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import { OLDEST_ENGINE } from '../exchange/engine.ts';
import { OLDEST_RULES } from '../exchange/outcomes.ts';
import type { FillModel } from '../session/result.ts';
import type { SessionSettings } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { CampaignPlan, MarketSource, StudyRecord } from '../study/records.ts';
import { atOnce, type Watch } from './atOnce.ts';

/** A tape file from its first row to its last. Records of a study name pieces instead. */
export interface WholeTape {
  readonly type: 'whole-tape';
  /** Path from the current folder. */
  readonly file: string;
  /** Paths of tapes of a hedge reference, one of which has to cover it; left out where there is none. */
  readonly references?: readonly string[];
}

export type LaneMarket = MarketSource | WholeTape;

/** Settings of all lanes of a request, with the strategy by its name. */
export type LaneSettings = Omit<SessionSettings, 'durationUs' | 'strategy' | 'keeps'> & { readonly strategy: string };

export interface LaneWanted {
  readonly parameters: Parameters;
  readonly fillModel: FillModel;
}

export interface LanesRequest {
  readonly market: LaneMarket;
  readonly settings: LaneSettings;
  /** At most as many as a replay takes (MAX_LANES). */
  readonly lanes: readonly LaneWanted[];
  /** Market time to run, µs; the whole market where that is shorter, or where it is null. */
  readonly atMostUs: number | null;
  /** Metrics need the markouts of all fills, which takes longer, and all samples, which takes memory for every hour of the market. */
  readonly withMetrics: boolean;
}

/** The result of one lane. */
export interface LaneRun {
  readonly blocks: Blocks;
  /** Whether risk stopped it for what its version did. */
  readonly halted: boolean;
  readonly totals: LaneTotals;
  /** null where the request did not ask for them. */
  readonly metrics: Metrics | null;
}

export interface LaneRunner {
  /**
   * Several requests may be under way at once; each gives the same result as alone.
   *
   * @returns one result for each lane, in their order; null after a stop
   * @throws what loading the market throws; RangeError for too many lanes
   */
  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null>;
}

/**
 * Runs all requests, as many at the same time as the runner can, and calls `each` with the results of a request when it ends. When
 * one fails, the others are stopped.
 *
 * @returns whether all have ended: false after a stop
 * @throws the error of the first request, in the order given, that failed
 */
export function runAll(
  runner: LaneRunner,
  requests: readonly LanesRequest[],
  watch: Watch,
  each: (request: number, runs: readonly LaneRun[]) => void,
): Promise<boolean> {
  const works = requests.map((request) => ({
    weight: request.lanes.length,
    begin: (one: Watch) => runner.run(request, one),
  }));
  return atOnce(works, watch, each);
}

/** With which settings the lanes of a campaign run, in its sessions and in its races. */
export function laneSettings(study: StudyRecord, plan: CampaignPlan): LaneSettings {
  return {
    instrument: study.instrument,
    strategy: study.strategy,
    capital: study.capital,
    limits: plan.limits,
    latency: plan.latency,
    decisionUs: plan.decisionMs * 1000,
    rules: plan.rules ?? OLDEST_RULES,
    engine: plan.engine ?? OLDEST_ENGINE,
    ...(plan.queue === undefined ? {} : { queue: plan.queue }),
  };
}
