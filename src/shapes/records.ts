/** Shapes of the records of a study as JSON. Each is declared against its type, so that the two cannot part. */

import { z } from 'zod';
import { blocks, fillModel, instrument, metrics, parameters, parameterValue } from '../campaign/laneShapes.ts';
import type { Comparison, Estimate } from '../evaluation/comparison.ts';
import type { LaneFigures, RiskEvent } from '../session/result.ts';
import {
  type CallRecord,
  type CampaignPlan,
  type CampaignRecord,
  type DecisionKind,
  type DecisionRecord,
  type EvaluationRecord,
  type GuardrailFinding,
  type LaneRecord,
  type LearningRecord,
  type MarketSource,
  modes,
  type ProposalRecord,
  type RaceRecord,
  type SessionRecord,
  type StudyRecord,
  type TapePiece,
  type TrialLaneRecord,
  type VersionRecord,
} from '../study/records.ts';

/** ISO 8601, UTC. */
export const time: z.ZodType<string> = z.iso.datetime();
/** A whole number from 0 on; also the number of a version or session, and an id. */
export const count: z.ZodType<number> = z.int().nonnegative();
/** A number, or null where there is none. */
export const figure: z.ZodType<number | null> = z.number().nullable();
export const share: z.ZodType<number> = z.number().min(0).max(1);
export const mode: z.ZodType<StudyMode> = z.enum(modes);
type StudyMode = (typeof modes)[number];

/** A number with its interval. */
export const estimate: z.ZodType<Estimate> = z.strictObject({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  level: share,
});
const noEstimate = estimate.nullable();

export const study: z.ZodType<StudyRecord> = z.strictObject({
  id: count,
  name: z.string(),
  strategy: z.string(),
  instrument,
  seed: z.string(),
  capital: z.number(),
  minVolumePerHour: z.number(),
  riskAversion: z.number(),
  createdAt: time,
});

const author = z.enum(['human', 'model', 'surrogate', 'random', 'import', 'rollback']);

export const version: z.ZodType<VersionRecord> = z.strictObject({
  number: count,
  parent: count.nullable(),
  author,
  reason: z.string(),
  parameters,
  proposalId: count.nullable(),
  createdAt: time,
});

const tapePiece: z.ZodType<TapePiece> = z.strictObject({
  type: z.literal('tape'),
  file: z.string(),
  sha256: z.string(),
  fromUs: z.number(),
  toUs: z.number(),
  capture: z.string().exactOptional(),
  reference: z.strictObject({ file: z.string(), sha256: z.string() }).exactOptional(),
});

/** How a generated market follows its hedge reference. */
export const referencePair: z.ZodType<NonNullable<CampaignPlan['reference']>['pair'] & object> = z.strictObject({
  beta: z.number(),
  lagSeconds: z.number(),
});

const source: z.ZodType<MarketSource> = z.union([
  z.strictObject({
    type: z.literal('synthetic'),
    family: z.string(),
    seed: z.string(),
    generator: count,
    minutes: z.number(),
    startPrice: z.number(),
    reference: referencePair.exactOptional(),
  }),
  tapePiece,
  z.strictObject({
    type: z.literal('feed'),
    venue: z.string() as z.ZodType<Extract<MarketSource, { type: 'feed' }>['venue']>,
    symbol: z.string(),
    capture: z.string(),
  }),
]);

const laneFigureFields = { profit: z.number(), volume: z.number(), fills: count };
const laneFigures: z.ZodType<LaneFigures> = z.strictObject(laneFigureFields);

