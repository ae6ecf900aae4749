/**
 * A unit of work: lanes over one market. It holds no file names, no functions and no keys: a tape is named by its hash, a
 * generated market by how it is made.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LanesRequest } from '../campaign/laneRunner.ts';
import { lanesRequestFields } from '../campaign/laneShapes.ts';
import type { SyntheticSource } from '../study/records.ts';
import { exactText, fromExactText } from './exactText.ts';

export type UnitMarket =
  | SyntheticSource
  | { readonly type: 'tape'; readonly sha256: string; readonly fromUs: number; readonly toUs: number }
  | { readonly type: 'whole-tape'; readonly sha256: string };

export interface Unit extends Omit<LanesRequest, 'market'> {
  readonly format: 1;
  /** Hash of the code that has to run it. */
  readonly code: string;
  readonly market: UnitMarket;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const market: z.ZodType<UnitMarket> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('synthetic'),
    family: z.string(),
    seed: z.string(),
    generator: z.int(),
    minutes: z.number(),
    startPrice: z.number(),
    reference: z.strictObject({ beta: z.number(), lagSeconds: z.number() }).exactOptional(),
  }),
  z.strictObject({ type: z.literal('tape'), sha256, fromUs: z.number(), toUs: z.number() }),
  z.strictObject({ type: z.literal('whole-tape'), sha256 }),
]);
const unitShape: z.ZodType<Unit> = z.strictObject({
  format: z.literal(1),
  code: sha256,
  market,
  ...lanesRequestFields,
});

/** As it lies in the queue. */
export interface SentUnit {
  /** The hash of the unit: the same unit twice is one. */
  readonly id: string;
  readonly text: string;
}

/** @throws RangeError for a request that is not plain data of the known shape */
export function sentUnit(unit: Unit): SentUnit {
  const checked = unitShape.safeParse(unit);
  if (!checked.success)
    throw new RangeError(`these lanes cannot run on other machines: ${z.prettifyError(checked.error)}`);
  const text = exactText(sorted(unit));
  return { id: hashOf(text), text };
}

/** @throws RangeError for what no program of this version can have sent */
export function receivedUnit({ id, text }: SentUnit): Unit {
  if (hashOf(text) !== id) throw new RangeError(`unit ${id}: its content has another hash, ${hashOf(text)}`);
  const checked = unitShape.safeParse(fromExactText(text));
  if (!checked.success) throw new RangeError(`unit ${id} is not of the known shape: ${z.prettifyError(checked.error)}`);
  return checked.data;
}

/** Hash of the tape that a unit runs over; null for a generated market. */
export function tapeOf({ market }: Unit): string | null {
  return market.type === 'synthetic' ? null : market.sha256;
}

/** The same value, with the keys of its objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
