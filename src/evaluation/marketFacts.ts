/** What the market did during a session, from its mid sampled at equal steps. */

export interface MarketFacts {
  /** Root mean square of the sampled (1 s) returns, scaled to one minute by √60; bps. Trends show in range and move instead. */
  readonly volatilityBps: number;
  /** Highest minus lowest mid, bps of the first. */
  readonly rangeBps: number;
  /** Last minus first mid, bps of the first. */
  readonly moveBps: number;
}

export function marketFacts(midTicks: Float64Array, stepUs: number): MarketFacts {
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
  return {
    volatilityBps: perMinuteVolatilityBps(mids, stepUs),
    rangeBps: ((high - low) / first) * 10_000,
    moveBps: (last / first - 1) * 10_000,
  };
}

/** Root mean square of the steps' returns, scaled by √time to one minute. */
function perMinuteVolatilityBps(mids: Float64Array, stepUs: number): number {
  if (mids.length < 2) return 0;
  let sum = 0;
  for (let i = 1; i < mids.length; i++) sum += ((mids[i] as number) / (mids[i - 1] as number) - 1) ** 2;
  return Math.sqrt((sum / (mids.length - 1)) * (60e6 / stepUs)) * 10_000;
}
