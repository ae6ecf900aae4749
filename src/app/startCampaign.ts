/** Starts a campaign, or continues the last one. */

import type { Config } from '../config/config.ts';
import type { OrdersRequest } from '../live/openOrders.ts';
import { StoreError } from '../store/errors.ts';
import { openStore } from '../store/store.ts';
import { championOf } from '../study/champions.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import type { CampaignPlan, CampaignRecord } from '../study/records.ts';
import { checkWritable } from '../workspace/writeFile.ts';
import { campaignNow, campaignText } from './campaignNow.ts';
import { requireSameFeed, requireSameInstrument } from './compareInstrument.ts';
import { UsageError } from './errors.ts';
import { requireGoingLive } from './goingLive.ts';
import { ordersRequest } from './liveAccount.ts';
import { llmOf } from './modelPorts.ts';
import { requireLive } from './openLive.ts';
import type { UseCasePorts } from './ports.ts';
import { requireQueueFitsStudy } from './queueFits.ts';
import { type CampaignOutcome, type RunPorts, runUnderLock } from './runCampaign.ts';
import { idleParameters, idleParametersText } from './settingsWithoutEffect.ts';
import { checkChampion, checkFirstVersion, pricesOf, queueWarnings } from './smallestOrder.ts';
import { readStudy } from './studyAccess.ts';
import { cancellableVersions } from './waiting.ts';

/**
 * Runs a campaign to its end or its first stop. The study is made if it is missing, with `[parameters]` as its first version.
 * @param leavesUnfinished ends an unfinished campaign for good; without it that campaign is an error
 * @throws UsageError, LockBusy, StoreError, ViewError; what reading the plan's tapes throws
 */
export async function startCampaign(
  plan: CampaignPlan,
  leavesUnfinished: boolean,
  ports: RunPorts,
): Promise<CampaignOutcome> {
  const loaded = ports.settings();
  const { config } = loaded;
  checkWritable(ports.workspace.folder);
  requireLive(plan, ports);
  if (plan.mode === 'paper' && plan.feed !== undefined)
    await requireSameInstrument(plan.feed, ports.isEndpointAllowed, ports);
  const orders = await ordersOf(plan, ports);
  const prices = await pricesOf(plan, config, ports.markets);
  if (!(await isBegun(ports))) checkFirstVersion(plan, config, prices);
  return runUnderLock(
    ports,
    (journal) => {
      if (plan.feed !== undefined) requireSameFeed(plan.feed, journal.campaigns());
      const versions = journal.versions();
      const [first] = versions;
      if (first === undefined) addFirstVersion(journal, config);
      else
        checkChampion(plan, journal.version(championOf({ versions, decisions: journal.decisions() })), config, prices);
      requireQueueFitsStudy(plan, journal, config);
      leaveUnfinished(journal, leavesUnfinished, ports);
      const queue = cancellableVersions(journal);
      const idle = idleParametersText(idleParameters(versions, loaded));
      for (const warning of [...idle, ...queueWarnings(queue, config, prices)]) {
        ports.notify(warning);
      }
      return journal.startCampaign(plan);
    },
    orders,
  );
}

/** null where the plan sends no orders. @throws UsageError where it may send none yet, GatewayError */
async function ordersOf(plan: CampaignPlan, ports: RunPorts): Promise<OrdersRequest | null> {
  if (plan.mode !== 'live') return null;
  return ordersRequest(plan, await requireGoingLive(plan, ports), ports);
}

/**
 * Continues the last campaign to its end or its next stop.
 * @throws UsageError where no campaign is unfinished, and where its races cannot run as the settings are now; LockBusy, StoreError,
 * ViewError
 */
export async function resumeCampaign(ports: RunPorts): Promise<CampaignOutcome> {
  await llmOf(ports.settings(), null);
  checkWritable(ports.workspace.folder);
  // Resuming makes no database; without one there is nothing to resume.
  openStore(ports.workspace.databaseFile, { readonly: true }).close();
  const plan = await readStudy(ports, (journal) => {
    const last = journal.campaigns().at(-1);
    if (last !== undefined && last.status !== 'finished') {
      requireQueueFitsStudy(last.plan, journal, ports.settings().config);
    }
    return last?.plan;
  });
  const orders = plan === undefined ? null : await ordersOf(plan, ports);
  const resumed = (journal: Journal): CampaignRecord => {
    const last = journal.campaigns().at(-1);
    if (last === undefined) throw new UsageError('there is no campaign to resume; start one with: tune start');
    if (last.status === 'finished')
      throw new UsageError('the last campaign is finished; start another with: tune start');
    return last;
  };
  return runUnderLock(ports, resumed, orders);
}

/**
 * Ends an unfinished campaign for good where the user wants that. Without it a campaign cannot start. The lock is held, so
 * no campaign runs. @throws UsageError where a campaign is unfinished and the user did not ask to end it
 */
function leaveUnfinished(journal: Journal, leaves: boolean, { notify }: UseCasePorts): void {
  const last = campaignNow(journal, null);
  if (last === null || last.state === 'finished') return;
  const { id, plan } = last.campaign;
  const what = campaignText(last);
  if (!leaves) {
    throw new UsageError(
      `the last campaign is unfinished: ${what}.\nTo continue it: tune resume\nTo end it for good and start this one: the same command with --new`,
    );
  }
  journal.setCampaignStatus(id, 'finished');
  notify(`Ended for good: the campaign of ${plan.sessions} sessions (${what}). Its completed sessions still count.`);
}

/** Whether the study has its first version already; `[parameters]` have no effect then. */
async function isBegun(ports: UseCasePorts): Promise<boolean> {
  try {
    return await readStudy(ports, (journal) => journal.versions().length > 0);
  } catch (error) {
    if (error instanceof NotFound || (error instanceof StoreError && error.kind === 'missing')) return false;
    throw error;
  }
}

function addFirstVersion(journal: Journal, config: Config): void {
  journal.addVersion({
    parent: null,
    author: 'human',
    reason: 'first version, from the settings',
    parameters: config.parameters,
  });
}
