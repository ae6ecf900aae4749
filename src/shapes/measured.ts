/** Shapes of what verbs measure beside the sessions: claims of a document, presets side by side, fits on tapes, the fill model. */

import { z } from 'zod';
import type { Calibration } from '../app/calibrate.ts';
import type { PresetsCompared } from '../app/comparePresets.ts';
import type { HedgeFitted } from '../app/fitHedge.ts';
import type { VolatilityFitted } from '../app/fitVolatility.ts';
import { parameters } from '../campaign/laneShapes.ts';
import { comparedFigures } from '../evaluation/figureComparison.ts';
import type { SetSummary } from '../evaluation/setSummary.ts';
import type { ClaimedFigures } from '../study/importedDocument.ts';
import { setSummary } from './evidence.ts';
import { count, estimate, figure, share } from './records.ts';

export const claimedFigures: z.ZodType<ClaimedFigures> = z.strictObject({
  volume: figure,
  fills: figure,
  profit: figure,
  profitPer10k: figure,
  forceCloses: figure,
});

interface ClaimsMeasured {
  readonly on: 'sim' | 'tapes';
  readonly markets: number;
  readonly stopped: boolean;
  readonly versions: readonly { readonly claimed: ClaimedFigures | null; readonly measured: SetSummary }[];
}

export const claimsMeasured: z.ZodType<ClaimsMeasured> = z.strictObject({
  on: z.enum(['sim', 'tapes']),
  markets: count,
  stopped: z.boolean(),
  versions: z.array(z.strictObject({ claimed: claimedFigures.nullable(), measured: setSummary })),
});

const figurePair = z.strictObject({ first: figure, second: figure, difference: estimate.nullable() });

export const presetsCompared: z.ZodType<PresetsCompared> = z.strictObject({
  strategy: z.string(),
  first: z.string(),
  second: z.string(),
  firstParameters: parameters,
  secondParameters: parameters,
  tapes: count,
  hours: z.number(),
  rows: z.array(
    z.strictObject({
      figure: z.enum(comparedFigures),
      pessimistic: figurePair,
      optimistic: figurePair,
      clearly: z.enum(['more', 'less']).nullable(),
    }),
  ),
  reasonsPerHour: z.record(z.string(), z.tuple([z.number(), z.number()])),
  stopped: z.boolean(),
});

export const volatilityFitted: z.ZodType<VolatilityFitted> = z.strictObject({
  symbol: z.string(),
  tapes: count,
  presentSeconds: z.number(),
  parameters,
  hours: z.number(),
  testedHours: count,
  testedMinutes: count,
  har: z.strictObject({
    constant: z.number(),
    minute: z.number(),
    fiveMinutes: z.number(),
    quarterHour: z.number(),
  }),
  ewmaHalfLifeSeconds: z.number(),
  errors: z.array(
    z.strictObject({
      forecast: z.enum(['har', 'ewma', 'lastMinute', 'present']),
      rootMeanSquare: z.number(),
      bias: z.number(),
      gain: estimate.nullable(),
    }),
  ),
  better: z.enum(['har', 'ewma']).nullable(),
});

const hedgeForecast = { beta: z.number(), halfLifeSeconds: z.number() };

export const hedgeFitted: z.ZodType<HedgeFitted> = z.strictObject({
  ...hedgeForecast,
  symbol: z.string(),
  reference: z.string(),
  sharedHours: z.number(),
  mostBps: z.number(),
  parameters,
  feedUs: z.number(),
  referenceUs: z.number(),
  horizonSeconds: z.number(),
  staleSeconds: z.number(),
  hours: count,
  testedHours: count,
  testedSeconds: count,
  errorBps: z.number(),
  errorWithoutBps: z.number(),
  gain: estimate.nullable(),
  walked: z.array(z.strictObject(hedgeForecast)),
  isBetter: z.boolean(),
});

const fillModelFields = {
  queue: z.string() as z.ZodType<Calibration['present']['queue']>,
  delays: z.enum(['plan', 'measured']),
};

export const calibrated: z.ZodType<Calibration> = z.strictObject({
  sessions: count,
  leftOut: count,
  hours: z.number(),
  liveLots: z.number(),
  roundTrips: z.strictObject({ count, p10: z.number(), median: z.number(), p90: z.number() }).nullable(),
  models: z.array(
    z.strictObject({
      ...fillModelFields,
      minutes: z.strictObject({ both: count, onlyLive: count, onlySimulated: count, neither: count }),
      lots: z.number(),
      logLikelihood: z.number(),
      share,
    }),
  ),
  present: z.strictObject(fillModelFields),
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  words: z.string(),
});
