/** Shapes of what the verbs of tapes give. */

import { z } from 'zod';
import type { RecordedTape } from '../app/recordTape.ts';
import { count } from './records.ts';

/** `usable` and `not a market` have reasons. */
const verdict = z.strictObject({ grade: z.enum(['good', 'usable', 'not a market']), reasons: z.array(z.string()) });
const quietStretch = z.strictObject({ fromUs: z.number(), durationUs: z.number() });
export const tapeInfo: z.ZodType = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  clock: z.enum(['venue', 'receipt']),
  symbol: z.string(),
  tickSize: z.number(),
  lotSize: z.number(),
  rows: count,
  rowsByKind: z.strictObject({
    depth: count,
    trade: count,
    reset: count,
    best: count,
    funding: count,
    clock: count,
    delay: count,
  }),
  volume: z.number(),
  startUs: z.number(),
  endUs: z.number(),
  eventsPerSecond: z.number().exactOptional(),
  tradedRange: z.strictObject({ low: z.number(), high: z.number() }).exactOptional(),
  feedDelayUs: z.strictObject({ median: z.number(), p99: z.number() }).exactOptional(),
  medianSpreadTicks: z.number().exactOptional(),
  medianSpreadBps: z.number().exactOptional(),
  longestSilence: quietStretch.exactOptional(),
  health: z.strictObject({
    verdict,
    spanUs: z.number(),
    silences: z.array(quietStretch),
    withoutTwoSides: z.number(),
    crossed: z.number(),
    locked: z.number(),
    resets: count,
    tradesOutsideTouch: z.number().exactOptional(),
    equalTrades: count,
    rowsOfNoChange: count,
    medianSpreadTicks: z.number().exactOptional(),
    medianSpreadBps: z.number().exactOptional(),
  }),
});
export const tapeList: z.ZodType = z.array(
  z.union([
    z.strictObject({
      file: z.string(),
      symbol: z.string(),
      tickSize: z.number(),
      lotSize: z.number(),
      startUs: z.number(),
      endUs: z.number(),
      rows: count,
      bytes: count,
      window: z.strictObject({ low: z.number(), high: z.number() }).exactOptional(),
      quoteLevel: z.boolean().exactOptional(),
      clock: z.literal('receipt').exactOptional(),
    }),
    z.strictObject({ file: z.string(), error: z.string() }),
  ]),
);

const roundedSizes = z.strictObject({ read: count, rounded: count, largestChange: z.number() });
const resetReason = z.enum([
  'sequence gap',
  'crossed book',
  'in the recording',
  'snapshot',
  'halt',
  'side without a quote',
  'break between files',
  'lost feed',
]);

/** What was read, left out and changed. Of gaps and resets the first hundred are listed, and the number of all is given. */
export const tapeImported: z.ZodType = z.strictObject({
  tape: z.string(),
  sha256: z.string(),
  source: z.string(),
  lines: count,
  rows: count,
  trades: count,
  malformed: count,
  firstMalformed: z.array(
    z.strictObject({ file: z.string().exactOptional(), line: count, text: z.string(), reason: z.string() }),
  ),
  reordered: count,
  dropped: z.record(z.string(), count),
  notes: z.array(z.string()).exactOptional(),
  sizes: roundedSizes.exactOptional(),
  fromUs: z.number(),
  toUs: z.number(),
  feedDelayUs: z.strictObject({ median: z.number(), p99: z.number() }).exactOptional(),
  delayRows: count.exactOptional(),
  delaysLeftOut: z.string().exactOptional(),
  gapCount: count,
  gaps: z.array(z.strictObject({ timeUs: z.number(), line: count, expected: z.number(), found: z.number() })),
  resetCount: count,
  resetsByReason: z.partialRecord(resetReason, z.strictObject({ count, firstUs: z.number(), lastUs: z.number() })),
  resets: z.array(z.strictObject({ timeUs: z.number(), reason: resetReason })),
  verdict,
});

/** `tapeDigest` is of the rows and `sha256` of the file. */
export const tapeRecorded: z.ZodType<Omit<RecordedTape, 'digest'> & { readonly tapeDigest: string }> = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  rows: count,
  trades: count,
  startUs: z.number(),
  endUs: z.number(),
  captureFolder: z.string(),
  health: z.strictObject({
    isConnected: z.boolean(),
    agesUs: z.record(z.string(), z.number()),
    messages: count,
    unreadable: count,
    losses: count,
    failedTries: count,
    failedSnapshots: count,
    lastReason: z.string().nullable(),
    lastComplaint: z.string().nullable(),
    dropped: z.record(z.string(), count),
    malformed: count,
    lastMalformed: z.string().nullable(),
    gaps: count,
    resets: z.record(z.string(), count),
    badPrints: count,
    hasBook: z.boolean(),
    sizes: roundedSizes,
    captureBytes: count,
  }),
  endedEarly: z.enum(['stopped', 'disk']).nullable(),
  tapeDigest: z.string(),
});
