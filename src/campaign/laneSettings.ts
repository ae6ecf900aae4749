import { OLDEST_RULES } from '../exchange/outcomes.ts';
import type { CampaignPlan, StudyRecord } from '../study/records.ts';
import type { LaneSettings } from './laneRunner.ts';

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
  };
}
