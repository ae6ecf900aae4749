/** Runs further sessions of a study as `tune start` does, and says what the steps between them cost. One process, one study. */

import { createHash } from 'node:crypto';
import { startCampaign } from '../../src/app/startCampaign.ts';
import type { CampaignEvent } from '../../src/campaign/ports.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/store/store.ts';
import type { CampaignPlan } from '../../src/study/records.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';

/** CPU time from the end of one session to the start of the next, ms. */
export interface StepCost {
  /** All of the step but the races. */
  readonly ownMs: number;
  /** Running candidates over recorded markets. */
  readonly racingMs: number;
}

const [folder, study, count] = process.argv.slice(2);
if (folder === undefined || study === undefined || count === undefined)
  throw new Error('usage: stepProcess.ts <workspace> <study> <sessions>');
const workspace = workspaceAt(folder);
const now = (): string => new Date().toISOString();
const settings = () =>
  loadConfig({
    tomlFile: workspace.tomlFile,
    envFile: workspace.envFile,
    environment: {},
    flags: { 'study.name': { name: '--study', text: study } },
  });
const plan = lastPlan();
const byWork = new Map<string, number>();
const steps: StepCost[] = [];
let work = 'starting';
let at = process.cpuUsage();

function turnTo(next: string): void {
  const spent = process.cpuUsage(at);
  byWork.set(work, (byWork.get(work) ?? 0) + (spent.user + spent.system) / 1000);
  at = process.cpuUsage();
  work = next;
}

function take(event: CampaignEvent): void {
  if (event.type === 'working') turnTo(event.on);
  else if (event.type === 'racing') turnTo('racing');
  else if (event.type === 'session-started') {
    turnTo('session');
    const racingMs = byWork.get('racing') ?? 0;
    const all = [...byWork].reduce((sum, [, ms]) => sum + ms, 0);
    steps.push({ ownMs: all - racingMs, racingMs });
    byWork.clear();
  } else if (event.type === 'session-sealed') {
    turnTo('after-session');
    byWork.clear();
  } else if (event.type !== 'session-progress') turnTo('after-session');
}

await startCampaign({ ...plan, sessions: Number(count) }, true, {
  workspace,
  settings,
  now,
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  notify: () => undefined,
  markets: new WorkspaceMarkets(workspace, () => undefined),
  threads: 1,
  isEndpointAllowed: false,
  confirm: () => Promise.resolve(null),
  observe: () => ({
    progress: take,
    ask: () => Promise.resolve({ kind: 'later' }),
    stop: new AbortController().signal,
    done: () => undefined,
  }),
});
// The first step reads all records: a program that runs on does not.
process.stdout.write(`${JSON.stringify(steps.slice(1))}\n`);

function lastPlan(): CampaignPlan {
  const store = openStore(workspace.databaseFile, { readonly: true });
  try {
    const campaign = store
      .existing(study as string)
      .campaigns()
      .at(-1);
    if (campaign === undefined) throw new Error('the study has no campaign');
    return campaign.plan;
  } finally {
    store.close();
  }
}
