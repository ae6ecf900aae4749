/** Why a lane was stopped: by what its version did, or by something that would have stopped any version. */

import type { RiskState } from './gate.ts';

/** Codes of halts that come from outside the strategies. */
const OUTSIDE: readonly string[] = ['stale-halt'];

interface StoppedLane {
  readonly riskState: RiskState;
  readonly riskEvents: readonly { readonly code: string }[];
}

/** Whether risk stopped the lane for what its version did: only that says something about the version. */
export function stoppedByItself({ riskState, riskEvents }: StoppedLane): boolean {
  return riskState === 'halted' && !stoppedFromOutside(riskEvents);
}

/** Whether missing data stopped the lane: it would have stopped every other one too. */
export function stoppedFromOutside(riskEvents: StoppedLane['riskEvents']): boolean {
  return riskEvents.some(({ code }) => OUTSIDE.includes(code));
}
