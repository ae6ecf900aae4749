/** What can be tuned about the tiered maker. docs/strategies/tiered.md explains each in context. */

import { aNumber, aSwitch, only, readParameters, seconds, withRaising } from '../declare.ts';
import { type HedgeParameters, hedgeParameters } from '../hedge.ts';
import type { NumberDeclaration, ParameterDeclaration, Parameters } from '../parameters.ts';

export interface TieredParameters extends HedgeParameters {
  readonly levels: number;
  readonly sideSizeUsd: number;
  readonly sizeDecay: number;
  readonly bandShares: boolean;
  readonly nearSharePct: number;
  readonly middleSharePct: number;
  readonly useMicroprice: boolean;
  readonly liquidityFloorUsd: number;
  readonly volatilitySeconds: number;
  readonly harForecast: boolean;
  readonly harConstantBps: number;
  readonly harMinute: number;
  readonly harFiveMinutes: number;
  readonly harQuarterHour: number;
  readonly ewmaForecast: boolean;
  readonly ewmaHalfLifeSeconds: number;
  readonly tightVolatilityPct: number;
  readonly normalVolatilityPct: number;
  readonly cautiousVolatilityPct: number;
  readonly tightMinBps: number;
  readonly tightMaxBps: number;
  readonly normalMinBps: number;
  readonly normalMaxBps: number;
  readonly cautiousMinBps: number;
  readonly cautiousMaxBps: number;
  readonly defensiveMinBps: number;
  readonly defensiveMaxBps: number;
  readonly floorBps: number;
  readonly ceilingBps: number;
  readonly imbalanceThreshold: number;
  readonly imbalanceWiden: number;
  readonly imbalanceWidenMost: number;
  readonly deepTighten: number;
  readonly deepTightenMost: number;
  readonly veryDeepUsd: number;
  readonly leverage: number;
  readonly balancedPct: number;
  readonly balancedRangePct: number;
  readonly oneSidedPct: number;
  readonly urgentPct: number;
  readonly skewMost: number;
  readonly skewTighten: number;
  readonly outcomeSeconds: number;
  readonly adverseBps: number;
  readonly adverseWiden: number;
  readonly losingFills: number;
  readonly losingWiden: number;
  readonly losingSizeShare: number;
  readonly losingFillsPause: number;
  readonly pauseSeconds: number;
  readonly rebalanceByTaker: boolean;
  readonly rebalanceSeconds: number;
  readonly takerWarnPct: number;
  readonly takerPausePct: number;
  readonly refreshSeconds: number;
  readonly maxOrderAgeSeconds: number;
  readonly repriceToleranceBps: number;
}

const bps = (value: number, meaning: string): NumberDeclaration =>
  aNumber({ unit: 'bps', min: 0.1, max: 200, step: 0.1, scale: 'log', default: value, meaning });
const pct = (value: number, unit: string, meaning: string): NumberDeclaration =>
  aNumber({ unit, min: 0.1, max: 100, step: 0.1, scale: 'log', default: value, meaning });
const times = (min: number, max: number, value: number, meaning: string): NumberDeclaration =>
  aNumber({ unit: '×', min, max, step: 0.05, default: value, meaning });
/** Fitted on tapes, and therefore not tuned; it came when versions without it were on record. */
const fitted = <T extends ParameterDeclaration>(declaration: T): T => ({
  ...declaration,
  tunable: false,
  addedLater: true,
});
const weight = (value: number, of: string): NumberDeclaration =>
  fitted(
    only(
      aNumber({
        unit: '×',
        min: 0,
        max: 1.5,
        step: 0.01,
        default: value,
        meaning: `Weight of the realised volatility of the last ${of}.`,
      }),
      'harForecast',
    ),
  );
const ofLeverage = '% of capital × leverage';

