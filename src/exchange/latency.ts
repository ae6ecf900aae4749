/**
 * How old things are. The replay runs in *exchange time*: a decision is placed at the moment of the book that it saw,
 * `feedUs` before the trader's own clock, so that one book serves all lanes.
 */
export interface Latency {
  /** Venue event → strategy. */
  readonly feedUs: number;
  /** Order or cancel sent → arrived at the venue. */
  readonly orderUs: number;
  /** Fill or acknowledgement at the venue → known to the strategy. */
  readonly responseUs: number;
}

/** µs from the book that a decision saw to the arrival of its orders. */
export function decisionToArrivalUs(latency: Latency): number {
  return latency.feedUs + latency.orderUs;
}

/** µs, in exchange time, from a fill to the first decision that knows of it; news never outrun the feed that shows the same moment. */
export function fillToKnowledgeUs(latency: Latency): number {
  return Math.max(0, latency.responseUs - latency.feedUs);
}
