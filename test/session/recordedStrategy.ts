/** Test support: a strategy whose wanted quotes are recorded, and sessions of it. */

import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import type { Tape } from '../../src/market/tape.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { SessionResult } from '../../src/session/result.ts';
import { type LaneRequest, Session, type SessionSettings } from '../../src/session/session.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import type { StrategyKind } from '../../src/strategy/strategy.ts';

/** One price that a strategy wanted to quote. */
export interface WantedQuote {
  readonly timeUs: number;
  /** 0 to buy, 1 to sell. */
  readonly side: number;
  readonly ticks: number;
}

/** `kind`, which appends all its wanted quotes to `wantedQuotes`. */
export function recordingStrategy(kind: StrategyKind, wantedQuotes: WantedQuote[]): StrategyKind {
  return {
    ...kind,
    create(parameters, context) {
      const strategy = kind.create(parameters, context);
      return {
        reset: () => strategy.reset(),
        quote(view, sheet) {
          strategy.quote(view, sheet);
          for (let i = 0; i < sheet.bidCount; i++) {
            wantedQuotes.push({ timeUs: view.timeUs, side: 0, ticks: sheet.bidTicks[i] ?? Number.NaN });
          }
          for (let i = 0; i < sheet.askCount; i++) {
            wantedQuotes.push({ timeUs: view.timeUs, side: 1, ticks: sheet.askTicks[i] ?? Number.NaN });
          }
        },
      };
    },
  };
}

const base: Parameters = { ...defaultParameters(gridParameters), gridResetBps: 4, orderSizeUsd: 150 };

/** Grids with many fills; each uses different features of the engine. */
export const busyGrids: readonly Parameters[] = [
  { ...base, spreadBps: 0.3, levels: 5 },
  { ...base, spreadBps: 0.5, levels: 4, volatilityMultiplier: 1, inventorySkewSteps: 4, inventoryLimitPct: 50 },
  { ...base, spreadBps: 0.4, pauseOnTrend: true, rocPauseBps: 0.5, pauseSeconds: 5, inventoryLimitPct: 30 },
  { ...base, spreadBps: 0.3, forceCloseOnTrend: true, forceCloseBps: 0.5, forceClosePausedBps: 1 },
];

export const busySettings: SessionSettings = {
  instrument: btcUsdPerp,
  strategy: grid,
  capital: 1_000,
  limits: defaultLimits,
  latency: { feedUs: 20_000, orderUs: 60_000, responseUs: 50_000 },
  decisionUs: 200_000,
  durationUs: 240e6,
};

export function lanesOf(count: number): LaneRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    version: i + 1,
    parameters: busyGrids[i % busyGrids.length] ?? base,
    role: i === 0 ? 'acting' : 'shadow',
    fillModel: i % 3 === 0 ? 'optimistic' : 'pessimistic',
  }));
}

export function sessionResult(
  tape: Tape,
  lanes: readonly LaneRequest[],
  changes: Partial<SessionSettings> = {},
  slices: readonly number[] = [Number.POSITIVE_INFINITY],
): SessionResult {
  const session = new Session(compileTape(tape), lanes, { ...busySettings, ...changes });
  for (let i = 0; !session.done; i++) session.advance(slices[i % slices.length] ?? 1);
  return session.result();
}
