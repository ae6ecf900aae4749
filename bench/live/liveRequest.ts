/** The session that the measurements of live markets run. */

import type { LiveSessionRequest } from '../../src/campaign/ports.ts';
import { NEWEST_ENGINE } from '../../src/exchange/engine.ts';
import { NEWEST_RULES } from '../../src/exchange/outcomes.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { LaneRequest } from '../../src/session/session.ts';
import { COIN, LOT, TICK } from './frames.ts';

const instrument: Instrument = {
  symbol: COIN,
  contract: 'linear',
  tickSize: TICK,
  lotSize: LOT,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 3,
};

export function liveRequest({
  minutes,
  decisionMs,
  lanes,
}: {
  readonly minutes: number;
  readonly decisionMs: number;
  readonly lanes: readonly LaneRequest[];
}): LiveSessionRequest {
  return {
    number: 1,
    acting: 1,
    lanes,
    study: {
      id: 1,
      name: 'live',
      strategy: 'grid',
      instrument,
      capital: 1_000,
      minVolumePerHour: 0,
      riskAversion: 200,
      seed: 'live',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    plan: {
      mode: 'paper',
      sessions: 1,
      minutes,
      approval: 'auto',
      tapes: [],
      families: [],
      gateTapes: [],
      startPrice: 0,
      decisionMs,
      rules: NEWEST_RULES,
      engine: NEWEST_ENGINE,
      feed: { venue: 'hyperliquid', symbol: COIN },
      latency: { feedUs: 0, orderUs: 150_000, responseUs: 50_000 },
      limits: defaultLimits,
    },
  };
}
