import { describe, expect, it } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp, markedProfit } from '../market/instrument.ts';
import { type Family, families } from '../market/synthetic/families.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { HOLDING_SECONDS, type LaneResult } from './result.ts';
import { Session } from './session.ts';

const MINUTES = 30;

function ran(family: Family): { readonly lane: LaneResult; readonly midTicks: Float64Array } {
  const tape = compileTape(
    generateMarket({ family, seed: 'held', minutes: MINUTES, instrument: btcUsdPerp, startPrice: 92_000 }),
  );
  const lane = {
    version: 1,
    parameters: { ...defaultParameters(grid.parameters), gridResetBps: 5, forceCloseOnTrend: true },
    role: 'acting',
    fillModel: 'pessimistic',
  } as const;
  const session = new Session(tape, [lane], {
    instrument: btcUsdPerp,
    strategy: grid,
    capital: 1_000,
    limits: defaultLimits,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 1_000_000,
    durationUs: MINUTES * 60e6,
  });
  session.advance(MINUTES * 60);
  const { lanes, midTicks } = session.result();
  return { lane: lanes[0] as LaneResult, midTicks };
}

/** Fill by fill, at the mid of the sample a minute after the first that saw it; at the last mid where the session ends before. */
function worthAMinuteLater({ fills, counters }: LaneResult, midTicks: Float64Array): number {
  let worth = -counters.fundingPaid;
  for (let i = 0; i < fills.length; i++) {
    const seenAt = Math.ceil((fills.timeUs[i] as number) / 1e6) - 1;
    const mid = midTicks[Math.min(midTicks.length - 1, seenAt + HOLDING_SECONDS)] as number;
    const signed = (fills.side[i] === 0 ? 1 : -1) * (fills.lots[i] as number);
    worth += markedProfit(btcUsdPerp, signed, fills.priceTicks[i] as number, mid) - (fills.fee[i] as number);
  }
  return worth;
}

describe('what positions make after their first minute', () => {
  it.each(families)('is the profit less what each fill was worth a minute later: %s', (family) => {
    const { lane, midTicks } = ran(family);
    const { profit, holding, length } = lane.samples;
    expect(lane.fills.length).toBeGreaterThan(10);
    const made = profit[length - 1] as number;
    expect(made - (holding[length - 1] as number)).toBeCloseTo(worthAMinuteLater(lane, midTicks), 6);
  });

  it('is nothing within the first minute', () => {
    const { lane } = ran('trending');
    expect([...lane.samples.holding.slice(0, HOLDING_SECONDS)].every((value) => value === 0)).toBe(true);
    expect(lane.samples.holding.some((value) => value !== 0)).toBe(true);
  });
});
