/** The live market of a campaign, in a thread of its own. */

import type { LiveSessions } from '../campaign/ports.ts';
import { SealedSessions } from '../live/sealedSessions.ts';
import { freeBytesAt } from '../recordings/capture/sizeForecast.ts';
import { sessionsDone } from '../study/nextStep.ts';
import type { CampaignRecord, SessionRecord } from '../study/records.ts';
import { LiveThread } from '../workers/liveThread.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { liveSetup } from './liveSetup.ts';
import type { UseCasePorts } from './ports.ts';

export interface OpenLive {
  readonly sessions: LiveSessions;
  /** Ends feed and capture. */
  close(): Promise<void>;
}

/**
 * Connects at once; null where the campaign is on no live market.
 * @param sessions of the study so far: the disk has to hold those that are left
 * @throws AddressError; LiveMarketError where the disk will not hold them
 */
export function openLive(
  campaign: CampaignRecord,
  sessions: readonly SessionRecord[],
  ports: UseCasePorts & { readonly isEndpointAllowed: boolean },
): OpenLive | null {
  const { workspace, notify, isEndpointAllowed } = ports;
  const { plan } = campaign;
  if (plan.feed === undefined) return null;
  const hours = ((plan.sessions - sessionsDone(sessions, campaign)) * plan.minutes) / 60;
  const { name, market } = liveSetup(
    plan.feed,
    { hours, isEndpointAllowed, nowUs: Date.parse(ports.now()) * 1000, freeBytes: freeBytesAt(workspace.folder) },
    ports,
  );
  const thread = new LiveThread(market, () => undefined);
  const reader = new WorkspaceMarkets(workspace, notify, new KeptMarkets(0));
  return {
    sessions: new SealedSessions(thread, market, name, workspace, reader),
    close: () => thread.close(),
  };
}
