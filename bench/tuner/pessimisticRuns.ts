/** Runs sets of parameters on one market under pessimistic fills. */

import { laneSettings } from '../../src/campaign/laneRunner.ts';
import { profitAfterRisk, riskPrice } from '../../src/evaluation/blocks.ts';
import { MAX_LANES } from '../../src/exchange/replay.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { finished } from '../../src/testing/setOutcomes.ts';
import type { MarketSchedule } from '../../test/market/scheduledMarkets.ts';
import { campaignPlan, studyTerms } from './settings.ts';

/** Result of one parameter set on one market, USD per hour. */
export interface MarketOutcome {
  /** Profit after the charge for risk. */
  readonly gain: number;
  readonly volume: number;
}

/** In the order of the sets. */
export function pessimisticRuns(
  schedule: MarketSchedule,
  tape: CompiledTape,
  minutes: number,
  sets: readonly Parameters[],
): MarketOutcome[] {
  const study = { ...studyTerms(schedule, 0), id: 1, createdAt: '' };
  const plan = campaignPlan(schedule, { sessions: 1, minutes, archive: false, trials: 0 });
  const price = riskPrice(study);
  const hours = minutes / 60;
  const outcomes: MarketOutcome[] = [];
  for (let from = 0; from < sets.length; from += MAX_LANES) {
    const lanes = sets
      .slice(from, from + MAX_LANES)
      .map((parameters) => ({ parameters, fillModel: 'pessimistic' }) as const);
    const settings = laneSettings(study, plan);
    for (const { blocks } of finished(tape, { lanes, settings, atMostUs: minutes * 60e6, withMetrics: false })) {
      const volume = blocks.volume.reduce((sum, one) => sum + one, 0);
      outcomes.push({ gain: profitAfterRisk(blocks, price) / hours, volume: volume / hours });
    }
  }
  return outcomes;
}
