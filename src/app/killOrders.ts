/** Cancels what this workspace has open at a venue, whatever state its database and its campaigns are in. */

import { join } from 'node:path';
import { midPrice } from '../gateway/midPrice.ts';
import { openGateway } from '../gateway/openGateway.ts';
import { cancelOwn, closePosition, type Left } from '../orders/cancelOwn.ts';
import { lockHolder } from '../store/lock.ts';
import { clientIdPrefix } from '../workspace/clientIdPrefix.ts';
import { accountOf } from './liveAccount.ts';
import { feedOfSettings } from './liveSetup.ts';
import type { UseCasePorts } from './ports.ts';

export interface KillRequest {
  /** Close the position as well. */
  readonly flattens: boolean;
  readonly isEndpointAllowed: boolean;
  /** How long it is tried, ms; for the orders, and for the position. */
  readonly withinMs: number;
}

export interface Killed extends Left {
  readonly venue: string;
  readonly symbol: string;
  /** The campaign that ran and was told to stop. */
  readonly stoppedPid: number | null;
}

/** @throws UsageError where venue, symbol or keys are missing; AddressError; GatewayError where the instrument is not that of the venue */
export async function killOrders(
  { flattens, isEndpointAllowed, withinMs }: KillRequest,
  ports: UseCasePorts,
): Promise<Killed> {
  const { workspace, notify } = ports;
  const loaded = ports.settings();
  const feed = feedOfSettings(ports);
  const account = accountOf(feed, loaded, { isEndpointAllowed, notify });
  // Told first: a campaign that runs would place new orders meanwhile.
  const stoppedPid = stopCampaign(workspace.lockFile, notify);
  const { symbol } = feed;
  const { tickSize, lotSize } = loaded.config.instrument;
  const gateway = await openGateway(account, { symbol, tickSize, lotSize });
  const prefix = clientIdPrefix(join(workspace.ordersFolder, 'prefix'));
  const clock = {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const cancelPorts = { gateway, prefix, say: notify, clock };
  let left = await cancelOwn(cancelPorts, withinMs);
  if (flattens) left = await closePosition(cancelPorts, () => midPrice(account, symbol), withinMs);
  return { ...left, venue: account.venue, symbol, stoppedPid };
}

/** Not waited for. A lock that cannot be read stops nothing here. */
function stopCampaign(lockFile: string, notify: (text: string) => void): number | null {
  try {
    const pid = lockHolder(lockFile)?.pid ?? null;
    if (pid === null) return null;
    process.kill(pid, 'SIGTERM');
    notify(`process ${pid}, which runs a campaign here, was told to stop`);
    return pid;
  } catch (error) {
    notify(`whether a campaign runs here is not known: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
