/** Every strategy of the catalog passes the contract of strategies. */

import { expect, it } from 'vitest';
import { btcUsdPerp, type Instrument } from '../market/instrument.ts';
import { type StrategySubject, strategyContract } from '../testing/strategyContract.ts';
import { strategies } from './catalog.ts';
import { fade } from './fade/fade.ts';
import { grid } from './grid/grid.ts';
import { regime } from './regime/regime.ts';
import { spread } from './spread/spread.ts';
import { tiered } from './tiered/tiered.ts';

/** Ticks so small that the moves of the synthetic families, some bps, are several of them. */
const odds: Instrument = {
  symbol: 'ODDS',
  contract: 'binary',
  tickSize: 0.0001,
  lotSize: 1,
  minNotional: 1,
  makerFeeBps: 0,
  takerFeeBps: 0,
};
const perp = { instrument: btcUsdPerp, startPrice: 92_000, capital: 1_000 };

const subjects: readonly StrategySubject[] = [
  {
    ...perp,
    kind: grid,
    variants: {
      defaults: {},
      busy: {
        spreadBps: 0.3,
        levels: 5,
        gridResetBps: 4,
        pauseOnTrend: true,
        rocPauseBps: 0.5,
        forceCloseOnTrend: true,
      },
    },
  },
  {
    kind: spread,
    instrument: odds,
    startPrice: 0.52,
    stretch: 10,
    capital: 1_000,
    variants: {
      tight: { targetSpread: 0.001, adjustmentPerContract: 0, orderSize: 10, maxInventory: 100 },
      adjusting: {
        targetSpread: 0.001,
        adjustmentPerContract: 0.0001,
        orderSize: 20,
        maxInventory: 50,
        reduceAtMaximum: true,
      },
      dynamic: {
        targetSpread: 0.001,
        adjustmentPerContract: 0.0001,
        rebalanceThreshold: 20,
        volatilityMultiplier: 50,
        followDepth: true,
        depthTightening: 0.5,
        inventoryWidening: 1,
      },
    },
  },
  {
    ...perp,
    kind: fade,
    variants: {
      near: { minSpreadPct: 0.003, baseEdge: 2, edgeRange: 2 },
      closing: {
        minSpreadPct: 0.003,
        baseEdge: 2,
        edgeRange: 10,
        fadeStrength: 50,
        stopInventoryLoss: true,
        inventoryStopPct: 0.01,
        limitHoldingTime: true,
        maxHoldingSeconds: 20,
      },
    },
  },
  {
    ...perp,
    kind: regime,
    boxedNumbers: 3,
    variants: {
      defaults: { orderSizeUsd: 50 },
      near: {
        levels: 4,
        orderSizeUsd: 50,
        minOffsetBps: 0.3,
        vpinBucketUsd: 5_000,
        vpinWide: 0.2,
        vpinPull: 0.6,
        microVolMaxBps: 1,
        microDriftMaxBps: 1,
        calmBps: 1,
        trendPullsSide: true,
        imbalanceEnabled: true,
        imbalancePause: 0.5,
      },
      hedging: {
        orderSizeUsd: 50,
        minOffsetBps: 0.5,
        hedgeReference: true,
        hedgeBeta: -2,
        hedgeHalfLifeSeconds: 0.5,
        hedgeMostBps: 10,
        hedgeStaleSeconds: 0.5,
      },
      resting: {
        levels: 5,
        orderSizeUsd: 20,
        minOffsetBps: 0.5,
        restingGrid: true,
        trendReducesBuys: true,
        safetyTicks: 3,
        minRepriceSeconds: 2,
        maxOrderAgeSeconds: 5,
      },
    },
  },
  {
    ...perp,
    kind: tiered,
    boxedNumbers: 3,
    variants: {
      defaults: { liquidityFloorUsd: 1000 },
      near: {
        liquidityFloorUsd: 1000,
        sideSizeUsd: 600,
        levels: 20,
        floorBps: 0.1,
        tightMinBps: 0.2,
        normalMinBps: 0.2,
        cautiousMinBps: 0.2,
        defensiveMinBps: 0.2,
        losingFillsPause: 4,
        pauseSeconds: 5,
        rebalanceByTaker: true,
        oneSidedPct: 1.8,
        urgentPct: 2,
      },
      forecasting: {
        liquidityFloorUsd: 1000,
        floorBps: 0.2,
        tightMinBps: 0.3,
        normalMinBps: 0.6,
        harForecast: true,
        harConstantBps: 0.05,
        harMinute: 1,
      },
      hedging: {
        liquidityFloorUsd: 1000,
        floorBps: 0.2,
        tightMinBps: 0.3,
        normalMinBps: 0.6,
        refreshSeconds: 0.2,
        hedgeReference: true,
        hedgeBeta: 0.8,
        hedgeMostBps: 20,
      },
      plain: {
        ewmaForecast: true,
        ewmaHalfLifeSeconds: 20,
        liquidityFloorUsd: 100_000,
        bandShares: false,
        useMicroprice: false,
        levels: 12,
        floorBps: 0.3,
        tightMinBps: 0.3,
        normalMinBps: 0.3,
        refreshSeconds: 0.5,
        maxOrderAgeSeconds: 2,
      },
    },
  },
];

it('covers the whole catalog', () => {
  expect(subjects.map(({ kind }) => kind)).toEqual(Object.values(strategies));
});

for (const subject of subjects) strategyContract(subject);

it.each(Object.values(strategies).map((kind) => [kind.name, kind] as const))(
  '%s says which of its parameters widen, enlarge, allow a position and react to it',
  (_, { parameters }) => {
    const effects = Object.values(parameters).map(({ raising }) => raising);
    expect(effects).toEqual(expect.arrayContaining(['widens', 'enlarges', 'allows', 'skews']));
  },
);
