/** Shapes of what a runner of lanes takes and gives, for where it travels as JSON. Each is declared against its type, so that the two cannot part. */

import { z } from 'zod';
import type { Blocks } from '../evaluation/comparison.ts';
import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { FillGroup, Metrics } from '../evaluation/metrics.ts';
import type { QueueModel } from '../exchange/fillRules.ts';
import type { Latency } from '../exchange/latency.ts';
import type { Instrument } from '../market/instrument.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { FillModel } from '../session/result.ts';
import type { Parameters, ParameterValue } from '../strategy/parameters.ts';
import type { LaneRun, LaneSettings, LanesRequest, LaneWanted } from './laneRunner.ts';

const count = z.int().nonnegative();
const figure = z.number().nullable();

export const parameterValue: z.ZodType<ParameterValue> = z.union([z.number(), z.boolean()]);
export const parameters: z.ZodType<Parameters> = z.record(z.string(), parameterValue);

export const instrument: z.ZodType<Instrument> = z.strictObject({
  symbol: z.string(),
  contract: z.enum(['linear', 'spot', 'equity', 'binary', 'inverse']),
  tickSize: z.number(),
  lotSize: z.number(),
  minNotional: z.number(),
  makerFeeBps: z.number(),
  takerFeeBps: z.number(),
  contractValue: z.number().exactOptional(),
  quoteCurrency: z.string().exactOptional(),
});

export const fillModel: z.ZodType<FillModel> = z.enum(['pessimistic', 'optimistic']);

const fillGroupFields = {
  fills: count,
  volume: z.number(),
  spreadBps: figure,
  markoutsBps: z.array(figure),
};
const fillGroup: z.ZodType<FillGroup> = z.strictObject(fillGroupFields);
const moveEnds = z.strictObject({ count, against: count, meanPosition: figure });

export const metrics: z.ZodType<Metrics> = z.strictObject({
  volume: z.number(),
  fills: count,
  profit: z.number(),
  spreadProfit: z.number(),
  inventoryProfit: z.number(),
  feesPaid: z.number(),
  rebates: z.number(),
  fundingPaid: z.number(),
  profitPer10k: figure,
  makerRatio: figure,
  fillRate: figure,
  spreadCapturedBps: figure,
  markouts: z.array(z.strictObject({ horizonSeconds: z.number(), meanBps: figure, fills: count })),
  inventory: z.strictObject({
    final: z.number(),
    max: z.number(),
    mean: z.number(),
    meanAbsolute: z.number(),
    holdingSeconds: figure,
  }),
  maxDrawdown: z.number(),
  sharpe: figure,
  pauseShare: z.number(),
  forceCloses: count,
  requests: z.strictObject({
    placed: count,
    cancelled: count,
    rejected: count,
    large: count.exactOptional(),
    denied: z.record(z.string(), count),
  }),
  reasons: z.record(z.string(), count).exactOptional(),
  fillsBySide: z.strictObject({ bought: fillGroup, sold: fillGroup }).exactOptional(),
  fillsByDistance: z.array(z.strictObject({ ...fillGroupFields, fromBps: z.number(), toBps: figure })).exactOptional(),
  quoteGaps: z.record(z.string(), z.strictObject({ bids: z.number(), asks: z.number() })).exactOptional(),
  priceMoves: z.strictObject({ leastBps: z.number(), rises: moveEnds, falls: moveEnds }).exactOptional(),
  riskState: z.enum(['active', 'reducing', 'halted']),
});

export const blocks: z.ZodType<Blocks> = z.strictObject({
  blockSeconds: z.number(),
  profit: z.array(z.number()),
  volume: z.array(z.number()),
  swings: z.array(z.number()),
  holding: z.array(z.number()),
});

export const limits: z.ZodType<RiskLimits> = z.strictObject({
  orderNotionalPct: z.number(),
  openNotionalPct: z.number(),
  positionPct: z.number(),
  collarPct: z.number(),
  openOrders: z.number(),
  duplicateMs: z.number(),
  repeatedFills: z.number(),
  repeatedFillsWindowSeconds: z.number(),
  repeatedFillsPauseSeconds: z.number(),
  rejectStreak: z.number(),
  stalePullSeconds: z.number(),
  staleHaltSeconds: z.number(),
  lossWarnPct: z.number(),
  lossReducePct: z.number(),
  lossHaltPct: z.number(),
});

export const latency: z.ZodType<Latency> = z.strictObject({
  feedUs: z.number(),
  orderUs: z.number(),
  responseUs: z.number(),
  feed: z.literal('recorded').exactOptional(),
  range: z.number().exactOptional(),
  jitter: z.strictObject({ spread: z.number(), seed: z.string() }).exactOptional(),
  referenceUs: z.number().exactOptional(),
});

export const queueModel: z.ZodType<QueueModel> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('risk-averse') }),
  z.strictObject({ kind: z.literal('power'), exponent: z.number() }),
  z.strictObject({ kind: z.literal('log') }),
]);

const settings: z.ZodType<LaneSettings> = z.strictObject({
  instrument,
  strategy: z.string(),
  capital: z.number(),
  limits,
  latency,
  decisionUs: z.number(),
  rules: count.exactOptional(),
  engine: count.exactOptional(),
  queue: queueModel.exactOptional(),
});

const laneWanted: z.ZodType<LaneWanted> = z.strictObject({ parameters, fillModel });

/** The fields of a request beside its market. */
export const lanesRequestFields: {
  readonly [Field in Exclude<keyof LanesRequest, 'market'>]: z.ZodType<LanesRequest[Field]>;
} = {
  settings,
  lanes: z.array(laneWanted),
  atMostUs: z.number().nullable(),
  withMetrics: z.boolean(),
};

const totals: z.ZodType<LaneTotals> = z.strictObject({
  volume: z.number(),
  fills: count,
  profit: z.number(),
  feesPaid: z.number(),
  rebates: z.number(),
});

export const laneRunList: z.ZodType<readonly LaneRun[]> = z.array(
  z.strictObject({ blocks, halted: z.boolean(), totals, metrics: metrics.nullable() }),
);
