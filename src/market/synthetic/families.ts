/**
 * The families of synthetic markets and what every number of them means. Their values are in `calibration.ts`,
 * the model in `generate.ts`.
 */

export type Family = 'bursty' | 'calm' | 'trending' | 'jumpy' | 'toxic' | 'thin' | 'switching';
export type SteadyFamily = Exclude<Family, 'switching'>;

/** Every family, the one that is nearest to recordings first: the default order of a campaign. The last moves between others. */
export const families: readonly Family[] = ['bursty', 'calm', 'trending', 'jumpy', 'toxic', 'thin', 'switching'];

/** Version of the generator that first made a family as it is made today: the same rows have come out of it since. */
export const madeSince: Readonly<Record<Family, number>> = {
  bursty: 2,
  calm: 1,
  trending: 1,
  jumpy: 1,
  toxic: 1,
  thin: 1,
  switching: 1,
};

/** Distances and moves are in basis points of the price, so that a family means the same on every tick size. */
export interface FamilyParameters {
  // --- the efficient price: what the asset is worth, unseen by the book ---

  /** Diffusion of the efficient price, bps per square root of an hour. */
  readonly volatilityBpsPerRootHour: number;
  /** Standard deviation of the slow part of log-volatility. Clustering: Cont (2001), fact 6. */
  readonly slowVolatilitySpread: number;
  /** Correlation time of the slow part, seconds. */
  readonly slowVolatilitySeconds: number;
  /**
   * Standard deviation of the fast part of log-volatility: several time scales give the slow decay of |r| (Cont 2001,
   * fact 8).
   */
  readonly fastVolatilitySpread: number;
  /** Correlation time of the fast part, seconds. */
  readonly fastVolatilitySeconds: number;
  /** Mean speed of a trend, bps per second; 0 for none. */
  readonly trendBpsPerSecond: number;
  /** Mean length of a trend, seconds. */
  readonly trendSeconds: number;
  /** Mean length of the pause between trends, seconds. */
  readonly flatSeconds: number;
  /** Jumps that no earlier jump caused, per hour. */
  readonly jumpsPerHour: number;
  /** Smallest jump, bps. */
  readonly jumpMinBps: number;
  /**
   * Pareto exponent of jump sizes; returns have a tail exponent about 3 (Gopikrishnan et al. 1998, inverse cubic law).
   */
  readonly jumpTailExponent: number;
  /**
   * Jumps that one jump causes on average (below 1): jumps come in clusters (Aït-Sahalia, Cacho-Diaz & Laeven 2015).
   */
  readonly jumpOffspring: number;
  /** Mean delay of a caused jump, seconds. */
  readonly jumpOffspringSeconds: number;
  /** The rate of uncaused jumps is multiplied by relative volatility to this power; 0 keeps it constant. */
  readonly jumpsFollowVolatility: number;

  // --- the liquidity providers ---

  /** Lag of their consensus behind the efficient price, seconds: long lag = stale quotes to pick off. */
  readonly consensusLagSeconds: number;
  /**
   * Quotes stay until the fair price is this far away on average, bps, and then move all in one instant: the mid of a market
   * with large ticks or deep queues does not move for seconds (Cont & de Larrard 2013). 0: they follow all the time.
   */
  readonly standBps: number;
  /** Share of the moves of standing quotes that begin with a market order which takes stale ones (Farmer et al. 2004). */
  readonly takenShare: number;
  /** Mean time until a quote beyond the consensus is pulled, seconds. */
  readonly pullSeconds: number;
  /** Smallest distance of a quote from their fair price, bps, at mean volatility. */
  readonly halfSpreadBps: number;
  /**
   * Power of relative volatility by which that distance widens; 1 = in proportion (Bouchaud, Kockelkoren & Potters
   * 2006: spread ∝ volatility per trade).
   */
  readonly volatilityWidening: number;
  /** Mean extra distance of the quotes that compete for the touch, bps. */
  readonly touchGapBps: number;
  /** Share of new quotes that compete for the touch. */
  readonly touchShare: number;
  /**
   * Scale of the hump of deeper quotes, bps: depth is largest about this far away (Bouchaud, Mézard & Potters 2002:
   * depth is largest away from the touch).
   */
  readonly humpBps: number;
  /**
   * Share of new quotes placed anywhere out to `reachBps`: slowly decaying placement far from the touch (Bouchaud,
   * Mézard & Potters 2002; Zovko & Farmer 2002).
   */
  readonly farShare: number;
  /** Distance of the farthest quotes, bps. */
  readonly reachBps: number;
  /** Price levels a side that additions and cancellations balance at, where the tick leaves room for them. */
  readonly levelsPerSide: number;
  /** Median size of a quote at the touch, quote currency (46,000 = 0.5 BTC at 92,000). */
  readonly touchSizeQuote: number;
  /** Standard deviation of the log of quote sizes. */
  readonly quoteSizeSpread: number;
  /** Additions, cancellations and resizes of both sides, per second. */
  readonly quotesPerSecond: number;
  /**
   * Additional ones provoked by each market order: refills come right after trades (Bouchaud, Farmer & Lillo 2009, §5).
   */
  readonly quotesPerOrder: number;

