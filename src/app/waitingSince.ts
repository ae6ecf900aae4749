/** Which proposals of a campaign that is over still wait. */

import { ExplainedError } from '../market/explainedError.ts';
import type { Watched } from './activity.ts';
import type { UseCasePorts } from './ports.ts';
import { readStudy } from './studyAccess.ts';
import { waitingIn } from './waiting.ts';

/**
 * What a campaign wrote last, without proposals that were decided since. As it was written where the records of its study cannot be
 * read: `tune watch` needs no database.
 */
export async function waitingSince(last: Watched, ports: UseCasePorts): Promise<Watched> {
  const { activity } = last;
  if (activity === null || activity.waiting.length === 0) return last;
  try {
    const waiting = await readStudy(ports, (_, studies) => waitingIn(studies.existing(activity.study)));
    return { ...last, activity: { ...activity, waiting: waiting === undefined ? [] : [waiting.id] } };
  } catch (error) {
    if (error instanceof ExplainedError) return last;
    throw error;
  }
}
