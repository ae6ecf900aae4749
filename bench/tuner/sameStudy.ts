/** Checks that a campaign leaves the same records in memory as in the database. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createRng } from '../../src/market/rng.ts';
import { openStore } from '../../src/store/store.ts';
import type { Journal } from '../../src/study/journal.ts';
import type { CampaignPlan } from '../../src/study/records.ts';
import { tuningMarkets } from '../../test/market/scheduledMarkets.ts';
import { campaignPlan, memoryJournal, RECORDED_AT, start, studyTerms } from './settings.ts';
import { runTuningCampaign } from './study.ts';
import type { Tuning, TuningMethod } from './tuningMethods.ts';

const FAMILY = 'thin';
/** Enough sessions for several rounds with races. */
const SESSIONS = 6;
const planOf = ({ replayGate, trials }: Tuning): CampaignPlan =>
  campaignPlan(FAMILY, { sessions: SESSIONS, minutes: 10, archive: replayGate === 'archive', trials });

/** @throws Error naming the first kind of record that differs */
export async function checkSameStudy({ name, tuning }: TuningMethod): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-tuner-'));
  const store = openStore(join(folder, 'tune.db'), { now: () => RECORDED_AT });
  try {
    const terms = studyTerms(FAMILY, 0);
    const journals: readonly Journal[] = [memoryJournal(terms), store.open(terms)];
    const markets = tuningMarkets(FAMILY, 0);
    for (const journal of journals) {
      journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
      const used = tuning?.([], createRng(name), FAMILY);
      if (used === undefined) throw new RangeError(`${name} never tunes`);
      await runTuningCampaign(journal, used, markets, planOf(used), () => undefined);
    }
    const [memory, database] = journals.map(recordsOf);
    for (const kind of Object.keys(memory ?? {})) {
      if (!isDeepStrictEqual(memory?.[kind], database?.[kind])) {
        throw new Error(
          `the journal in memory and the database hold different ${kind} after the same study of ${name}`,
        );
      }
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The timeline without its row numbers: in the database they also count other entries. */
function recordsOf(journal: Journal): Readonly<Record<string, unknown>> {
  return {
    versions: journal.versions(),
    campaigns: journal.campaigns(),
    sessions: journal.sessions(),
    lanes: journal.lanes(),
    trialLanes: journal.trialLanes(),
    series: journal.lanes().map((lane) => journal.laneSeries(lane.sessionId, lane.version, lane.fillModel)),
    evaluations: journal.evaluations(),
    proposals: journal.proposals(),
    decisions: journal.decisions(),
    calls: journal.calls(),
    learnings: journal.learnings(),
    timeline: journal.timeline().map(({ kind, id }) => ({ kind, id })),
  };
}
