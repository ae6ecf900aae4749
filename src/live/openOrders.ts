/** Opens the account of a live campaign: its gateway, its own-event tape, and its order manager. */

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OpenedTape, openFileTape } from '../gateway/fileTape.ts';
import { machineClock } from '../gateway/machineClock.ts';
import { openGateway, type TradedInstrument, type VenueAccount } from '../gateway/openGateway.ts';
import { armedEvent, haltOf } from '../orders/arming.ts';
import type { OwnEvent } from '../orders/ownEvents.ts';
import { type GivenSettings, orderSettings } from '../orders/settings.ts';
import { startWatchdog } from '../watchdog/watchdog.ts';
import { LiveOrders } from './liveOrders.ts';

/** Plain data, so that it can be handed to a thread. */
export interface OrdersRequest {
  readonly account: VenueAccount;
  readonly instrument: TradedInstrument;
  /** File of the own-event tape; made if it is missing. */
  readonly ownTape: string;
  readonly settings: GivenSettings;
  /** The person who agreed to orders now: a halt of before ends with that. */
  readonly armedBy: string;
}

/** Heartbeats come every second. */
const WATCHDOG_SILENCE_MS = 10_000;

/** Connects at once. @throws GatewayError; Error for an own-event tape that cannot be read */
export async function openOrders({
  account,
  instrument,
  ownTape,
  settings,
  armedBy,
}: OrdersRequest): Promise<LiveOrders> {
  // What these refuse is refused before anything is opened.
  const checked = orderSettings(settings);
  const gateway = await openGateway(account, instrument);
  mkdirSync(dirname(ownTape), { recursive: true });
  const tape = openFileTape(ownTape);
  const past = armed(tape, armedBy);
  const { prefix } = settings;
  const logFile = join(dirname(ownTape), 'watchdog.log');
  const watchdog = await startWatchdog({ account, instrument, prefix, silenceMs: WATCHDOG_SILENCE_MS, logFile });
  return new LiveOrders({ gateway, tape, past, clock: machineClock, watchdog }, checked, instrument.tickSize);
}

/** What is on the tape. Whoever agreed to orders has seen why they were halted: it was on the screen and is on the tape. */
function armed(tape: OpenedTape, by: string): readonly OwnEvent[] {
  const past = tape.takePast();
  if (haltOf(past) === null) return past;
  const event = armedEvent(past, by, 'orders were agreed to again at the start of a campaign', performance.now());
  tape.append([event]);
  return [...past, event];
}
