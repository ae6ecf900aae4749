/** Answers that a campaign leaves in files, held against the ones that are computed from its records. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Journal } from '../study/journal.ts';
import { aProgram } from '../testing/program.ts';
import { COMPUTED_ANEW, type KeptAnswers, keptAnswers } from '../workspace/keptAnswers.ts';
import { planCampaign } from './campaignPlan.ts';
import { planOf } from './decisions.ts';
import { keepAnswers } from './keepAnswers.ts';
import { judgedClaims } from './learnings.ts';
import { proposalFacts } from './proposalFacts.ts';
import { studyReport } from './reportStudy.ts';
import { reviewNow } from './reviewNow.ts';
import { startCampaign } from './startCampaign.ts';
import { readStudy } from './studyAccess.ts';
import { studyStatus } from './studyStatus.ts';

const SETTINGS = `
[study]
min_volume_per_hour = 0
[session]
minutes = 2
trials = 3
[approval]
sim = "hold"
`;

it('what is read from the files is what the records say, for every question of the morning', async () => {
  const { ports } = aProgram(SETTINGS);
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 3 } }, ports);
  await startCampaign(plan, false, ports);
  const folder = join(ports.workspace.answersFolder, 'default');
  // A study of this size keeps none by itself.
  expect(() => readdirSync(folder)).toThrow('ENOENT');
  const records = { changes: 5_000, sha256: 'ab12' };
  await readStudy(ports, (journal) => keepAnswers(journal, { digest: () => records }, ports));
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['learnings.bin', 'report.bin', 'review.bin', 'status.bin']),
  );

  const answers = (journal: Journal, kept: KeptAnswers) => {
    const [proposal] = journal.proposals();
    if (proposal === undefined) throw new Error('the round made no proposal');
    return {
      status: studyStatus(journal, ports, kept),
      report: studyReport(journal, ports, kept),
      claims: judgedClaims(journal, kept),
      review: reviewNow(journal, kept),
      facts: proposalFacts(journal, proposal, kept),
      plan: planOf(journal, proposal, ports, kept),
    };
  };
  const right = await readStudy(ports, (journal) => answers(journal, COMPUTED_ANEW));
  expect(right.report.page).toContain('# ');
  expect(right.status.sessions).toBe(3);
  // Twice: the second time all come from files.
  for (let time = 0; time < 2; time++) {
    const kept = await readStudy(ports, (journal) => answers(journal, keptAnswers(folder, records)));
    expect(kept).toStrictEqual(right);
  }
});
