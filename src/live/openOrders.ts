/** Opens the account of a live campaign: its gateway, its own-event tape, and its order manager. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { openFileTape } from '../gateway/fileTape.ts';
import { openGateway, type TradedInstrument, type VenueAccount } from '../gateway/openGateway.ts';
import { type OrderSettings, type OwnSettings, orderSettings } from '../orders/settings.ts';
import { LiveOrders } from './liveOrders.ts';

/** Plain data, so that it can be handed to a thread. */
export interface OrdersRequest {
  readonly account: VenueAccount;
  readonly instrument: TradedInstrument;
  /** File of the own-event tape; made if it is missing. */
  readonly ownTape: string;
  readonly settings: OwnSettings & Partial<OrderSettings>;
}

/** Connects at once. @throws GatewayError; Error for an own-event tape that cannot be read */
export async function openOrders({ account, instrument, ownTape, settings }: OrdersRequest): Promise<LiveOrders> {
  const gateway = await openGateway(account, instrument);
  mkdirSync(dirname(ownTape), { recursive: true });
  const tape = openFileTape(ownTape);
  const clock = {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
  return new LiveOrders({ gateway, tape, clock }, orderSettings(settings), instrument.tickSize);
}
