/** Settings that all studies of the tuner benchmarks share. */

import { btcUsdPerp } from '../../src/market/instrument.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { strategyNamed } from '../../src/strategy/catalog.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import type { StrategyKind } from '../../src/strategy/strategy.ts';
import type { Journal } from '../../src/study/journal.ts';
import { MemoryStudies } from '../../src/study/memoryStudies.ts';
import type { CampaignPlan, StudyRecord } from '../../src/study/records.ts';
import { familiesOf, type MarketSchedule } from '../../test/market/scheduledMarkets.ts';

export const strategy: StrategyKind = strategyNamed('grid');
/** v1 of every study. */
export const start: Parameters = defaultParameters(strategy.parameters);
/** Expected size of the effect of a change, USD per hour: 0.05 % of capital, the default of `proposer.effect_per_hour_pct`. */
export const EFFECT_SCALE = 0.5;
const CAPITAL = 1_000;
/** A loss up to this many USD per hour counts as no loss, as in the verdicts: 0.01 % of capital. */
export const TOLERANCE_PER_HOUR: number = CAPITAL * 0.0001;
/** Numbers of sessions after which the recommended version is scored. */
export const CHECKPOINTS: readonly number[] = [5, 10, 15, 20];
export const SESSIONS: number = Math.max(...CHECKPOINTS);
/** The checkpoint at which methods are compared. */
export const JUDGED_AT = 10;
/** Number of markets that versions are scored on: more where gains are small compared with the noise of one market. */
export const heldOutMarkets: Readonly<Record<Family, number>> = {
  bursty: 260,
  calm: 60,
  trending: 100,
  jumpy: 260,
  toxic: 240,
  thin: 1_600,
  switching: 240,
};
/** Largest number of markets of each family on which the gains of single steps are measured, which the oracles know. */
export const DESIGN_MARKETS = 80;
/**
 * Share of the held-out markets on which versions are scored at checkpoints other than {@link JUDGED_AT} and {@link SESSIONS}.
 */
export const SHARE_OF_MARKETS_BETWEEN = 0.2;

/** Time stamp of every record. Nothing here depends on the time. */
export const RECORDED_AT = '2026-01-01T00:00:00.000Z';

export function studyTerms(schedule: MarketSchedule, seed: number): Omit<StudyRecord, 'id' | 'createdAt'> {
  return {
    name: `${schedule}-${seed}`,
    strategy: strategy.name,
    instrument: btcUsdPerp,
    capital: CAPITAL,
    minVolumePerHour: 500,
    riskAversion: 200,
    seed: `tuner/${schedule}/${seed}`,
  };
}

/** A journal in memory; all its records carry the same time stamp. */
export function memoryJournal(terms: Omit<StudyRecord, 'id' | 'createdAt'>): Journal {
  return new MemoryStudies(() => RECORDED_AT).open(terms);
}

/**
 * @param archive whether candidates may also race over markets recorded before the study
 * @param trials lanes of a session for candidates on trial
 */
export function campaignPlan(
  schedule: MarketSchedule,
  {
    sessions,
    minutes,
    archive,
    trials,
  }: Pick<CampaignPlan, 'sessions' | 'minutes'> & { readonly archive: boolean; readonly trials: number },
): CampaignPlan {
  return {
    mode: 'sim',
    sessions,
    minutes,
    approval: 'auto',
    tapes: [],
    families: familiesOf(schedule),
    trials,
    gateTapes: archive ? ['archive'] : [],
    startPrice: 92_000,
    decisionMs: 1_000,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    limits: defaultLimits,
  };
}
