/** Shapes of what follows from the records of a study: comparisons of versions, leaderboard, claims, targets, costs. */

import { z } from 'zod';
import type { TargetsMeasured } from '../app/measureTargets.ts';
import type { StudyCosts } from '../app/modelSpending.ts';
import { parameterValue } from '../campaign/laneShapes.ts';
import type { MeasuredGain } from '../evaluation/effect.ts';
import type { SetSummary } from '../evaluation/setSummary.ts';
import type { TargetResult } from '../evaluation/targets.ts';
import type { ParameterDeclaration } from '../strategy/parameters.ts';
import type { Target } from '../strategy/targets.ts';
import type { Leaderboard } from '../study/leaderboard.ts';
import type { JudgedClaim } from '../study/learnings/judgedClaim.ts';
import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import type { RaceOverfitting } from '../study/races.ts';
import type { ReplayTrust } from '../study/replayTrust.ts';
import type { SideBySide } from '../study/sideBySide.ts';
import { comparison, count, estimate, figure, learning, mode, share, version } from './records.ts';

export const declaration: z.ZodType<ParameterDeclaration> = z.union([
  z.strictObject({
    kind: z.literal('number'),
    unit: z.string(),
    min: z.number(),
    max: z.number(),
    step: z.number(),
    scale: z.enum(['linear', 'log']),
    effectFrom: z.number().exactOptional(),
    default: z.number(),
    ...declarationFields(),
  }),
  z.strictObject({ kind: z.literal('boolean'), default: z.boolean(), ...declarationFields() }),
]);

function declarationFields() {
  return {
    meaning: z.string(),
    tunable: z.boolean(),
    coupledWith: z.array(z.string()).exactOptional(),
    onlyWith: z.array(z.string()).exactOptional(),
    addedLater: z.literal(true).exactOptional(),
    raising: z
      .enum([
        'widens',
        'tightens',
        'enlarges',
        'skews',
        'skews-later',
        'allows',
        'pauses',
        'pauses-less',
        'reduces',
        'reduces-later',
        'slows',
      ])
      .exactOptional(),
  };
}

const measured = { mean: z.number(), standardError: z.number() };
const measuredGain: z.ZodType<MeasuredGain> = z.strictObject({
  ...measured,
  markout: z.strictObject(measured),
  holding: z.strictObject(measured),
  riskCharge: z.strictObject(measured),
});
const posterior = { mean: z.number(), sd: z.number() };

export const leaderboard: z.ZodType<Leaderboard> = z.strictObject({
  champion: count,
  centre: count,
  recommended: count,
  versions: z.array(
    z.strictObject({
      version,
      effect: measuredGain.nullable(),
      hours: z.number(),
      volumePerHour: figure,
      comparison: comparison.nullable(),
      trial: comparison.nullable(),
      guess: z
        .strictObject({
          ...posterior,
          probabilityBetter: share,
          raced: z.boolean(),
          before: z.strictObject(posterior),
        })
        .nullable(),
      rolledBack: z.boolean(),
    }),
  ),
});

export const trust: z.ZodType<ReplayTrust> = z.strictObject({
  versions: z.array(
    z.strictObject({
      version: count,
      replayed: z.number(),
      replayedError: z.number(),
      measured: z.number(),
      measuredError: z.number(),
      sessions: count,
    }),
  ),
  correlation: figure,
  weight: share,
});

/** Or a sentence that says why there is none. */
export const luck: z.ZodType<LuckAdjusted | string> = z.union([
  z.string(),
  z.strictObject({
    version: count,
    against: count,
    tried: z.strictObject({ versions: count, candidates: count, onTrial: z.boolean() }),
    blocks: count,
    sharpe: z.number(),
    luck: z.number(),
    probability: share,
  }),
]);

/** Or a sentence that says why there is none. */
export const overfitting: z.ZodType<RaceOverfitting | string> = z.union([
  z.string(),
  z.strictObject({ session: count, candidates: count, markets: count, probability: share, splits: count }),
]);

type Compared = Omit<SideBySide, 'version' | 'against'> & { readonly version: number; readonly against: number };

