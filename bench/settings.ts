/** The settings of the measurements: the grid with all its features, in two parameter sets. */

import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { defaultLimits } from '../src/risk/limits.ts';
import type { LaneRequest, SessionSettings } from '../src/session/session.ts';
import { strategyNamed } from '../src/strategy/catalog.ts';
import { checkParameters, type Parameters } from '../src/strategy/parameters.ts';

/** Every feature of the grid is on: volatility spread, skew, pauses, force close, stop loss. */
export const allFeatures: Parameters = {
  spreadBps: 1,
  spreadBufferBps: 0.2,
  volatilityMultiplier: 1,
  levels: 5,
  orderSizeUsd: 200,
  gridResetBps: 5,
  inventoryLimitPct: 50,
  inventorySkewSteps: 4,
  recentreInventoryPct: 60,
  pauseOnTrend: true,
  rocPauseBps: 3,
  pauseSeconds: 10,
  forceCloseOnTrend: true,
  forceCloseBps: 3,
  forceClosePausedBps: 4,
  stopLossPct: 10,
};

/** Ten levels near the touch, replaced on every move: many requests, many fills. */
export const tightGrid: Parameters = {
  ...allFeatures,
  spreadBps: 0.5,
  spreadBufferBps: 0.1,
  volatilityMultiplier: 0.5,
  levels: 10,
  gridResetBps: 2,
  rocPauseBps: 6,
  pauseSeconds: 2,
};

/** Large compared with the orders, so that no loss limit halts the lane before the end of the tape. */
const AMPLE_CAPITAL = 10_000;

/** Small, so that limits refuse orders, halve them and halt the lane. Equality is checked under these settings too. */
const TIGHT_CAPITAL = 600;

export function sessionSettings(instrument: Instrument, durationUs: number): SessionSettings {
  return {
    instrument,
    strategy: strategyNamed('grid'),
    capital: AMPLE_CAPITAL,
    limits: { ...defaultLimits, repeatedFills: 1000, lossWarnPct: 20, lossReducePct: 40, lossHaltPct: 60 },
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 100_000,
    // The version of the fill rules that engine.c implements.
    rules: 1,
    durationUs,
  };
}

export function strictSettings(settings: SessionSettings): SessionSettings {
  const losses = { lossWarnPct: 0.05, lossReducePct: 0.1, lossHaltPct: 0.2 };
  const limits = {
    ...defaultLimits,
    ...losses,
    repeatedFills: 6,
    orderNotionalPct: 50,
    openNotionalPct: 150,
    collarPct: 0.05,
  };
  return { ...settings, capital: TIGHT_CAPITAL, limits };
}

export function pessimisticLane(parameters: Parameters, version = 1): LaneRequest {
  const problems = checkParameters(strategyNamed('grid').parameters, parameters);
  if (problems.length > 0) throw new RangeError(problems.map((problem) => problem.message).join('\n'));
  return { version, parameters, role: version === 1 ? 'acting' : 'shadow', fillModel: 'pessimistic' };
}

/** The grid of the recorded tape, Binance USD-M BTCUSDT in 2024, under the fees of a market maker's programme. */
export const btcUsdt: Instrument = {
  ...btcUsdPerp,
  symbol: 'BTCUSDT',
  lotSize: 0.001,
  minNotional: 100,
};
