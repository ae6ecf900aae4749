/** Whole prices that do not cross: where a wanted price becomes an order. */

/** Ticks: a price that falls on a tick must not move to the next because of its last binary digit. */
const HAIR = 1e-6;

/** The whole price at or below a wanted bid that is below the best ask. */
export function bidTicksAt(wantedTicks: number, bestAskTicks: number): number {
  return Math.min(Math.floor(wantedTicks + HAIR), bestAskTicks - 1);
}

/** The whole price at or above a wanted ask that is above the best bid. */
export function askTicksAt(wantedTicks: number, bestBidTicks: number): number {
  return Math.max(Math.ceil(wantedTicks - HAIR), bestBidTicks + 1);
}

/** Whole lots of a size, rounded down. */
export function wholeLots(lots: number): number {
  return Math.floor(lots + HAIR);
}
