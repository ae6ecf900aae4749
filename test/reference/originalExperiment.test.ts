/**
 * The error in the original experiment (docs/fills.md): the price that fills an order first starts the pause that cancels it.
 * No venue gives that protection. These tests run the original experiment with its error and our engine over the same
 * tapes and with the same parameters. The experiment must report a false profit, and our engine must not.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { ASK, BID, type BookSide, type Tape, TapeBuilder, tapeDurationUs } from '../../src/market/tape.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { type LaneRequest, Session } from '../../src/session/session.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { gridParameters, readGridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { jumpMarket } from './jumpMarket.ts';
import { seedExperiment, touches } from './originalExperiment.ts';

const CAPITAL = 1_000;
const since2 = { ...defaultParameters(gridParameters), gridResetBps: 15, orderSizeUsd: 200, levels: 5 };
const pausing = { ...since2, pauseOnTrend: true, forceCloseOnTrend: true };
const tight = { ...pausing, spreadBps: 1.5, forceCloseBps: 3, forceClosePausedBps: 6 };

/** The versions with a pause, from the document of the seeds. */
const versions: Readonly<Record<number, Parameters>> = {
  6: { ...pausing, spreadBps: 2.5, rocPauseBps: 2, forceCloseBps: 5, forceClosePausedBps: 8, inventoryLimitPct: 50 },
  7: { ...tight, rocPauseBps: 1.5, pauseSeconds: 20, inventoryLimitPct: 30 },
  8: { ...tight, rocPauseBps: 1, pauseSeconds: 15, inventoryLimitPct: 25, orderSizeUsd: 250, levels: 6 },
};

interface Account {
  profit: number;
  volume: number;
}

interface Verdicts {
  /** The original experiment. */
  readonly seeds: Account & { escaped: number };
  /** The same experiment with one change: fills come before the pause. */
  readonly fillsFirst: Account;
  readonly pessimistic: Account;
  readonly optimistic: Account;
}

/** Sums over all tapes, one set of verdicts a version. */
function verdictsOn(tapes: readonly Tape[]): Map<number, Verdicts> {
  const verdicts = new Map<number, Verdicts>();
  const numbers = Object.keys(versions).map(Number);
  const account = (): Account => ({ profit: 0, volume: 0 });
  for (const n of numbers) {
    verdicts.set(n, {
      seeds: { ...account(), escaped: 0 },
      fillsFirst: account(),
      pessimistic: account(),
      optimistic: account(),
    });
  }
  for (const tape of tapes) {
    const polls = touches(tape);
    const lanes = numbers.flatMap((version) =>
      (['pessimistic', 'optimistic'] as const).map((fillModel): LaneRequest => {
        return { version, parameters: versions[version] ?? {}, role: 'shadow', fillModel };
      }),
    );
    const session = new Session(compileTape(tape), lanes, {
      instrument: btcUsdPerp,
      strategy: grid,
      capital: CAPITAL,
      limits: { ...defaultLimits, lossWarnPct: 90, lossReducePct: 95, lossHaltPct: 100 },
      latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
      decisionUs: 1_000_000,
      durationUs: tapeDurationUs(tape),
    });
    session.advance(Number.POSITIVE_INFINITY);
    const result = session.result();
    for (const [n, verdict] of verdicts) {
      const p = readGridParameters(versions[n] ?? {});
      const seeds = seedExperiment(polls, p, btcUsdPerp, CAPITAL, { pauseBeforeFills: true });
      add(verdict.seeds, seeds);
      verdict.seeds.escaped += seeds.escaped;
      add(verdict.fillsFirst, seedExperiment(polls, p, btcUsdPerp, CAPITAL, { pauseBeforeFills: false }));
      for (const { version, fillModel, samples } of result.lanes) {
        if (version !== n) continue;
        add(verdict[fillModel], { profit: samples.profit.at(-1) ?? 0, volume: samples.volume.at(-1) ?? 0 });
      }
    }
  }
  return verdicts;
}

function add(sum: Account, { profit, volume }: Account): void {
  sum.profit += profit;
  sum.volume += volume;
}

function per10k({ profit, volume }: Account): number {
  return (profit / volume) * 10_000;
}

