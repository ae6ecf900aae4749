/** What can be tuned about the regime maker. docs/strategies/regime.md explains each in context. */

import { aNumber, aSwitch, only, readParameters, seconds, withRaising } from '../declare.ts';
import { type HedgeParameters, hedgeParameters } from '../hedge.ts';
import type { NumberDeclaration, ParameterDeclaration, Parameters } from '../parameters.ts';

export interface RegimeParameters extends HedgeParameters {
  readonly levels: number;
  readonly orderSizeUsd: number;
  readonly inventoryLimitPct: number;
  readonly fixedOffsets: boolean;
  readonly offsetPerLevelBps: number;
  readonly minOffsetBps: number;
  readonly maxOffsetBps: number;
  readonly spreadSmoothing: number;
  readonly minMarketSpreadBps: number;
  readonly volRegimeEnabled: boolean;
  readonly volShortSeconds: number;
  readonly volMediumSeconds: number;
  readonly volLongSeconds: number;
  readonly calmBps: number;
  readonly elevatedBps: number;
  readonly extremeBps: number;
  readonly offsetScaleCalm: number;
  readonly offsetScaleElevated: number;
  readonly volatilityOffsetMultiplier: number;
  readonly skewMaxBps: number;
  readonly inventorySkewFactor: number;
  readonly skewSteepness: number;
  readonly riskAversion: number;
  readonly horizonSeconds: number;
  readonly trendEnabled: boolean;
  readonly trendFastSeconds: number;
  readonly trendSlowSeconds: number;
  readonly trendStrongThreshold: number;
  readonly trendSkewMultiplier: number;
  readonly trendSizeReduction: number;
  readonly trendPullsSide: boolean;
  readonly trendReducesBuys: boolean;
  readonly toxicityEnabled: boolean;
  readonly microVolMaxBps: number;
  readonly microDriftMaxBps: number;
  readonly hardPauseRatio: number;
  readonly imbalanceEnabled: boolean;
  readonly imbalancePause: number;
  readonly vpinEnabled: boolean;
  readonly vpinBucketUsd: number;
  readonly vpinBuckets: number;
  readonly vpinWide: number;
  readonly vpinPull: number;
  readonly vpinWidening: number;
  readonly flowBiasBps: number;
  readonly flowSeconds: number;
  readonly fundingEnabled: boolean;
  readonly fundingFullRate: number;
  readonly fundingSkewFactor: number;
  readonly safetyTicks: number;
  readonly maxSafetyTicks: number;
  readonly safetyRelaxSeconds: number;
  readonly minRepriceSeconds: number;
  readonly repriceToleranceBps: number;
  readonly maxOrderAgeSeconds: number;
  readonly restingGrid: boolean;
  readonly gridBoundVolatilities: number;
}

const bps = (min: number, max: number, step: number, value: number, meaning: string): NumberDeclaration =>
  aNumber({ unit: 'bps', min, max, step, default: value, meaning, ...(min > 0 ? { scale: 'log' } : {}) });
const times = (min: number, max: number, step: number, value: number, meaning: string): NumberDeclaration =>
  aNumber({ unit: '×', min, max, step, default: value, meaning });

