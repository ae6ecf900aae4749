/** What every measurement runs: the grid with all its features, under two regimes of quoting. */

import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { defaultLimits } from '../src/risk/limits.ts';
import type { LaneRequest, SessionSettings } from '../src/session/session.ts';
import { strategyNamed } from '../src/strategy/catalog.ts';
import { checkParameters, type Parameters } from '../src/strategy/parameters.ts';

/** Every feature of the grid is on: volatility spread, skew, pauses, force close, stop loss. */
export const allFeatures: Parameters = {
  spreadBps: 2.5,
  spreadBufferBps: 0.5,
  volatilityMultiplier: 1.5,
  levels: 5,
  orderSizeUsd: 200,
  gridResetBps: 15,
  inventoryLimitPct: 50,
  inventorySkewSteps: 4,
  recentreInventoryPct: 60,
  pauseOnTrend: true,
  rocPauseBps: 2,
  pauseSeconds: 15,
  forceCloseOnTrend: true,
  forceCloseBps: 5,
  forceClosePausedBps: 8,
  stopLossPct: 10,
};

/** Ten levels near the touch, placed anew on every move: many requests, many fills. */
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

/** Orders are small against the capital, so that no loss tier ends the lane's work before the tape does. */
const AMPLE_CAPITAL = 10_000;

/** Orders that the limits refuse, halve and halt: what equality is checked under beside the settings that are timed. */
const TIGHT_CAPITAL = 600;

export function sessionSettings(instrument: Instrument, durationUs: number): SessionSettings {
  return {
    instrument,
    strategy: strategyNamed('grid'),
    capital: AMPLE_CAPITAL,
    limits: { ...defaultLimits, repeatedFills: 1000, lossWarnPct: 20, lossReducePct: 40, lossHaltPct: 60 },
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 100_000,
    durationUs,
  };
}

export function strictSettings(settings: SessionSettings): SessionSettings {
  const limits = { ...defaultLimits, repeatedFills: 6, orderNotionalPct: 50, openNotionalPct: 150, collarPct: 0.15 };
  return { ...settings, capital: TIGHT_CAPITAL, limits };
}

export function pessimisticLane(parameters: Parameters, version = 1): LaneRequest {
  const problems = checkParameters(strategyNamed('grid').parameters, parameters);
  if (problems.length > 0) throw new RangeError(problems.map((problem) => problem.message).join('\n'));
  return { version, parameters, role: version === 1 ? 'acting' : 'shadow', fillModel: 'pessimistic' };
}

/** The terms of the recorded tape: Binance USD-M BTCUSDT in 2024, fees of the lowest tier. */
export const btcUsdt: Instrument = {
  ...btcUsdPerp,
  symbol: 'BTCUSDT',
  lotSize: 0.001,
  minNotional: 100,
  makerFeeBps: 2,
  takerFeeBps: 5,
};
