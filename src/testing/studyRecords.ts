/** Single records of studies, for tests. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import { defaultLimits } from '../risk/limits.ts';
import type { FillModel } from '../session/result.ts';
import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';
import type {
  ApprovalPolicy,
  CampaignRecord,
  LaneRecord,
  MarketSource,
  Mode,
  OutcomeFigures,
  RaceRecord,
  SessionRecord,
} from '../study/records.ts';
import { gainFrom } from './gains.ts';

export const declarations: ParameterDeclarations = {
  spreadBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.5,
    max: 20.5,
    step: 0.1,
    scale: 'linear',
    default: 2.5,
    tunable: true,
    meaning: 'Distance of the first level from mid.',
  },
  pauseSeconds: {
    kind: 'number',
    unit: 's',
    min: 1,
    max: 100,
    step: 1,
    scale: 'log',
    default: 10,
    tunable: true,
    meaning: 'How long a side stays held back.',
  },
  levels: {
    kind: 'number',
    unit: 'levels',
    min: 1,
    max: 11,
    step: 1,
    scale: 'linear',
    default: 5,
    tunable: true,
    meaning: 'Quotes a side.',
  },
  skew: { kind: 'boolean', default: false, tunable: true, meaning: 'Whether inventory moves the quotes.' },
  stopLossPercent: {
    kind: 'number',
    unit: '%',
    min: 1,
    max: 10,
    step: 1,
    scale: 'linear',
    default: 2,
    tunable: false,
    meaning: 'Loss of capital that ends the session.',
  },
};

export const baseline: Parameters = { spreadBps: 2.5, pauseSeconds: 10, levels: 5, skew: false, stopLossPercent: 2 };

/** What a lane did; everything else follows from it or is zero. */
export interface Ran {
  readonly version: number;
  readonly profit: number;
  readonly volume: number;
  readonly fills: number;
  /** Profit per block; equal shares of the profit over 12 blocks where not given. */
  readonly blocks?: readonly number[];
  readonly optimisticProfit?: number;
  readonly metrics?: Partial<Metrics>;
  readonly riskEvents?: LaneRecord['riskEvents'];
}

export interface Ran60 {
  readonly acting: number;
  readonly champion: number;
  readonly lanes: readonly Ran[];
  /** Candidates on trial, by the id of their proposal. */
  readonly trials?: readonly (Omit<Ran, 'version'> & { readonly proposal: number })[];
  readonly mode?: Mode;
  readonly status?: SessionRecord['status'];
  readonly endReason?: string;
  /** Of the synthetic market; `trending` where not given. */
  readonly family?: string;
  /** A synthetic market of its own where not given. */
  readonly source?: MarketSource;
  /** Not measured where not given. */
  readonly outcomes?: OutcomeFigures;
  /** 1 where not given. */
  readonly campaignId?: number;
}

const AT = '2026-01-01T00:00:00.000Z';

export function aCampaign(id: number, sessions: number, approval: ApprovalPolicy = 'auto'): CampaignRecord {
  const plan = {
    mode: 'sim',
    sessions,
    minutes: 60,
    approval,
    tapes: [],
    families: ['calm'],
    gateTapes: [],
    startPrice: 100,
    decisionMs: 1_000,
    latency: { feedUs: 0, orderUs: 0, responseUs: 0 },
    limits: defaultLimits,
  } as const;
  return { id, plan, status: 'running', startedAt: AT, endedAt: null };
}

export function aComparison(challenger: number, champion: number, verdict: Comparison['verdict']): Comparison {
  return {
    challenger,
    champion,
    sessions: 5,
    regimes: ['calm', 'trending'],
    blocks: 60,
    hours: 5,
    ...gainFrom({ mean: 1, low: 0.5, high: 1.5, level: 0.9 }),
    alwaysValid: { mean: 1, low: 0.2, high: 1.8, level: 0.9 },
    profitPer10k: null,
    volumePerHour: 10_000,
    tradesEnough: true,
    probabilityBetter: 0.95,
    probabilityHarm: 0.01,
    sessionsNeeded: 0,
    minimumDetectableEffect: 0.8,
    optimisticGainPerHour: 0.5,
    signAgrees: true,
    verdict,
    reason: 'because',
  };
}

/** Beside v1 on as many markets as there are differences; its mean is theirs, its interval one dollar either way. */
export function aRace(byMarket: readonly number[], more: Partial<RaceRecord> = {}): RaceRecord {
  const mean = byMarket.reduce((sum, value) => sum + value, 0) / byMarket.length;
  return {
    champion: 1,
    sessions: byMarket.map((_, i) => i + 1),
    tapes: [],
    hours: byMarket.length,
    ...gainFrom({ mean, low: mean - 1, high: mean + 1, level: 0.9 }),
    byMarket,
    probabilityBetter: 0.8,
    volumePerHour: 1_200,
    signAgrees: true,
    belief: mean / 2,
    replayWeight: 0.6,
    ...more,
  };
}

/** What a lane of 12 blocks leaves on record. */
export function laneOf(
  ran: Ran,
  fillModel: FillModel,
  profit: number,
): Pick<LaneRecord, 'fillModel' | 'metrics' | 'blocks' | 'riskEvents' | 'digest'> {
  const { volume, fills } = ran;
  const shares = fillModel === 'pessimistic' ? ran.blocks : undefined;
  const profits = shares ?? Array.from({ length: 12 }, () => profit / 12);
  return {
    fillModel,
    digest: 'd1',
    riskEvents: ran.riskEvents ?? [],
    blocks: {
      blockSeconds: 300,
      profit: profits,
      volume: profits.map(() => volume / profits.length),
      swings: profits.map(() => 0),
      holding: profits.map(() => 0),
    },
    metrics: {
      volume,
      fills,
      profit,
      spreadProfit: 0,
      inventoryProfit: profit,
      feesPaid: 0,
      rebates: 0,
      fundingPaid: 0,
      profitPer10k: volume === 0 ? null : (profit / volume) * 10_000,
      makerRatio: volume === 0 ? null : 1,
      fillRate: 0.1,
      spreadCapturedBps: volume === 0 ? null : 0,
      markouts: [],
      inventory: { final: 0, max: 0, mean: 0, meanAbsolute: 0, holdingSeconds: null },
      maxDrawdown: 0,
      sharpe: null,
      pauseShare: 0,
      forceCloses: 0,
      requests: { placed: 0, cancelled: 0, rejected: 0, denied: {} },
      riskState: 'active',
      ...ran.metrics,
    },
  };
}
