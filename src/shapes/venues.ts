/** Shapes of what verbs that ask a venue give: its instruments, whether it answers, orders that are left there. */

import { z } from 'zod';
import type { Killed } from '../app/killOrders.ts';
import { instrument } from '../campaign/laneShapes.ts';
import { checked } from './checks.ts';
import { count, figure, time } from './records.ts';

const venueInstrumentFields = {
  instrument,
  venueSymbol: z.string(),
  unifiedSymbol: z.string(),
  base: z.string(),
  minSize: figure,
  maxSize: figure,
  price: figure,
  feesFrom: z.enum(['venue', 'base tier']),
  notes: z.array(z.string()),
};
const venueAnswerFields = {
  venue: z.string(),
  title: z.string(),
  address: z.string(),
  library: z.string(),
  askedAt: time,
  file: z.string().nullable(),
  unreachable: z.string().nullable(),
  ageHours: z.number(),
};
export const instruments: z.ZodType = z.strictObject({
  ...venueAnswerFields,
  instruments: z.array(z.strictObject(venueInstrumentFields)),
  leftOut: z.array(z.strictObject({ name: z.string(), unifiedSymbol: z.string(), reason: z.string() })),
});

export const oneInstrument: z.ZodType = z.strictObject({
  ...venueAnswerFields,
  ...venueInstrumentFields,
  section: z.string(),
});

export const doctorVenues: z.ZodType = z.strictObject({
  ok: z.boolean(),
  checks: checked,
  venues: z.array(
    z.strictObject({
      venue: z.string(),
      address: z.string(),
      probe: z
        .strictObject({
          roundTripMs: z.number(),
          clockOffsetMs: z.number(),
          clockErrorMs: z.number(),
          book: z.strictObject({
            symbol: z.string(),
            bestBid: z.number(),
            bestAsk: z.number(),
            bidLevels: count,
            askLevels: count,
          }),
        })
        .nullable(),
      problem: z.string().nullable(),
      stream: z.strictObject({
        address: z.string().nullable(),
        framesPerSecond: figure,
        problem: z.string().nullable(),
      }),
    }),
  ),
  recommended: z.string().nullable(),
});

/** Orders are ours that are or may be open; null where the venue did not answer. */
export const killed: z.ZodType<Killed> = z.strictObject({
  orders: z.array(z.strictObject({ venueId: z.string(), clientId: z.string().nullable() })).nullable(),
  others: count,
  positionLots: z.number().nullable(),
  venue: z.string(),
  symbol: z.string(),
  stoppedPid: count.nullable(),
});
