/** Test support: a small study with a version that was measured well and one with a lucky hour. */

import { aStudy, type StudyBuilder } from './study.ts';
import type { Ran } from './studyRecords.ts';

/** A lane with usual figures. */
export const ran = (version: number, profit: number, more: Partial<Ran> = {}): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  ...more,
});

/** v1 baseline, v2 by a model, one lucky hour of v3. */
export function threeVersions(): StudyBuilder {
  const study = aStudy()
    .version()
    .version({ spreadBps: 1.5 }, { author: 'model', proposalId: 1 })
    .version({ skew: true }, { author: 'surrogate' })
    .session({ acting: 1, champion: 1, lanes: [ran(1, -0.6)] });
  for (let i = 0; i < 5; i++) study.session({ acting: 2, champion: 1, lanes: [ran(1, -0.6), ran(2, 1.2)] });
  return study
    .compared(2, 1, {
      sessions: 5,
      blocks: 60,
      gainPerHour: { mean: 1.8, low: 1.1, high: 2.5, level: 0.9 },
      probabilityBetter: 0.97,
      verdict: 'promote',
    })
    .session({ acting: 3, champion: 2, lanes: [ran(2, 1.2), ran(3, 1.19, { volume: 6_549, fills: 37 })] })
    .compared(3, 2, {})
    .champion(2);
}
