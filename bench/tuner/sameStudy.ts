/** Whether a campaign leaves the same records in memory as in the database. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createRng } from '../../src/market/rng.ts';
import { openStore } from '../../src/store/store.ts';
import type { Journal } from '../../src/study/journal.ts';
import type { CampaignPlan } from '../../src/study/records.ts';
import type { Arm } from './arm.ts';
import { tuningMarkets } from './markets.ts';
import { MemoryJournal } from './memoryJournal.ts';
import { campaignPlan, start, studyTerms } from './settings.ts';
import { tune } from './study.ts';

const FAMILY = 'thin';
/** Enough for several rounds with races. */
const SESSIONS = 6;
const plan = (archive: boolean): CampaignPlan => campaignPlan(FAMILY, { sessions: SESSIONS, minutes: 10, archive });

/** @throws Error naming the first kind of record that differs */
export async function checkSameStudy({ name, tuning }: Arm): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-tuner-'));
  const store = openStore(join(folder, 'tune.db'), { now: () => '2026-01-01T00:00:00.000Z' });
  try {
    const terms = studyTerms(FAMILY, 0);
    const journals: readonly Journal[] = [new MemoryJournal(terms), store.open(terms)];
    const markets = tuningMarkets(FAMILY, 0);
    for (const journal of journals) {
      journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
      const used = tuning?.([], createRng(name));
      if (used === undefined) throw new RangeError(`${name} never tunes`);
      await tune(journal, used, markets, plan(used.replayGate === 'archive'), () => undefined);
    }
    const [memory, database] = journals.map(recordsOf);
    for (const kind of Object.keys(memory ?? {})) {
      if (!isDeepStrictEqual(memory?.[kind], database?.[kind])) {
        throw new Error(`the journal in memory and the database hold other ${kind} after the same study of ${name}`);
      }
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls and series of lanes are not kept in memory; wall-clock times are not either's to compare. */
function recordsOf(journal: Journal): Readonly<Record<string, unknown>> {
  return {
    versions: journal.versions(),
    sessions: journal.sessions(),
    lanes: journal.lanes(),
    evaluations: journal.evaluations(),
    proposals: journal.proposals(),
    decisions: journal.decisions(),
    timeline: journal.timeline().map(({ kind, id }) => ({ kind, id })),
  };
}