const sessionFacts = z.strictObject({
  startUs: z.number(),
  durationUs: z.number(),
  events: count,
  trades: count,
  tapeDigest: z.string(),
  referenceDigest: z.string().exactOptional(),
  gap: z
    .union([
      z.strictObject({
        delaysMs: z.strictObject({
          p10: z.number(),
          median: z.number(),
          p90: z.number(),
          p99: z.number(),
          most: z.number(),
        }),
        lanes: z.array(z.strictObject({ version: count, fillModel, ...laneFigureFields })),
      }),
      z.strictObject({ problem: z.string() }),
    ])
    .exactOptional(),
  live: z
    .strictObject({
      durationUs: z.number(),
      told: z.strictObject({ file: z.string(), sha256: z.string() }),
      digest: z.string(),
      metrics: z.lazy(() => metrics),
      riskState: z.enum(['active', 'reducing', 'halted']),
      riskEvents: z.lazy(() => z.array(riskEvent)),
      fundingReceived: z.number().exactOptional(),
      twins: z.array(
        z.strictObject({ fillModel, ...laneFigureFields, both: count, onlyLive: count, onlySimulated: count }),
      ),
    })
    .exactOptional(),
  outcomes: z
    .strictObject({
      pessimistic: laneFigures,
      optimistic: laneFigures,
      alone: z.record(z.enum(['queue', 'crossing', 'sweep', 'latency', 'postOnly']), laneFigures),
    })
    .exactOptional(),
  market: z.strictObject({
    volatilityBps: z.number(),
    rangeBps: z.number(),
    moveBps: z.number(),
    spreadBps: z.number().exactOptional(),
  }),
});

/** The fields of a session, for answers that add others to them. */
const sessionFields = {
  id: count,
  number: count,
  campaignId: count,
  mode,
  source,
  acting: count,
  champion: count,
  status: z.enum(['running', 'completed', 'interrupted', 'aborted']),
  startedAt: time,
  endedAt: time.nullable(),
  endReason: z.string().nullable(),
  facts: sessionFacts.nullable(),
};
export const session: z.ZodType<SessionRecord> = z.strictObject(sessionFields);

const riskEvent: z.ZodType<RiskEvent> = z.strictObject({ timeUs: z.number(), code: z.string(), message: z.string() });

export const lane: z.ZodType<LaneRecord> = z.strictObject({
  sessionId: count,
  version: count,
  role: z.enum(['acting', 'champion', 'shadow']),
  fillModel,
  metrics,
  blocks,
  riskEvents: z.array(riskEvent),
  digest: z.string(),
});

/** Of a candidate on trial: `proposalId` says which. */
const trialLane: z.ZodType<TrialLaneRecord> = z.strictObject({
  sessionId: count,
  proposalId: count,
  fillModel,
  metrics,
  blocks,
  riskEvents: z.array(riskEvent),
  digest: z.string(),
});

interface LanesOfSession {
  readonly lanes: readonly LaneRecord[];
  readonly trialLanes: readonly TrialLaneRecord[];
}

export const sessionInFull: z.ZodType<SessionRecord & LanesOfSession> = z.strictObject({
  ...sessionFields,
  lanes: z.array(lane),
  trialLanes: z.array(trialLane),
});

const gainFields = {
  gainPerHour: noEstimate,
  profitPerHour: noEstimate,
  markoutPerHour: noEstimate,
  holdingPerHour: noEstimate,
  riskChargePerHour: noEstimate,
};

export const comparison: z.ZodType<Comparison> = z.strictObject({
  challenger: count,
  champion: count,
  sessions: count,
  regimes: z.array(z.string()),
  blocks: count,
  hours: z.number(),
  ...gainFields,
  alwaysValid: noEstimate,
  profitPer10k: noEstimate,
  probabilityBetter: share,
  probabilityHarm: share,
  sessionsNeeded: figure,
  minimumDetectableEffect: figure,
  volumePerHour: z.number(),
  tradesEnough: z.boolean(),
  optimisticGainPerHour: figure,
  signAgrees: z.boolean(),
  verdict: z.enum(['explore', 'keep-testing', 'promote', 'roll-back', 'inconclusive']),
  reason: z.string(),
});

export const evaluation: z.ZodType<EvaluationRecord> = z.strictObject({
  sessionId: count,
  comparisons: z.array(comparison),
  evaluatedAt: time,
});

