/** What `tune history` writes while a campaign goes on in another process. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { aProgram } from '../testing/program.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import { planCampaign } from './campaignPlan.ts';
import { startCampaign } from './startCampaign.ts';
import { readStudy } from './studyAccess.ts';

it('writes the page of a session again where a round came while it was written', async () => {
  const { ports } = aProgram('[study]\nmin_volume_per_hour = 0\n[session]\nminutes = 2\n');
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 1 } }, ports);
  await startCampaign(plan, false, ports);
  await readStudy(ports, async (journal) => {
    const [session] = journal.sessions();
    if (session === undefined) return expect.unreachable();
    const views = new WorkspaceViews(ports.workspace, journal, false);
    const page = (): string => readFileSync(join(views.sessionFolder(session), 'README.md'), 'utf8');
    // Asked before the session is written, and for its page; from then on there is a round.
    const round = vi.spyOn(journal, 'hasRoundAfter').mockReturnValue(true);
    round.mockReturnValueOnce(false).mockReturnValueOnce(false);
    await views.all(false);
    await views.all(false);
    expect(page()).toContain('the round after it');
  });
});