const declared: Readonly<Record<keyof RegimeParameters, ParameterDeclaration>> = {
  levels: aNumber({
    unit: 'levels',
    min: 1,
    max: 10,
    step: 1,
    default: 2,
    meaning: 'Orders on each side.',
    coupledWith: ['orderSizeUsd'],
  }),
  orderSizeUsd: aNumber({
    unit: 'USD',
    min: 10,
    max: 1000,
    step: 10,
    scale: 'log',
    default: 100,
    meaning: 'Value of each order before the trend reduces it.',
    coupledWith: ['levels', 'inventoryLimitPct'],
  }),
  inventoryLimitPct: aNumber({
    unit: '% of capital',
    min: 5,
    max: 100,
    step: 5,
    default: 50,
    meaning: 'Position at which the side that would grow it is not quoted.',
    coupledWith: ['orderSizeUsd'],
  }),
  fixedOffsets: aSwitch({
    default: false,
    meaning: 'Levels stand offsetPerLevelBps apart; otherwise they follow the market spread.',
    coupledWith: ['offsetPerLevelBps'],
  }),
  offsetPerLevelBps: only(bps(1, 100, 1, 30, 'Distance between levels with fixed offsets.'), 'fixedOffsets'),
  minOffsetBps: bps(0.1, 20, 0.1, 3, 'Least distance between levels that follow the market spread.'),
  maxOffsetBps: bps(1, 200, 1, 100, 'Largest distance between levels that follow the market spread.'),
  spreadSmoothing: aNumber({
    unit: 'a sample',
    min: 0.01,
    max: 1,
    step: 0.01,
    default: 0.15,
    meaning: 'Weight of a new sample in the smoothed market spread, one sample each half second.',
  }),
  minMarketSpreadBps: bps(0, 10, 0.1, 0, 'Nothing is quoted while the market spread is below this; 0 asks for none.'),

  volRegimeEnabled: aSwitch({
    default: true,
    meaning: 'Offsets and toxicity limits follow the volatility regime; EXTREME pauses.',
    coupledWith: ['calmBps', 'elevatedBps', 'extremeBps'],
  }),
  // Without regimes too, the reservation price reads the short window, the trend and the resting grid the medium one.
  volShortSeconds: seconds(10, 600, 10, 60, 'Short window of realised volatility; the reservation price reads it too.'),
  volMediumSeconds: seconds(
    30,
    1800,
    10,
    300,
    'Medium window of realised volatility; the trend and the resting grid read it too.',
  ),
  volLongSeconds: only(seconds(60, 3600, 10, 900, 'Long window of realised volatility.'), 'volRegimeEnabled'),
  calmBps: only(bps(0.5, 50, 0.5, 5, 'Volatility a root minute below which the regime is CALM.'), 'volRegimeEnabled'),
  elevatedBps: only(
    bps(1, 200, 1, 25, 'Volatility a root minute above which the regime is ELEVATED.'),
    'volRegimeEnabled',
  ),
  extremeBps: only(
    bps(2, 500, 1, 60, 'Volatility a root minute above which the regime is EXTREME.'),
    'volRegimeEnabled',
  ),
  offsetScaleCalm: only(times(0.1, 1, 0.05, 0.7, 'Offsets are multiplied by this in CALM.'), 'volRegimeEnabled'),
  offsetScaleElevated: only(times(1, 10, 0.1, 2, 'Offsets are multiplied by this in ELEVATED.'), 'volRegimeEnabled'),
  volatilityOffsetMultiplier: only(
    times(0, 3, 0.05, 0.35, 'Offsets gain this share of the volatility or drift that is above a toxicity limit.'),
    'toxicityEnabled',
  ),

  skewMaxBps: aNumber({
    unit: 'bps',
    min: 0,
    max: 100,
    step: 1,
    default: 20,
    meaning: 'Skew by the position at the limit, before inventorySkewFactor.',
    coupledWith: ['inventorySkewFactor'],
  }),
  inventorySkewFactor: times(0, 2, 0.05, 0.5, 'Share of skewMaxBps that is applied.'),
  skewSteepness: times(0.1, 5, 0.1, 2, 'Steepness of the skew: tanh of this × position / limit.'),
  riskAversion: aNumber({
    unit: 'a bps',
    min: 0,
    max: 2,
    step: 0.01,
    default: 0.1,
    meaning: 'Avellaneda–Stoikov: the reservation price moves by this × variance over the horizon × position / limit.',
    coupledWith: ['horizonSeconds'],
  }),
  horizonSeconds: seconds(1, 3600, 1, 60, 'Horizon of the reservation price.'),

  trendEnabled: aSwitch({
    default: true,
    meaning: 'The trend of two averages changes skew and sizes.',
    coupledWith: ['trendStrongThreshold'],
  }),
  trendFastSeconds: only(seconds(5, 600, 5, 60, 'Time constant of the fast average.'), 'trendEnabled'),
  trendSlowSeconds: only(seconds(10, 3600, 10, 300, 'Time constant of the slow average.'), 'trendEnabled'),
  trendStrongThreshold: only(
    times(0.05, 1, 0.05, 0.5, 'Strength, 0 to 1, above which a trend is strong.'),
    'trendEnabled',
  ),
  trendSkewMultiplier: only(
    times(1, 5, 0.1, 2, 'A strong trend against the position multiplies the skew by this.'),
    'trendEnabled',
  ),
  trendSizeReduction: only(
    times(0, 1, 0.05, 0.5, 'Share by which a trend of full strength makes orders against it smaller.'),
    'trendEnabled',
  ),
  trendPullsSide: only(
    aSwitch({ default: false, meaning: 'A strong trend takes away the orders that it makes smaller.' }),
    'trendEnabled',
  ),
  trendReducesBuys: only(
    aSwitch({ default: false, meaning: 'The other reading: an uptrend makes buys smaller and a downtrend sells.' }),
    'trendEnabled',
  ),

  toxicityEnabled: aSwitch({
    default: true,
    meaning: 'Moves within five seconds widen or pause the quotes.',
    coupledWith: ['microVolMaxBps', 'microDriftMaxBps'],
  }),
  microVolMaxBps: only(
    bps(0.5, 100, 0.5, 8, 'Volatility of five seconds from which quotes widen, in CALM.'),
    'toxicityEnabled',
  ),
  microDriftMaxBps: only(
    bps(0.5, 100, 0.5, 6, 'Move in five seconds from which quotes widen, in CALM.'),
    'toxicityEnabled',
  ),
  hardPauseRatio: only(times(1, 5, 0.05, 1.25, 'Beyond this many times a limit nothing is quoted.'), 'toxicityEnabled'),
  imbalanceEnabled: aSwitch({
    default: false,
    meaning: 'A one-sided touch takes away the side that it endangers.',
    coupledWith: ['imbalancePause'],
  }),
  imbalancePause: only(
    times(0.3, 1, 0.05, 0.9, 'Imbalance of the best sizes beyond which a side pauses.'),
    'imbalanceEnabled',
  ),

  vpinEnabled: aSwitch({
    default: true,
    meaning: 'One-sided volume (VPIN) widens or pulls the quotes.',
    coupledWith: ['vpinWide', 'vpinPull'],
  }),
  vpinBucketUsd: only(
    aNumber({
      unit: 'USD',
      min: 1000,
      max: 10_000_000,
      step: 1000,
      scale: 'log',
      default: 50_000,
      meaning: 'Volume of a bucket.',
    }),
    'vpinEnabled',
  ),
  vpinBuckets: only(
    aNumber({ unit: 'buckets', min: 5, max: 100, step: 5, default: 20, meaning: 'Buckets that count.' }),
    'vpinEnabled',
  ),
  vpinWide: only(times(0.05, 0.95, 0.05, 0.5, 'VPIN from which quotes widen.'), 'vpinEnabled'),
  vpinPull: only(times(0.1, 1, 0.05, 0.95, 'VPIN above which nothing is quoted.'), 'vpinEnabled'),
  vpinWidening: only(times(0, 5, 0.1, 1, 'Share by which offsets are wider at a VPIN of 1.'), 'vpinEnabled'),
  flowBiasBps: bps(0, 10, 0.1, 0.5, 'Quotes move with the flow of trades by this when all of it goes one way.'),
  flowSeconds: seconds(1, 300, 1, 10, 'Time constant of the flow of trades.'),

  fundingEnabled: aSwitch({
    default: true,
    meaning: 'Funding makes a position that earns it more welcome, one that pays it less.',
    coupledWith: ['fundingSkewFactor'],
  }),
  fundingFullRate: only(
    aNumber({
      unit: '% in 8 h',
      min: 0.001,
      max: 1,
      step: 0.001,
      scale: 'log',
      default: 0.1,
      meaning: 'Rate at which funding has its full effect.',
    }),
    'fundingEnabled',
  ),
  fundingSkewFactor: only(
    times(
      0,
      1,
      0.05,
      0.5,
      'Share of the skew that full funding takes off or adds; it takes as much off the limit of a position that pays.',
    ),
    'fundingEnabled',
  ),

  safetyTicks: aNumber({
    unit: 'ticks',
    min: 1,
    max: 20,
    step: 1,
    default: 1,
    meaning: 'Least distance from the best price of the other side.',
    coupledWith: ['maxSafetyTicks'],
  }),
  maxSafetyTicks: aNumber({
    unit: 'ticks',
    min: 1,
    max: 50,
    step: 1,
    default: 10,
    meaning: 'Largest distance that rejections may lead to, a tick each.',
  }),
  safetyRelaxSeconds: seconds(1, 600, 1, 30, 'A side without rejection for this long goes back to safetyTicks.'),
  minRepriceSeconds: aNumber({
    unit: 's',
    min: 0.5,
    max: 60,
    step: 0.5,
    default: 0.5,
    scale: 'log',
    meaning: 'Quotes are not moved again before this time has passed.',
  }),
  repriceToleranceBps: bps(0, 10, 0.1, 0.5, 'Quotes stay where they are while their prices would move by less.'),
  maxOrderAgeSeconds: seconds(1, 600, 1, 15, 'Quotes that stood for this long are moved, however little.'),
  restingGrid: aSwitch({
    default: false,
    meaning: 'Levels rest until the mid leaves bounds that follow volatility, instead of following the mid.',
    coupledWith: ['gridBoundVolatilities'],
  }),
  gridBoundVolatilities: only(times(0.1, 10, 0.1, 1, 'Bounds of the grid in moves of a medium window.'), 'restingGrid'),
  ...hedgeParameters,
};

export const regimeParameters: Readonly<Record<keyof RegimeParameters, ParameterDeclaration>> = withRaising(declared, {
  widens: [
    'offsetPerLevelBps',
    'minOffsetBps',
    'maxOffsetBps',
    'offsetScaleCalm',
    'offsetScaleElevated',
    'volatilityOffsetMultiplier',
    'vpinWidening',
    'safetyTicks',
  ],
  enlarges: ['levels', 'orderSizeUsd'],
  allows: ['inventoryLimitPct'],
  skews: ['skewMaxBps', 'inventorySkewFactor', 'skewSteepness', 'riskAversion', 'trendSkewMultiplier'],
  'pauses-less': ['extremeBps', 'hardPauseRatio', 'imbalancePause', 'vpinPull'],
  pauses: ['minMarketSpreadBps', 'trendPullsSide', 'imbalanceEnabled'],
  slows: ['minRepriceSeconds', 'repriceToleranceBps', 'maxOrderAgeSeconds', 'restingGrid', 'gridBoundVolatilities'],
});

export function readRegimeParameters(parameters: Parameters): RegimeParameters {
  return readParameters<RegimeParameters>('regime', regimeParameters, parameters);
}
