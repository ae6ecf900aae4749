/** What a venue answered, kept as a text with time and source, for nights when the venue does not answer. */

import { z } from 'zod';
import { instrumentSymbol } from '../../market/instrument.ts';
import type { InstrumentList } from './askInstruments.ts';

/** Another shape of the record gets another number; older records are then asked again. */
const FORMAT = 'mmtune venue instruments 1';

export interface InstrumentRecord extends InstrumentList {
  /** Name of the venue. */
  readonly venue: string;
  /** Where it was asked. */
  readonly address: string;
  /** What asked: `ccxt 4.5.84`. */
  readonly library: string;
  /** ISO 8601 in UTC. */
  readonly askedAt: string;
}

const positive = z.number().positive();
const instrument = z.strictObject({
  symbol: z.string().regex(instrumentSymbol),
  contract: z.enum(['linear', 'inverse', 'spot']),
  tickSize: positive,
  lotSize: positive,
  minNotional: z.number().nonnegative(),
  makerFeeBps: z.number(),
  takerFeeBps: z.number(),
  contractValue: positive.exactOptional(),
  quoteCurrency: z.string().exactOptional(),
});
const recordShape = z.strictObject({
  format: z.literal(FORMAT),
  venue: z.string(),
  address: z.url(),
  library: z.string(),
  askedAt: z.iso.datetime(),
  instruments: z
    .array(
      z.strictObject({
        instrument,
        venueSymbol: z.string(),
        unifiedSymbol: z.string(),
        base: z.string(),
        minSize: z.number().nullable(),
        maxSize: z.number().nullable(),
        price: positive.nullable(),
        feesFrom: z.enum(['venue', 'base tier']),
        notes: z.array(z.string()),
      }),
    )
    .min(1),
  leftOut: z.array(z.strictObject({ name: z.string(), unifiedSymbol: z.string(), reason: z.string() })),
});

export function recordText(record: InstrumentRecord): string {
  return `${JSON.stringify({ format: FORMAT, ...record }, null, 1)}\n`;
}

/** The record of a text, or a sentence why it is none for this venue at this address. */
export function readRecord(text: string, venue: string, address: string): InstrumentRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is no JSON';
    throw error;
  }
  const parsed = recordShape.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'another form' };
    return `${path.join('.') || 'it'}: ${message}`;
  }
  const { format: _, ...record } = parsed.data;
  if (record.venue !== venue) return `it is a record of ${record.venue}`;
  if (record.address !== address) return `it was made at ${record.address}`;
  return record;
}
