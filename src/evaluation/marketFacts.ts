/** What the market did during a session, from its mid sampled at equal steps. */

export interface MarketFacts {
  /**
   * Root mean square of returns over a minute, bps. Shorter steps would count the bounce between bid and ask as
   * movement; a session under three minutes has to use them, scaled by √time.
   */
  readonly volatilityBps: number;
  /** Highest minus lowest mid, bps of the first. */
  readonly rangeBps: number;
  /** Last minus first mid, bps of the first. */
  readonly moveBps: number;
  /** Median distance of best bid and best ask, bps of the mid; left out where it was not sampled, or never two-sided. */
  readonly spreadBps?: number;
}

/** @param spreadTicks best ask less best bid at each sample, NaN without a two-sided book */
export function marketFacts(midTicks: Float64Array, stepUs: number, spreadTicks?: Float64Array): MarketFacts {
  const mids = midTicks.filter((mid) => !Number.isNaN(mid));
  const first = mids[0];
  const last = mids.at(-1);
  if (first === undefined || last === undefined) return { volatilityBps: 0, rangeBps: 0, moveBps: 0 };
  let low = first;
  let high = first;
  for (const mid of mids) {
    low = Math.min(low, mid);
    high = Math.max(high, mid);
  }
  const spreadBps = spreadTicks === undefined ? null : medianSpreadBps(midTicks, spreadTicks);
  return {
    volatilityBps: perMinuteVolatilityBps(mids, stepUs),
    rangeBps: ((high - low) / first) * 10_000,
    moveBps: (last / first - 1) * 10_000,
    ...(spreadBps === null ? {} : { spreadBps }),
  };
}

function medianSpreadBps(midTicks: Float64Array, spreadTicks: Float64Array): number | null {
  const spreads = spreadTicks
    .map((spread, i) => (spread / (midTicks[i] as number)) * 10_000)
    .filter((spread) => !Number.isNaN(spread))
    .sort();
  const { length } = spreads;
  if (length === 0) return null;
  return ((spreads[Math.floor((length - 1) / 2)] as number) + (spreads[Math.floor(length / 2)] as number)) / 2;
}

const MINUTE_US = 60e6;
const FEWEST_MINUTES = 3;

function perMinuteVolatilityBps(mids: Float64Array, stepUs: number): number {
  const perMinute = Math.max(1, Math.round(MINUTE_US / stepUs));
  const stride = mids.length > FEWEST_MINUTES * perMinute ? perMinute : 1;
  let squares = 0;
  let returns = 0;
  for (let i = stride; i < mids.length; i += stride) {
    squares += ((mids[i] as number) / (mids[i - stride] as number) - 1) ** 2;
    returns++;
  }
  return returns === 0 ? 0 : Math.sqrt((squares / returns) * (MINUTE_US / (stride * stepUs))) * 10_000;
}
