/**
 * The numbers of each family. Where a comment names no paper, the number was chosen so that what can be measured on the
 * tape (rates, spread, depth, volatility, markouts) is that of a mid-sized BTC perpetual venue in such hours; the
 * tests of stylised facts and of markouts hold those measurements. Meanings and units: `families.ts`.
 */

import type { FamilyParameters, SteadyFamily } from './families.ts';

/** Quiet hours: quotes anticipate, flow is uninformed. 15 bps/√h is about 14 % a year, BTC's quietest weekends. */
const calm: FamilyParameters = {
  volatilityBpsPerRootHour: 13.5, // about 15 with impact: 14 % a year, a quiet weekend of BTC
  slowVolatilitySpread: 0.3, // with the fast part: excess kurtosis of 1 s returns about 3
  slowVolatilitySeconds: 600,
  fastVolatilitySpread: 0.35,
  fastVolatilitySeconds: 20,
  trendBpsPerSecond: 0,
  trendSeconds: 120,
  flatSeconds: 120,
  jumpsPerHour: 0,
  jumpMinBps: 2,
  jumpTailExponent: 3,
  jumpOffspring: 0,
  jumpOffspringSeconds: 30,
  jumpsFollowVolatility: 0,
  consensusLagSeconds: 0.05, // quotes anticipate
  standBps: 0,
  takenShare: 0,
  pullSeconds: 0.01, // a co-located maker
  halfSpreadBps: 0.06, // gives a median spread near 20 ticks of a BTC perpetual
  volatilityWidening: 0.8,
  touchGapBps: 0.12,
  touchShare: 0.25, // the touch is contested, yet most depth is behind it
  humpBps: 2.5,
  farShare: 0.12,
  reachBps: 28, // venues publish about 20 to 30 bps
  levelsPerSide: 24, // adds and cancels then hold about 33
  touchSizeQuote: 46_000, // 0.5 BTC at 92,000
  quoteSizeSpread: 1.1,
  quotesPerSecond: 200, // a mid-sized venue; Binance has four times as many
  quotesPerOrder: 6,
  ordersPerSecond: 3, // a mid-sized venue
  fastOffspring: 0.3, // 0.65 in all: Bacry et al. (2015)
  slowOffspring: 0.35,
  fastClusterSeconds: 0.15,
  slowClusterSeconds: 8,
  orderSizeQuote: 1_500, // retail and sliced orders
  orderSizeSpread: 1.5,
  largeOrderShare: 0.06, // sweeps of 1 bp some times an hour
  largeOrderQuote: 30_000,
  trendFollowing: 0,
  permanentImpactBps: 0.1, // a quarter of variance comes from orders
  walkKept: 0.12, // sweeps are liquidity trades: mostly rebuilt
  transientImpactBps: 0.05, // with the sign forecast: no correlation of 10 s returns
  transientImpactSeconds: 4,
  informedPerSecond: 0.5, // hardly any
  informedCostBps: 0.3,
  informedScaleBps: 1,
  informedSizeQuote: 10_000,
  informedReveals: 0.1,
  stepSeconds: 0.02, // under half of the shortest lag
};

/** Drift that lasts for minutes and that quotes follow late: a fill is a sign that the price goes on. */
const trending: FamilyParameters = {
  ...calm,
  volatilityBpsPerRootHour: 18,
  trendBpsPerSecond: 0.05, // one bp in 20 s, against a noise of 1.5 bps
  trendSeconds: 150, // regimes of minutes
  flatSeconds: 120,
  consensusLagSeconds: 0.5, // quotes trail the trend a little
  halfSpreadBps: 0.08,
  trendFollowing: 0.15, // metaorders chase: 65 % go with the trend
  ordersPerSecond: 4,
  permanentImpactBps: 0.15,
  informedPerSecond: 2, // traders who know the trend
  walkKept: 0.25, // sweeps are more often right
};

/** News: calm between jumps, quotes wide; orders that rest when a jump comes are run over. */
const jumpy: FamilyParameters = {
  ...calm,
  volatilityBpsPerRootHour: 20,
  fastVolatilitySpread: 0.45,
  jumpsPerHour: 40, // with those they cause, one a minute
  jumpMinBps: 2, // mean 3.3 bps, a hundredth of them beyond 12
  jumpTailExponent: 2.5,
  jumpOffspring: 0.4,
  consensusLagSeconds: 0.5, // no one can quote through news
  pullSeconds: 0.1, // the sniper is often first
  halfSpreadBps: 0.15, // wider for the risk of jumps
  touchGapBps: 0.2,
  humpBps: 3,
  informedPerSecond: 6, // snipers
  informedSizeQuote: 40_000, // take what rests
  walkKept: 0.25,
};