const declared: Readonly<Record<keyof TieredParameters, ParameterDeclaration>> = {
  levels: aNumber({
    unit: 'levels',
    min: 3,
    max: 20,
    step: 1,
    default: 15,
    meaning: 'Tiers on each side; the document has 12 to 15.',
    coupledWith: ['sideSizeUsd'],
  }),
  sideSizeUsd: aNumber({
    unit: 'USD',
    min: 50,
    max: 10_000,
    step: 10,
    scale: 'log',
    default: 400,
    meaning: 'Value of all tiers of a side together.',
    coupledWith: ['levels', 'leverage'],
  }),
  sizeDecay: times(
    0.3,
    1,
    0.7,
    'Each tier has this share of the size of the tier before it, within a band or over all tiers.',
  ),
  bandShares: aSwitch({
    default: true,
    meaning: 'Tiers 1–5, 6–10 and the rest hold fixed shares of the size; otherwise sizes decay over all tiers.',
    coupledWith: ['nearSharePct', 'middleSharePct'],
  }),
  nearSharePct: only(
    aNumber({ unit: '%', min: 10, max: 95, step: 5, default: 70, meaning: 'Share of the size in tiers 1–5.' }),
    'bandShares',
  ),
  middleSharePct: only(
    aNumber({
      unit: '%',
      min: 5,
      max: 60,
      step: 5,
      default: 20,
      meaning: 'Share of the size in tiers 6–10; the rest is in those beyond.',
    }),
    'bandShares',
  ),
  useMicroprice: aSwitch({
    default: true,
    meaning: 'Tiers are placed around the microprice, otherwise around the mid.',
  }),
  liquidityFloorUsd: aNumber({
    unit: 'USD',
    min: 1000,
    max: 10_000_000,
    step: 1000,
    scale: 'log',
    default: 50_000,
    meaning: 'Nothing is quoted while either side shows less than this on ten levels.',
  }),
  volatilitySeconds: seconds(30, 3600, 10, 300, 'Window of realised volatility.'),
  harForecast: fitted(
    aSwitch({
      default: false,
      meaning: 'The zone follows a HAR-RV forecast of the next minute instead; tune fit volatility fits it.',
    }),
  ),
  harConstantBps: fitted(
    only(
      aNumber({
        unit: 'bps a root second',
        min: 0,
        max: 10,
        step: 0.001,
        default: 0,
        meaning: 'Constant of the HAR-RV forecast.',
      }),
      'harForecast',
    ),
  ),
  harMinute: weight(0.35, 'minute'),
  harFiveMinutes: weight(0.35, 'five minutes'),
  harQuarterHour: weight(0.3, 'fifteen minutes'),
  ewmaForecast: fitted(
    aSwitch({
      default: false,
      meaning: 'The zone follows exponentially weighted volatility instead; tune fit volatility fits it.',
    }),
  ),
  ewmaHalfLifeSeconds: fitted(
    only(seconds(10, 3600, 10, 120, 'Age at which the weight of a squared return is half.'), 'ewmaForecast'),
  ),
  tightVolatilityPct: pct(8, '% a year', 'Volatility below which tiers are tight.'),
  normalVolatilityPct: pct(15, '% a year', 'Volatility up to which tiers are normal.'),
  cautiousVolatilityPct: pct(25, '% a year', 'Volatility up to which tiers are cautious; beyond they are defensive.'),
  tightMinBps: bps(1, 'Distance of the first tier when tight.'),
  tightMaxBps: bps(10, 'Distance of the last tier when tight.'),
  normalMinBps: bps(2, 'Distance of the first tier when normal.'),
  normalMaxBps: bps(20, 'Distance of the last tier when normal.'),
  cautiousMinBps: bps(5, 'Distance of the first tier when cautious.'),
  cautiousMaxBps: bps(35, 'Distance of the last tier when cautious.'),
  defensiveMinBps: bps(10, 'Distance of the first tier when defensive.'),
  defensiveMaxBps: bps(50, 'Distance of the last tier when defensive.'),
  floorBps: bps(1, 'No distance is less than this before the skew.'),
  ceilingBps: bps(50, 'No distance is more than this before the skew.'),
  imbalanceThreshold: times(0.05, 0.95, 0.3, 'Imbalance of ten levels from which distances widen.'),
  imbalanceWiden: times(1, 3, 1.3, 'Distances are multiplied by this at the threshold of imbalance.'),
  imbalanceWidenMost: times(1, 3, 1.5, 'Distances are multiplied by this in a book of one side.'),
  deepTighten: times(0.3, 1, 0.9, 'Distances are multiplied by this at the liquidity floor.'),
  deepTightenMost: times(0.3, 1, 0.8, 'Distances are multiplied by this from veryDeepUsd on.'),
  veryDeepUsd: aNumber({
    unit: 'USD',
    min: 2000,
    max: 20_000_000,
    step: 1000,
    scale: 'log',
    default: 200_000,
    meaning: 'Depth of the thinner side from which deepTightenMost applies.',
    coupledWith: ['liquidityFloorUsd'],
  }),
  leverage: aNumber({
    unit: '×',
    min: 1,
    max: 20,
    step: 1,
    default: 10,
    tunable: false,
    meaning: 'Delta is the position as a share of capital times this.',
  }),
  balancedPct: pct(0.5, ofLeverage, 'Delta up to which nothing is skewed.'),
  balancedRangePct: pct(1.5, ofLeverage, 'Delta beyond which the position counts as unbalanced.'),
  oneSidedPct: pct(2.5, ofLeverage, 'Delta beyond which the side that grows the position is not quoted.'),
  urgentPct: pct(5, ofLeverage, 'Delta at which the skew is largest.'),
  skewMost: times(1, 5, 3, 'The largest skew multiplies the distances of the side that grows the position by this.'),
  skewTighten: times(0, 0.95, 0.5, 'The largest skew takes this share off the distances of the other side.'),
  outcomeSeconds: seconds(1, 60, 1, 5, 'Time after which a fill is judged by the mid.'),
  adverseBps: aNumber({
    unit: 'bps',
    min: 0,
    max: 20,
    step: 0.1,
    default: 2,
    meaning: 'Recent fills that lost more than this on average are adverse selection.',
  }),
  adverseWiden: times(1, 5, 2, 'Distances are multiplied by this under adverse selection.'),
  losingFills: aNumber({
    unit: 'fills',
    min: 1,
    max: 20,
    step: 1,
    default: 3,
    meaning: 'Losing fills in a row from which quotes fade.',
  }),
  losingWiden: times(1, 5, 2.5, 'Distances are multiplied by this while quotes fade.'),
  losingSizeShare: times(0.1, 1, 0.5, 'Sizes are multiplied by this while quotes fade.'),
  losingFillsPause: aNumber({
    unit: 'fills',
    min: 2,
    max: 50,
    step: 1,
    default: 5,
    meaning: 'Losing fills in a row that pause quoting.',
  }),
  pauseSeconds: seconds(5, 3600, 5, 60, 'Length of that pause; the count begins anew after it.'),
  rebalanceByTaker: aSwitch({
    default: false,
    meaning: 'Beyond urgentPct a taker order takes the position back to balancedRangePct.',
    coupledWith: ['rebalanceSeconds'],
  }),
  rebalanceSeconds: only(seconds(1, 600, 1, 3, 'Least time between two such orders.'), 'rebalanceByTaker'),
  takerWarnPct: only(
    pct(10, '% of volume', 'Share of taker volume beyond which no taker order is sent.'),
    'rebalanceByTaker',
  ),
  takerPausePct: only(
    pct(20, '% of volume', 'Share of taker volume beyond which nothing is quoted.'),
    'rebalanceByTaker',
  ),
  refreshSeconds: seconds(0.2, 60, 0.1, 1, 'Quotes are considered this often, and after own fills.'),
  maxOrderAgeSeconds: seconds(0.2, 300, 0.1, 5, 'Quotes that stood for this long are moved, however little.'),
  repriceToleranceBps: aNumber({
    unit: 'bps',
    min: 0,
    max: 10,
    step: 0.1,
    default: 0.5,
    meaning: 'Younger quotes stay where they are while they would move by less.',
  }),
  ...hedgeParameters,
};