const race: z.ZodType<RaceRecord> = z.strictObject({
  champion: count,
  sessions: z.array(count),
  tapes: z.array(tapePiece),
  hours: z.number(),
  byMarket: z.array(z.number()),
  ...gainFields,
  probabilityBetter: share,
  volumePerHour: z.number(),
  signAgrees: z.boolean().nullable(),
  belief: z.number(),
  replayWeight: z.number(),
});

const finding: z.ZodType<GuardrailFinding> = z.strictObject({
  rule: z.string(),
  severity: z.enum(['refusal', 'warning']),
  limit: z.string(),
  value: z.string(),
  reason: z.string(),
});

const proposalFields = {
  id: count,
  sessionId: count.nullable(),
  proposer: author,
  base: count,
  intent: z.enum(['exploit', 'explore', 'replicate', 'no_change']),
  changes: z.array(
    z.strictObject({ parameter: z.string(), from: parameterValue, to: parameterValue, why: z.string() }),
  ),
  hypothesis: z.string(),
  prediction: z
    .strictObject({ mean: z.number(), p10: z.number(), p90: z.number(), probabilityBetter: share })
    .nullable(),
  notes: z
    .strictObject({
      framing: z.string(),
      falsifier: z.string(),
      risks: z.string(),
      evidence: z.record(z.string(), z.array(count)),
    })
    .exactOptional(),
  race: race.nullable(),
  findings: z.array(finding),
  status: z.enum([
    'on-trial',
    'waiting',
    'approved',
    'rejected',
    'replaced',
    'superseded',
    'refused',
    'passed-over',
    'no-change',
  ]),
  outcome: z.string(),
  trial: z.strictObject({ chosenAfter: count.nullable() }).nullable(),
  hash: z.string(),
  waitingSince: time.nullable(),
  createdAt: time,
};
export const proposal: z.ZodType<ProposalRecord> = z.strictObject(proposalFields);

const callFields = {
  id: count,
  sessionId: count.nullable(),
  proposalId: count.nullable(),
  purpose: z.enum(['propose', 'think', 'extract', 'repair', 'canary', 'probe']),
  framing: z.string(),
  provider: z.string(),
  endpoint: z.string(),
  model: z.string(),
  format: z.string(),
  promptHash: z.string(),
  templatesHash: z.string(),
  inputTokens: figure,
  cachedTokens: figure,
  outputTokens: figure,
  cost: figure,
  mostCost: z.number(),
  durationMs: z.number(),
  tries: count,
  outcome: z.enum(['accepted', 'malformed', 'invented-evidence', 'cut-short', 'declined', 'failed']),
  detail: z.string(),
  calledAt: time,
};
export const call: z.ZodType<CallRecord> = z.strictObject(callFields);

export const callInFull: z.ZodType<CallRecord & { request: string; answer: string | null; reasoning: string }> =
  z.strictObject({ ...callFields, request: z.string(), answer: z.string().nullable(), reasoning: z.string() });

export const proposalInFull: z.ZodType<ProposalRecord & { calls: readonly CallRecord[] }> = z.strictObject({
  ...proposalFields,
  calls: z.array(call),
});

export const decisionKind: z.ZodType<DecisionKind> = z.enum([
  'approve',
  'reject',
  'edit',
  'override',
  'rollback',
  'promote',
  'cancel',
]);

export const decision: z.ZodType<DecisionRecord> = z.strictObject({
  id: count,
  proposalId: count.nullable(),
  kind: decisionKind,
  by: z.string(),
  reason: z.string(),
  version: count.nullable(),
  decidedAt: time,
});

export const learning: z.ZodType<LearningRecord> = z.strictObject({
  id: count,
  by: z.string(),
  claim: z.string(),
  parameter: z.string(),
  direction: z.enum(['raise', 'lower', 'switch-on', 'switch-off']),
  effect: z.enum(['better', 'worse', 'none']),
  effectRange: z.tuple([z.number(), z.number()]).nullable(),
  scope: z.string(),
  proposalId: count.nullable(),
  createdAt: time,
});

export const campaignStatus: z.ZodType<CampaignRecord['status']> = z.enum([
  'running',
  'waiting',
  'interrupted',
  'finished',
  'halted',
]);
