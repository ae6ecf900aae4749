/**
 * What a session does beside filling orders, by the number of the engine that a campaign runs with. As with the rules of fills
 * (outcomes.ts), a recorded session is always run again with its own number.
 */

/** The engine of campaigns that were recorded before it had a number. */
export const OLDEST_ENGINE = 1;
/** The engine of new campaigns. */
export const NEWEST_ENGINE = 3;

/**
 * What a recorded feed shows at a moment: `looks-ahead` what arrives by then, as far as the delays of the whole tape tell, `heard`
 * the newest frame that had arrived by then (feedLatency.ts).
 */
export type RecordedFeedKind = 'looks-ahead' | 'heard';

export interface Engine {
  /** The digest of a lane covers what the lane sent, beside its fills and samples. */
  readonly digestsSends: boolean;
  readonly recordedFeed: RecordedFeedKind;
  /** Contracts that pay 0 or 1 have possible prices alone, and are settled where their tape says so (session/settlement.ts). */
  readonly settles: boolean;
}

/** @throws RangeError for an engine that this program does not know */
export function engineOf(number: number): Engine {
  const engine = engines.get(number);
  if (engine !== undefined) return engine;
  throw new RangeError(`engine ${number} is unknown: this program knows ${OLDEST_ENGINE} to ${NEWEST_ENGINE}`);
}

const engines: ReadonlyMap<number, Engine> = new Map([
  [OLDEST_ENGINE, { digestsSends: false, recordedFeed: 'looks-ahead', settles: false }],
  [2, { digestsSends: true, recordedFeed: 'heard', settles: false }],
  [NEWEST_ENGINE, { digestsSends: true, recordedFeed: 'heard', settles: true }],
]);