export const tieredParameters: Readonly<Record<keyof TieredParameters, ParameterDeclaration>> = withRaising(declared, {
  widens: [
    'tightMinBps',
    'tightMaxBps',
    'normalMinBps',
    'normalMaxBps',
    'cautiousMinBps',
    'cautiousMaxBps',
    'defensiveMinBps',
    'defensiveMaxBps',
    'floorBps',
    'ceilingBps',
    'imbalanceWiden',
    'imbalanceWidenMost',
    'deepTighten',
    'deepTightenMost',
    'adverseWiden',
    'losingWiden',
  ],
  enlarges: ['levels', 'sideSizeUsd', 'losingSizeShare'],
  allows: ['oneSidedPct'],
  skews: ['skewMost', 'skewTighten'],
  'skews-later': ['balancedPct', 'urgentPct'],
  'pauses-less': ['losingFillsPause'],
  pauses: ['liquidityFloorUsd', 'pauseSeconds'],
  reduces: ['rebalanceByTaker'],
  slows: ['refreshSeconds', 'maxOrderAgeSeconds', 'repriceToleranceBps'],
  'reduces-later': ['rebalanceSeconds'],
});

export function readTieredParameters(parameters: Parameters): TieredParameters {
  return readParameters<TieredParameters>('tiered', tieredParameters, parameters);
}