  // --- market orders ---

  /** Uninformed market orders, per second, clusters included. */
  readonly ordersPerSecond: number;
  /**
   * Orders that one order causes within `fastClusterSeconds` and `slowClusterSeconds`, together below 1 (Bacry,
   * Mastromatteo & Muzy 2015, §4: branching ratios near 0.6–0.9 in order flow).
   */
  readonly fastOffspring: number;
  readonly slowOffspring: number;
  readonly fastClusterSeconds: number;
  readonly slowClusterSeconds: number;
  /** Median size of a market order, quote currency. */
  readonly orderSizeQuote: number;
  /** Standard deviation of the log of ordinary order sizes. */
  readonly orderSizeSpread: number;
  /** Share of orders with a Pareto size, exponent 1.5 (Gopikrishnan et al. 2000: half-cubic law of trade volumes). */
  readonly largeOrderShare: number;
  /** Smallest of those, quote currency. */
  readonly largeOrderQuote: number;
  /** Excess probability that a new metaorder goes with the trend, −0.5 to 0.5. */
  readonly trendFollowing: number;
  /**
   * Move of the efficient price by a surprising order of the touch size, bps; grows with the square root of size
   * (Bouchaud, Farmer & Lillo 2009, §5).
   */
  readonly permanentImpactBps: number;
  /**
   * Share of the distance that an uninformed order walks through the book which the efficient price keeps: part of
   * every sweep is news, part is rebuilt (about two thirds of peak impact stays, Farmer, Gerig, Lillo & Waelbroeck
   * 2013; less here since the impact above comes on top, least in calm where sweeps are liquidity trades).
   */
  readonly walkKept: number;
  /** Move of quotes by such an order that decays again, bps. */
  readonly transientImpactBps: number;
  /** Time by which the transient move has decayed to 1/e, seconds. */
  readonly transientImpactSeconds: number;
  /** Informed orders per second when the gap is worth `informedScaleBps` or more. */
  readonly informedPerSecond: number;
  /**
   * What informed traders pay beside the spread, bps; they trade only when the gap exceeds it (Glosten & Milgrom 1985;
   * Kyle 1985).
   */
  readonly informedCostBps: number;
  /** Excess gap at which they trade at full rate, bps. */
  readonly informedScaleBps: number;
  /** Median size of their orders, quote currency. */
  readonly informedSizeQuote: number;

  /** Share of the gap to the efficient price that the consensus learns from an informed order (Kyle 1985). */
  readonly informedReveals: number;

  /** Step of the efficient price, seconds: short against every lag above. */
  readonly stepSeconds: number;
}

/**
 * Characters that a `switching` market moves between, unannounced. `thin` is left out: a venue does not lose nine
 * tenths of its quotes for ten minutes.
 */
export const switchingCharacters: readonly SteadyFamily[] = ['calm', 'trending', 'jumpy', 'toxic'];

/** Every character of a `switching` market lasts this long at least, in seconds … */
export const SWITCHING_MINIMUM_SECONDS = 180;
/** … and this much longer on average: about ten minutes, so that an hour sees several. */
export const SWITCHING_MEAN_EXTRA_SECONDS = 420;