describe('a market that jumps through every level at once', () => {
  // Eight hours with jumps up and down. Results with these random seeds, $ per $10k: the original experiment
  // +0.9, +0.4, +0.5 for v6, v7, v8; with fills first −5.7, −3.4, −3.3; our engine −6.5, −5.0, −5.5.
  let verdicts: ReadonlyMap<number, Verdicts> = new Map();
  beforeAll(() => {
    verdicts = verdictsOn(['1', '2', '3', '4', '5', '6', '7', '8'].map((seed) => jumpMarket(seed, 60, btcUsdPerp)));
  }, 60_000);

  it.each([6, 7, 8])('v%i: the seeds report a profit, our engine a loss under either fill model', (n) => {
    const verdict = verdicts.get(n);
    if (verdict === undefined) throw new Error(`v${n} did not run`);
    expect(verdict.seeds.escaped).toBeGreaterThan(100);
    expect(verdict.seeds.profit).toBeGreaterThan(0);
    for (const ours of [verdict.pessimistic, verdict.optimistic]) {
      expect(ours.volume).toBeGreaterThan(50_000);
      expect(ours.profit).toBeLessThan(0);
      // The difference is larger than the best published result of the seeds (+1.81), so it is not noise.
      expect(per10k(verdict.seeds) - per10k(ours)).toBeGreaterThan(4);
    }
  });

  it.each([6, 7, 8])('v%i: with fills before the pause most of the difference disappears', (n) => {
    const verdict = verdicts.get(n);
    if (verdict === undefined) throw new Error(`v${n} did not run`);
    expect(verdict.fillsFirst.profit).toBeLessThan(0);
    const bias = per10k(verdict.seeds) - per10k(verdict.pessimistic);
    const explained = per10k(verdict.seeds) - per10k(verdict.fillsFirst);
    expect(explained / bias).toBeGreaterThan(0.5);
  });
});

describe('a trending market of the generator', () => {
  // Moves take seconds here. An order that the pause protected stays at its price and is filled far from the market when the
  // pause ends. The error then prevents hundreds of fills and earns nothing.
  let verdicts: ReadonlyMap<number, Verdicts> = new Map();
  beforeAll(() => {
    const market = (seed: string): Tape =>
      generateMarket({ family: 'trending', seed, minutes: 60, instrument: btcUsdPerp });
    verdicts = verdictsOn(['1', '2', '3', '4'].map(market));
  }, 60_000);

  it.each([6, 7, 8])('v%i: neither reports a profit', (n) => {
    const verdict = verdicts.get(n);
    if (verdict === undefined) throw new Error(`v${n} did not run`);
    expect(verdict.seeds.escaped).toBeGreaterThan(100);
    for (const account of [verdict.seeds, verdict.pessimistic, verdict.optimistic]) {
      expect(account.volume).toBeGreaterThan(5_000);
      expect(account.profit).toBeLessThan(0);
    }
  });
});

describe('a tape without a single trade', () => {
  // Touch 50,000.0 and 50,000.2. Every twenty seconds somebody quotes one lot (0.00001 BTC) four basis points through the other
  // side for 150 ms; then the crossed levels are shown again. Whole fills made +$0.45 from that with orders of 199 lots.
  const MINUTES = 20;
  const { symbol, tickSize, lotSize } = btcUsdPerp;
  const ticks = (price: number): number => Math.round(price / tickSize);
  const lots = (size: number): number => Math.round(size / lotSize);
  const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
  const show = (timeUs: number, side: BookSide): void => {
    for (let i = 0; i < 30; i++) {
      builder.depth(timeUs, side, ticks(side === BID ? 50_000 - 2 * i : 50_000.2 + 2 * i), lots(2));
    }
  };
  show(0, BID);
  show(0, ASK);
  for (let second = 1; second < MINUTES * 60; second++) {
    if (second % 20 !== 10) {
      // A row far from the touch, so that the feed does not count as stale.
      builder.depth(second * 1e6, BID, ticks(49_940), lots(1 + (second % 2)));
      continue;
    }
    const up = second % 40 === 10;
    const [side, price] = up ? ([BID, 50_020] as const) : ([ASK, 49_980.2] as const);
    builder.depth(second * 1e6, side, ticks(price), 1);
    builder.depth(second * 1e6 + 150_000, side, ticks(price), 0);
    show(second * 1e6 + 150_001, up ? ASK : BID);
  }
  builder.clock(MINUTES * 60e6);
  const session = new Session(
    compileTape(builder.build()),
    (['pessimistic', 'optimistic'] as const).map((fillModel): LaneRequest => {
      return { version: 1, parameters: defaultParameters(gridParameters), role: 'acting', fillModel };
    }),
    {
      instrument: btcUsdPerp,
      strategy: grid,
      capital: CAPITAL,
      limits: defaultLimits,
      latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000, range: 2 },
      decisionUs: 1_000_000,
      durationUs: MINUTES * 60e6,
    },
  );
  session.advance(Number.POSITIVE_INFINITY);
  const [pessimistic, optimistic] = session.result().lanes;

  it('fills one lot for each quote in the pessimistic model, never more than the quote showed', () => {
    const { fills } = pessimistic ?? expect.unreachable();
    const flashes = Map.groupBy(fills.timeUs, (timeUs) => timeUs);
    expect(fills.length).toBeGreaterThan(10);
    expect([...new Set(fills.lots)]).toEqual([1]);
    for (const [timeUs, given] of flashes) {
      expect(given).toHaveLength(1);
      expect(timeUs % 20e6).toBe(10e6);
    }
  });

  it('fills whole orders in the optimistic model', () => {
    const { fills } = optimistic ?? expect.unreachable();
    expect(Math.min(...fills.lots)).toBeGreaterThan(100);
  });
});
