/** Cancels what this workspace has open at a venue, whatever state its database and its campaigns are in. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { midPrice } from '../gateway/midPrice.ts';
import { openToCancel } from '../gateway/openGateway.ts';
import { cancelOwn, closePosition, type LeftOrders, positionLots, untilAnswered } from '../orders/cancelOwn.ts';
import { lockHolder } from '../store/lock.ts';
import { clientIdPrefix, readClientIdPrefix } from '../workspace/clientIdPrefix.ts';
import { UsageError } from './errors.ts';
import { accountOf } from './liveAccount.ts';
import { feedOfSettings } from './liveSetup.ts';
import type { UseCasePorts } from './ports.ts';

export interface KillRequest {
  /** Close the position as well. */
  readonly flattens: boolean;
  /**
   * null for our own orders alone. For all orders in the instrument: has a person type the symbol: their name, false where they did not, null
   * where nobody can be asked.
   */
  readonly confirmAll: ((symbol: string, text: string) => Promise<string | false | null>) | null;
  readonly isEndpointAllowed: boolean;
  /** How long it is tried, ms; for the orders, and for the position. */
  readonly withinMs: number;
}

export interface Killed extends LeftOrders {
  /** Long positive; null where it is not known. */
  readonly positionLots: number | null;
  readonly venue: string;
  readonly symbol: string;
  /** The campaign that ran and was told to stop. */
  readonly stoppedPid: number | null;
}

/** @throws UsageError where venue, symbol, keys or the ids of our orders are missing; AddressError */
export async function killOrders(
  { flattens, confirmAll, isEndpointAllowed, withinMs }: KillRequest,
  ports: UseCasePorts,
): Promise<Killed> {
  const { workspace, notify } = ports;
  const loaded = ports.settings();
  const feed = feedOfSettings(ports);
  const account = accountOf(feed, loaded, { isEndpointAllowed, notify });
  const { symbol } = feed;
  const prefixFile = join(workspace.ordersFolder, 'prefix');
  if (confirmAll !== null) await requireAgreement(confirmAll, `${symbol} on ${account.venue}`, symbol);
  else if (!existsSync(prefixFile)) {
    throw new UsageError(
      `${prefixFile} is missing: this workspace has sent no order, or its orders can no longer be told from others. tune kill --all cancels every order in ${symbol}.`,
    );
  }
  // Told first: a campaign that runs would place new orders meanwhile.
  const stoppedPid = stopCampaign(workspace.lockFile, notify);
  const { tickSize, lotSize } = loaded.config.instrument;
  const clock = {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const voice = { say: notify, clock };
  const opening = (): ReturnType<typeof openToCancel> => openToCancel(account, { symbol, tickSize, lotSize });
  const gateway = await untilAnswered(voice, `whether it trades ${symbol}`, opening, withinMs);
  const facts = { venue: account.venue, symbol, stoppedPid };
  if (gateway === null) return { orders: null, others: 0, positionLots: null, ...facts };
  const shared = { gateway, ...voice };
  const prefix = confirmAll === null ? readClientIdPrefix(prefixFile) : null;
  const left = await cancelOwn({ ...shared, prefix }, withinMs);
  const closing = (): Promise<number | null> =>
    closePosition(
      { ...shared, prefix: prefix ?? clientIdPrefix(prefixFile), midPrice: () => midPrice(account, symbol) },
      withinMs,
    );
  const lots = await (flattens ? closing() : positionLots(shared));
  return { ...left, positionLots: lots, ...facts };
}

async function requireAgreement(
  confirm: NonNullable<KillRequest['confirmAll']>,
  market: string,
  symbol: string,
): Promise<void> {
  const words = `All orders in ${market} will be cancelled, those of other programs and of persons too.`;
  const answer = await confirm(symbol, words);
  if (answer === null)
    throw new UsageError(`${words}\nA person has to type the symbol at a terminal; nobody can be asked here.`);
  if (!answer) throw new UsageError('the symbol was not typed: no order was cancelled');
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
