/** The live market of a campaign, in a thread of its own. */

import type { LiveActivity, LiveSessions } from '../campaign/ports.ts';
import type { OrdersRequest } from '../live/openOrders.ts';
import { SealedSessions } from '../live/sealedSessions.ts';
import { freeBytesAt } from '../recordings/capture/sizeForecast.ts';
import { sessionsDone } from '../study/nextStep.ts';
import type { CampaignPlan, CampaignRecord, SessionRecord } from '../study/records.ts';
import { LiveThread } from '../workers/liveThread.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { type LiveSetup, liveSetup } from './liveSetup.ts';
import type { UseCasePorts } from './ports.ts';

export interface OpenLive {
  readonly sessions: LiveSessions;
  /** How feed and orders were doing within the last second; null before they were first heard of. */
  readonly activity: () => LiveActivity | null;
  /** Cancels own orders, and ends feed and capture. Whether the venue has confirmed that nothing of ours is open; on paper it is. */
  close(): Promise<boolean>;
}

type LivePorts = UseCasePorts & { readonly isEndpointAllowed: boolean };

/**
 * Connects at once; null where the campaign is on no live market.
 * @param sessions of the study so far
 * @param orders of the account; null on paper
 * @throws as {@link requireLive} does
 */
export function openLive(
  campaign: CampaignRecord,
  sessions: readonly SessionRecord[],
  orders: OrdersRequest | null,
  ports: LivePorts,
): OpenLive | null {
  const { workspace, notify } = ports;
  const { plan } = campaign;
  const setup = setupOf(plan, plan.sessions - sessionsDone(sessions, campaign, 0), ports);
  if (setup === null) return null;
  const { name, market } = setup;
  let activity: LiveActivity | null = null;
  const thread = new LiveThread({ market, orders }, (now) => {
    activity = now;
  });
  const reader = new WorkspaceMarkets(workspace, notify, new KeptMarkets(0));
  return {
    sessions: new SealedSessions(thread, market, name, workspace, reader),
    activity: () => activity,
    close: () => thread.close(),
  };
}

/** Checks before anything is on record. @throws AddressError; LiveMarketError where the disk will not hold the plan */
export function requireLive(plan: CampaignPlan, ports: LivePorts): void {
  setupOf(plan, plan.sessions, { ...ports, notify: () => undefined });
}

/** null where the plan is on no live market. */
function setupOf({ feed, minutes }: CampaignPlan, sessions: number, ports: LivePorts): LiveSetup | null {
  if (feed === undefined) return null;
  const { workspace, isEndpointAllowed } = ports;
  return liveSetup(
    feed,
    {
      hours: (sessions * minutes) / 60,
      use: 'session',
      isEndpointAllowed,
      nowUs: Date.parse(ports.now()) * 1000,
      freeBytes: freeBytesAt(workspace.folder),
    },
    ports,
  );
}
