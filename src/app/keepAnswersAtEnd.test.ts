/** The end of a campaign of a long study, with a study that counts as long after a few changes. */

import { expect, it, vi } from 'vitest';
import { ConfigError } from '../config/load.ts';
import { aProgram } from '../testing/program.ts';
import { planCampaign } from './campaignPlan.ts';
import { startCampaign } from './startCampaign.ts';

vi.mock('../workspace/keptAnswers.ts', async (original) => ({ ...(await original<object>()), FEWEST_CHANGES: 1 }));

it('settings that are broken while a campaign runs do not take away what it came to', async () => {
  const { ports } = aProgram('[study]\nmin_volume_per_hour = 0\n[session]\nminutes = 2\n');
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 1 } }, ports);
  let isBroken = false;
  const { campaign, end } = await startCampaign(plan, false, {
    ...ports,
    settings: () => {
      if (isBroken) throw new ConfigError(['tune.toml:1: broken']);
      return ports.settings();
    },
    observe: (...of) => ({
      ...ports.observe(...of),
      progress: () => {
        isBroken = true;
      },
    }),
  });
  expect(isBroken).toBe(true);
  expect([campaign.id, end.kind]).toEqual([1, 'finished']);
});