/** Informed flow against slow quotes: the picked-off maker. */
const toxic: FamilyParameters = {
  ...calm,
  volatilityBpsPerRootHour: 42, // private news in small pieces
  consensusLagSeconds: 3, // stale quotes
  pullSeconds: 0.05,
  halfSpreadBps: 0.12,
  touchGapBps: 0.15,
  ordersPerSecond: 3,
  permanentImpactBps: 0.15,
  informedPerSecond: 6, // one or two orders per piece of news
  informedCostBps: 0.05, // low fees: small gaps are worth taking
  informedScaleBps: 0.5, // and are taken at once
  informedSizeQuote: 60_000, // all that is mispriced at the touch
  jumpsPerHour: 220, // private news in lumps, five a minute
  jumpMinBps: 1.5, // mean 2.3 bps
  jumpTailExponent: 3,
  jumpOffspring: 0.3,
  informedReveals: 0.05, // they hide well
  walkKept: 0.25,
};

/** Few quotes and few trades: wide, patchy, each order moves the price. */
const thin: FamilyParameters = {
  ...calm,
  volatilityBpsPerRootHour: 25, // about 40 with impact
  consensusLagSeconds: 2, // few watch the price
  pullSeconds: 0.2,
  halfSpreadBps: 0.6, // gives a median spread near 160 ticks: 1.7 bps
  touchGapBps: 0.6,
  humpBps: 6,
  reachBps: 45, // wide and patchy
  levelsPerSide: 14,
  touchSizeQuote: 5_000, // a tenth of calm
  quotesPerSecond: 14, // about 15 events a second in all
  quotesPerOrder: 4,
  ordersPerSecond: 0.25, // a trade in three seconds
  fastClusterSeconds: 0.5,
  slowClusterSeconds: 20,
  orderSizeQuote: 800,
  largeOrderQuote: 6_000,
  permanentImpactBps: 1.1, // each order is news
  transientImpactBps: 0.5,
  transientImpactSeconds: 15,
  informedPerSecond: 1,
  informedCostBps: 0.3,
  informedSizeQuote: 4_000,
  stepSeconds: 0.2, // under half of the shortest cluster
  walkKept: 0.25,
};

/**
 * A BTC perpetual as recorded: a narrow market that does not move for seconds and then moves by some bps within one. Aimed at
 * two recordings of 2024-08-08 and at what the default grid made in 67 recorded hours; docs/markets.md has them side by side.
 */
const bursty: FamilyParameters = {
  ...calm,
  volatilityBpsPerRootHour: 4, // a tenth of the whole: the rest comes in jumps and from orders
  slowVolatilitySpread: 0.5, // busy and quiet hours: volume of the 67 hours spreads by a factor of two
  jumpsPerHour: 17, // with those they cause, 25 an hour
  jumpsFollowVolatility: 1.5, // busy hours have most of them
  jumpMinBps: 4, // mean 7 bps: what a fill is overtaken by
  jumpTailExponent: 2.3, // the heavy end of what is measured: blocks of profit are as skewed as the recorded hours'
  jumpOffspring: 0.4,
  jumpOffspringSeconds: 5, // bursts last seconds
  consensusLagSeconds: 0.3, // a burst is over within a second
  standBps: 0.9, // recorded moves of one instant: median 0.4 bps, a tenth beyond 1.1
  takenShare: 0.6, // large orders come just before the price moves: response by value above 1 bp
  halfSpreadBps: 0.003, // less than half a tick: the spread is one or two ticks
  touchGapBps: 0.015,
  touchShare: 0.3, // a touch of 190,000 USD, little behind it
  humpBps: 4, // 0.8 million USD within 1 bp, 2.0 within 2.5, 5.8 within 5
  touchSizeQuote: 80_000,
  quotesPerSecond: 140, // a tenth of the recorded rows: the rest repeats the touch
  ordersPerSecond: 4, // between the two recordings
  fastOffspring: 0.5, // 0.8 in all: orders come in bursts, too
  slowOffspring: 0.3,
  orderSizeSpread: 1.4,
  largeOrderShare: 0.005, // few uninformed sweeps: recorded ones are seldom taken back
  largeOrderQuote: 40_000,
  permanentImpactBps: 0.05,
  walkKept: 1, // response to large orders does not decay within a minute
  transientImpactBps: 0.02,
  informedPerSecond: 8,
  informedCostBps: 0.1, // low fees
  informedSizeQuote: 200_000, // the touch and more
  informedReveals: 0.9, // nobody quotes again where a sweep has been
  stepSeconds: 0.05, // a sixth of the lag
};

/** The numbers of each family that does not change its character. */
export const parametersOf: Readonly<Record<SteadyFamily, FamilyParameters>> = {
  bursty,
  calm,
  trending,
  jumpy,
  toxic,
  thin,
};
