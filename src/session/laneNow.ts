/** A lane as it stands while its session runs, as plain data: for screens, and no part of any result. */

import { type Instrument, notional } from '../market/instrument.ts';
import type { RiskGate, RiskState } from '../risk/gate.ts';
import type { LaneTrader } from './laneTrader.ts';
import type { OrderGateway } from './ports.ts';
import type { GapCause } from './quoteGaps.ts';
import type { LaneRole, RiskEvent } from './result.ts';

/** Under pessimistic fills. */
export interface LaneNow {
  /** Number of the version; the id of the proposal where the role is `trial`. */
  readonly version: number;
  readonly role: LaneRole;
  /** Quote currency, inventory marked at mid; null while there is no mid to mark it at. */
  readonly profit: number | null;
  /** Executions so far. */
  readonly fills: number;
  /** Base units; negative is short. */
  readonly position: number;
  /** Quote currency, with the sign of the position; null while there is no mid. */
  readonly positionValue: number | null;
  /** Orders that were sent and are not known to have ended. */
  readonly openOrders: number;
  readonly riskState: RiskState;
  /** Why it has no bids since its last decision; null where it has some. */
  readonly noBids: GapCause | null;
  readonly noAsks: GapCause | null;
  /** The newest thing that risk reported; null where there was none. */
  readonly riskEvent: RiskEvent | null;
}

export interface RunningLane {
  readonly request: { readonly version: number; readonly role: LaneRole };
  readonly gateway: OrderGateway;
  readonly trader: LaneTrader;
  readonly gate: RiskGate;
  readonly events: readonly RiskEvent[];
}

export function laneNow(lane: RunningLane, instrument: Instrument, midTicks: number): LaneNow {
  const { request, gateway, trader, gate, events } = lane;
  const lots = gateway.account.inventoryLots;
  return {
    version: request.version,
    role: request.role,
    profit: known(gateway.profit()),
    fills: gateway.executions.length,
    position: lots * instrument.lotSize,
    positionValue: known(Math.sign(lots) * notional(instrument, midTicks, lots)),
    openOrders: trader.openOrders,
    riskState: gate.state,
    noBids: trader.bidGap,
    noAsks: trader.askGap,
    riskEvent: events.at(-1) ?? null,
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
