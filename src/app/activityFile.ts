/** The file in which a running campaign says what it does. Other processes read it at any time, so it is written whole. */

import { readFileSync } from 'node:fs';
import { ExplainedError } from '../market/explainedError.ts';
import { lockHolder } from '../store/lock.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ASK_AGAIN, writeWhole } from '../workspace/writeFile.ts';
import { ACTIVITY_FORMAT, type Activity, activitySchema, type Watched } from './activity.ts';

/** The file is not what a campaign of this program writes. */
export class ActivityFileError extends ExplainedError {
  override name = 'ActivityFileError';
  readonly errorKind = 'file';
}

type ActivityPlace = Pick<Workspace, 'activityFile' | 'lockFile'>;

/** @throws ViewError */
export function writeActivity({ activityFile }: Pick<Workspace, 'activityFile'>, activity: Activity): void {
  writeWhole(activityFile, `${JSON.stringify(activity)}\n`, ASK_AGAIN);
}

/**
 * What the campaign of this workspace does now, or how the last one ended. Only reads. A campaign runs while its process holds the
 * lock: what another process left behind, after a crash or before this one has written, is not taken for it.
 * @param now ISO 8601
 * @throws ActivityFileError, StoreError
 */
export function watched(workspace: ActivityPlace, now: string): Watched {
  const found = lookAt(workspace, now);
  // A campaign may have begun between the two looks: after the lock was seen free, and before its file was read.
  return found.state === 'died' ? lookAt(workspace, now) : found;
}

function lookAt(workspace: ActivityPlace, now: string): Watched {
  // The holder first: a campaign that ends between the two looks has marked its file before it gave up the lock.
  const holder = lockHolder(workspace.lockFile);
  const activity = readActivity(workspace);
  const ageSeconds = activity === null ? null : Math.max(0, (Date.parse(now) - Date.parse(activity.at)) / 1000);
  if (holder === null) {
    if (activity === null) return { state: 'none', ageSeconds, activity };
    return { state: activity.end === null ? 'died' : 'ended', ageSeconds, activity };
  }
  if (activity === null || (holder.pid !== null && holder.pid !== activity.pid)) {
    return { state: 'starting', ageSeconds: null, activity: null };
  }
  return { state: activity.end === null ? 'running' : 'ended', ageSeconds, activity };
}

/** null where no campaign has written one. @throws ActivityFileError */
function readActivity({ activityFile }: Pick<Workspace, 'activityFile'>): Activity | null {
  const text = textOf(activityFile);
  if (text === null) return null;
  const value = jsonIn(text);
  const { data } = activitySchema.safeParse(value);
  if (data !== undefined) return data;
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : null;
  if (typeof format === 'number' && format !== ACTIVITY_FORMAT) {
    throw new ActivityFileError(
      `${activityFile} has format ${format}, and this program reads format ${ACTIVITY_FORMAT}: the campaign was started by another version of tune. Watch it with that one.`,
    );
  }
  throw new ActivityFileError(
    `${activityFile} is damaged. Remove it: a campaign that runs writes it again within a second, and the records are not affected.`,
  );
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