const comparedFields = {
  champion: count,
  volumePerHour: z.strictObject({ version: figure, against: figure }),
  same: z.boolean(),
  met: z.boolean(),
  comparison: comparison.nullable(),
  byRegime: z.array(
    z.strictObject({
      regime: z.string(),
      sessions: count,
      hours: z.number(),
      gainPerHour: estimate.nullable(),
      probabilityBetter: share,
    }),
  ),
  linked: z.strictObject({ effect: measuredGain, hours: z.number(), through: count, first: comparison }).nullable(),
};

/** `from` and `to` are null where that side does not have the parameter. */
const difference = {
  parameter: z.string(),
  from: parameterValue.nullable(),
  to: parameterValue.nullable(),
};

export const compared: z.ZodType<Compared & { luck: LuckAdjusted | string }> = z.strictObject({
  ...comparedFields,
  version: count,
  against: count,
  changes: z.array(z.strictObject(difference)),
  luck,
});

const claimEvidence = z.strictObject({
  observation: z.strictObject({
    change: z.strictObject({ ...difference, declaration: declaration.nullable() }),
    direction: z.enum(['raised', 'lowered', 'switched on', 'switched off', 'added', 'removed']),
    comparison,
    pair: z.tuple([count, count]),
    together: z.array(z.string()),
    says: z.enum(['better', 'worse', 'nothing']),
  }),
  effect: estimate.nullable(),
  speaks: z.enum(['for', 'against', 'nothing']),
});

export const judgedClaim: z.ZodType<JudgedClaim> = z.strictObject({
  claim: learning,
  status: z.enum(['proposed', 'supported', 'contested', 'refuted']),
  evidence: z.array(claimEvidence),
  measured: claimEvidence.nullable(),
  sessions: count,
  rangeOverlaps: z.boolean().nullable(),
  bundled: count,
});

export const target: z.ZodType<Target> = z.strictObject({
  measure: z.enum([
    'makerRatio',
    'tradesPerDay',
    'sharpe',
    'drawdown',
    'fillRate',
    'spreadCapturedBps',
    'largestPosition',
  ]),
  bound: z.enum(['above', 'below']),
  value: z.number(),
  hours: z.number().exactOptional(),
});

const targetVerdict = z.enum(['met', 'missed', 'open']);
const targetResult: z.ZodType<TargetResult> = z.strictObject({
  measured: figure,
  margin: figure,
  interval: estimate.nullable(),
  verdict: targetVerdict,
  hoursNeeded: figure,
  sessions: count,
  hours: z.number(),
});

export const targetsMeasured: z.ZodType<TargetsMeasured> = z.strictObject({
  strategy: z.string(),
  version: count,
  mode,
  sessions: count,
  hours: z.number(),
  targets: z.array(
    z.strictObject({
      target,
      verdict: targetVerdict,
      hoursNeeded: figure,
      sameSide: z.boolean(),
      pessimistic: targetResult,
      optimistic: targetResult,
    }),
  ),
});

const callSum = z.strictObject({
  calls: count,
  accepted: count,
  failures: z.array(z.tuple([z.enum(['malformed', 'invented-evidence', 'cut-short', 'declined', 'failed']), count])),
  inputTokens: count,
  cachedTokens: count,
  outputTokens: count,
  cost: figure,
  costUnknown: count,
});

export const costs: z.ZodType<Omit<StudyCosts, 'lastCall'>> = z.strictObject({
  groups: z.array(z.strictObject({ day: z.string(), model: z.string(), sum: callSum })),
  total: callSum,
  today: z.strictObject({ day: z.string(), spent: z.number(), calls: count }),
  caps: z.strictObject({ perProposal: z.number(), perDay: z.number() }),
});

const pooledSet = z.strictObject({
  volume: z.number(),
  fills: count,
  profit: z.number(),
  feesPaid: z.number(),
  rebates: z.number(),
  profitPer10k: figure,
  per10kInterval: estimate.nullable(),
});
const setFields = {
  name: z.string(),
  hours: z.number(),
  pessimistic: pooledSet,
  optimistic: pooledSet,
  signAgrees: z.boolean(),
};
export const setSummary: z.ZodType<SetSummary> = z.strictObject(setFields);
export const sweptSet: z.ZodType<SetSummary & { parameters: Readonly<Record<string, number | boolean>> }> =
  z.strictObject({ ...setFields, parameters: z.record(z.string(), parameterValue) });
