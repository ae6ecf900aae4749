/** Shapes of what verbs give that change a study: campaigns and decisions. */

import { z } from 'zod';
import { campaignEnds } from '../app/activity.ts';
import type { CampaignEstimate, Estimated } from '../app/campaignEstimate.ts';
import type { Decided } from '../app/decisions.ts';
import { latency, limits, queueModel } from '../campaign/laneShapes.ts';
import type { CampaignPlan } from '../study/records.ts';
import { count, decisionKind, evaluation, mode, referencePair, version } from './records.ts';

const planFields = {
  mode,
  sessions: count,
  minutes: z.number(),
  approval: z.enum(['ask', 'auto', 'hold']),
  tapes: z.array(z.string()),
  families: z.array(z.string()),
  gateTapes: z.array(z.string()),
  startPrice: z.number(),
  decisionMs: z.number(),
  rules: count.exactOptional(),
  engine: count.exactOptional(),
  trials: count.exactOptional(),
  feed: z
    .strictObject({
      venue: z.string() as z.ZodType<NonNullable<CampaignPlan['feed']>['venue']>,
      symbol: z.string(),
      assumedDelayUs: z.number().exactOptional(),
    })
    .exactOptional(),
  reference: z.strictObject({ tapes: z.array(z.string()), pair: referencePair.nullable() }).exactOptional(),
  latency,
  queue: queueModel.exactOptional(),
  limits,
};

const estimated: z.ZodType<Estimated> = z.strictObject({
  about: z.number(),
  from: z.number(),
  to: z.number(),
  basis: z.string(),
});

/** The plan with what it would take: seconds on this machine, null where nothing is known yet; bytes on the disk. */
export const campaignPlanned: z.ZodType<CampaignPlan & { readonly estimate: CampaignEstimate }> = z.strictObject({
  ...planFields,
  estimate: z.strictObject({ seconds: estimated.nullable(), bytes: estimated, freeBytes: z.number() }),
});

export const campaignEnded: z.ZodType = z.strictObject({
  study: z.string(),
  end: z.enum(campaignEnds).exclude(['failed']),
  champion: count.nullable(),
  recommended: count,
  versions: z.array(version),
  evaluations: z.array(evaluation),
});

/** `version`: the one that was made, or that it is about; null after a rejection. */
export const decided: z.ZodType<Decided> = z.strictObject({
  kind: decisionKind,
  proposal: count.nullable(),
  version: count.nullable(),
  reason: z.string(),
  by: z.string(),
});
