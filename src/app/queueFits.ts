/** Whether the races of a campaign can run on the workers of the queue that the settings name: it is said before the first of them. */

import { recordedMarkets } from '../campaign/raceMarkets.ts';
import type { Config } from '../config/config.ts';
import type { StudyReader } from '../study/journal.ts';
import type { CampaignPlan } from '../study/records.ts';
import { UsageError } from './errors.ts';

/** Of what the plan names. Settings may change before it is continued. @throws UsageError */
export function requireQueueFits(
  { mode, gateTapes, reference }: CampaignPlan,
  { workers }: Pick<Config, 'workers'>,
): void {
  if (workers.queue === '') return;
  if ((reference?.tapes ?? []).length > 0) {
    throw new UsageError('a hedge reference is read on this machine alone: leave out reference.tapes or workers.queue');
  }
  const racesOnTapes = mode !== 'sim' || gateTapes.length > 0;
  if (racesOnTapes && workers.tapeStore === '') throw new UsageError(NO_STORE);
}

/** Also of the sessions on record that its candidates would race on. @throws UsageError */
export function requireQueueFitsStudy(
  plan: CampaignPlan,
  journal: Pick<StudyReader, 'campaigns' | 'sessions'>,
  config: Pick<Config, 'workers'>,
): void {
  requireQueueFits(plan, config);
  const { workers } = config;
  if (workers.queue === '') return;
  for (const { number, source } of recordedMarkets(journal, plan)) {
    if (source.type !== 'tape') continue;
    if (source.reference !== undefined) {
      throw new UsageError(
        `candidates race on session ${number} too, and its hedge reference is read on this machine alone: leave out workers.queue`,
      );
    }
    if (workers.tapeStore === '') throw new UsageError(NO_STORE);
  }
}

const NO_STORE = 'races over tapes on the workers of a queue need workers.tape_store (docs/workers.md)';
