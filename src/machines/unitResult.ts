/** What a unit came to, as it travels: results packed and checked on both sides, failures in words. */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { LaneRun } from '../campaign/laneRunner.ts';
import { laneRunList } from '../campaign/laneShapes.ts';
import { exactText, fromExactText } from './exactText.ts';
import { QueueError } from './queueError.ts';

/**
 * Results may be large, and BullMQ repeats what it is given in its log of events: so they lie beside the unit. Each attempt has a place
 * of its own: a worker whose lease was lost cannot write over the results of the one that has the unit now.
 * @param attempt a name that no other attempt has
 */
export function resultKey(unitId: string, attempt: string): string {
  return `mmtune:result:${unitId}:${attempt}`;
}

/** How long finished units and their results stay at the queue. */
export const KEPT_SECONDS: number = 24 * 3600;

/** What BullMQ keeps of a finished unit. It takes it once, and from the worker that holds the lease. */
export interface Finished {
  readonly code: string;
  /** Whose results count. */
  readonly attempt: string;
  /** Of the packed results. */
  readonly sha256: string;
}

const finishedShape: z.ZodType<Finished> = z.strictObject({
  code: z.string(),
  attempt: z.string(),
  sha256: z.string(),
});

export function packed(runs: readonly LaneRun[]): { readonly bytes: Buffer; readonly sha256: string } {
  requireRuns(runs);
  const bytes = gzipSync(exactText(runs));
  return { bytes, sha256: hashOf(bytes) };
}

/** @throws QueueError for what no worker writes */
export function finishedOf(value: unknown, unitId: string): Finished {
  const checked = finishedShape.safeParse(value);
  if (!checked.success) throw new QueueError(`unit ${unitId}: the queue says of its end what no worker writes`);
  return checked.data;
}

/**
 * @param lanes how many results there have to be
 * @throws QueueError for results of other code, and for bytes that are not those that were packed
 */
export function unpacked(
  finished: Finished,
  bytes: Buffer,
  unitId: string,
  { code, lanes }: { readonly code: string; readonly lanes: number },
): readonly LaneRun[] {
  if (finished.code !== code) {
    throw new QueueError(`unit ${unitId} was run by other code: ${finished.code}, this program is ${code}`);
  }
  if (hashOf(bytes) !== finished.sha256) {
    throw new QueueError(`unit ${unitId}: its results are not those that the worker wrote (another SHA-256)`);
  }
  const runs = fromExactText(gunzipSync(bytes).toString('utf8'));
  requireRuns(runs);
  if (runs.length !== lanes) throw new QueueError(`unit ${unitId}: ${runs.length} results for ${lanes} lanes`);
  return runs;
}

/** The object itself is used, and not what zod makes of it: the order of its keys is part of what is shown. */
function requireRuns(runs: unknown): asserts runs is readonly LaneRun[] {
  const checked = laneRunList.safeParse(runs);
  if (!checked.success) {
    throw new QueueError(`results that no lane gives: ${z.prettifyError(checked.error)}`);
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
