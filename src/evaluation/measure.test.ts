import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneSamples } from '../session/result.ts';
import { aLane, type LaneFill, type LaneStory, tenthTick } from '../testing/lane.ts';
import { BlockCutter, blocksOf } from './blocks.ts';
import { marketFacts } from './marketFacts.ts';
import { maxDrawdown, measure, pauseShare, sharpeRatio } from './measure.ts';
import type { Metrics } from './metrics.ts';

function measured(story: LaneStory): Metrics {
  const { lane, midTicks } = aLane(story);
  return measure(lane, midTicks, tenthTick);
}

/**
 * Ten seconds. At second 2 we buy 100 lots at 9,990 (mid 10,000), at second 5 we sell 60 at 10,020 (mid 10,005), at
 * second 8 a taker order sells the other 40 at 9,980 (mid 9,985). One lot-tick is 0.001.
 */
const shortLane: LaneStory = {
  fills: [
    { at: 2, lots: 100, ticks: 9_990, mid: 10_000, fee: -0.05, after: [10_001, 10_010, Number.NaN, Number.NaN] },
    { at: 5, lots: -60, ticks: 10_020, mid: 10_005, fee: -0.03, after: [10_000, 10_025.5, Number.NaN, Number.NaN] },
    { at: 8, lots: -40, ticks: 9_980, mid: 9_985, fee: 0.12, taker: true },
  ],
  mids: [10_000, 9_995, 10_000, 10_004, 10_010, 10_000, 9_990, 9_985, 9_985, 9_985],
  fundingPaid: 0.2,
  paused: [0, 1, 1, 3, 2, 0, 0, 0, 0, 0],
  counters: {
    ordersPlaced: 8,
    ordersFilled: 2,
    ordersCancelled: 5,
    ordersRejected: 1,
    ordersLarge: 3,
    forceCloses: 1,
    denied: { reducing: 3 },
  },
};

describe('the metrics of a lane', () => {
  const metrics = measured(shortLane);

  it('split the profit into where it came from', () => {
    // Better than mid by 10 ticks × 100 and 15 × 60, worse by 5 × 40: 1,000 + 900 − 200 lot-ticks = 1.70.
    expect(metrics.spreadProfit).toBeCloseTo(1.7, 9);
    // 100 lots from 10,000 to 10,005, then 40 from 10,005 to 9,985: 500 − 800 lot-ticks = −0.30.
    expect(metrics.inventoryProfit).toBeCloseTo(-0.3, 9);
    expect(metrics.feesPaid).toBeCloseTo(0.12, 9);
    expect(metrics.rebates).toBeCloseTo(0.08, 9);
    expect(metrics.fundingPaid).toBe(0.2);
    // 1.70 − 0.30 − 0.12 + 0.08 − 0.20
    expect(metrics.profit).toBeCloseTo(1.16, 9);
  });

  it('count the trading', () => {
    // 999.0 + 60 lots at 1,002.0 = 601.2 passive, 40 lots at 998.0 = 399.2 aggressive.
    expect(metrics.volume).toBeCloseTo(1_999.4, 9);
    expect(metrics.fills).toBe(3);
    expect(metrics.makerRatio).toBeCloseTo(1_600.2 / 1_999.4, 9);
    expect(metrics.profitPer10k).toBeCloseTo((1.16 / 1_999.4) * 10_000, 9);
    expect(metrics.spreadCapturedBps).toBeCloseTo((1.7 / 1_999.4) * 10_000, 9);
    expect(metrics.fillRate).toBe(0.25);
    expect(metrics.forceCloses).toBe(1);
    expect(metrics.requests).toEqual({ placed: 8, cancelled: 5, rejected: 1, large: 3, denied: { reducing: 3 } });
  });

  it('follow the price after passive fills, in our favour, weighted by size', () => {
    // After 1 s: bought at mid 10,000, now 10,001 (+1 bps, 100 lots); sold at mid 10,005, now 10,000 (+5 ticks, 60
    // lots).
    const sold1 = (5 / 10_005) * 10_000;
    const sold5 = (-20.5 / 10_005) * 10_000;
    expect(metrics.markouts).toEqual([
      { horizonSeconds: 1, meanBps: expect.closeTo((1 * 100 + sold1 * 60) / 160, 9), fills: 2 },
      { horizonSeconds: 5, meanBps: expect.closeTo((10 * 100 + sold5 * 60) / 160, 9), fills: 2 },
      { horizonSeconds: 30, meanBps: null, fills: 0 },
      { horizonSeconds: 60, meanBps: null, fills: 0 },
    ]);
  });

  it('measure the position in time', () => {
    // 100 lots at the ends of seconds 2, 3, 4; 40 lots of 5, 6, 7; nothing from 8 on. A lot at 10,000 ticks is 10.
    const values = [0, 999.5, 1_000, 1_000.4, 400.4, 400, 399.6, 0, 0, 0];
    const mean = values.reduce((a, b) => a + b, 0) / 10;
    expect(metrics.inventory.mean).toBeCloseTo(mean, 9);
    expect(metrics.inventory.meanAbsolute).toBeCloseTo(mean, 9);
    expect(metrics.inventory.final).toBe(0);
    expect(metrics.inventory.max).toBeCloseTo(1_000, 9);
    expect(metrics.inventory.holdingSeconds).toBe(6);
  });

  it('count a held-back side as half of the market making', () => {
    // Sides paused: 1 + 1 + 2 + 1 of 20.
    expect(metrics.pauseShare).toBe(0.25);
  });

  it('give the time without quotes as shares by cause and side', () => {
    const counters = { quoteGaps: { 'side-pause': [1, 4], 'no-level': [0, 2] } } as const;
    expect(measured({ ...shortLane, counters }).quoteGaps).toEqual({
      'side-pause': { bids: 0.1, asks: 0.4 },
      'no-level': { bids: 0, asks: 0.2 },
    });
  });

  it('say that there is nothing to say about a lane without fills', () => {
    expect(measured({ fills: [], mids: [10_000, 10_000] })).toMatchObject({
      profit: 0,
      volume: 0,
      profitPer10k: null,
      makerRatio: null,
      fillRate: null,
      spreadCapturedBps: null,
      sharpe: null,
      inventory: { final: 0, max: 0, mean: 0, holdingSeconds: null },
    });
  });
});

describe('the holding time', () => {
  const hold = (...moves: readonly (readonly [at: number, lots: number])[]): number | null =>
    measured({
      fills: moves.map(([at, lots]) => ({ at, lots, ticks: 10_000, mid: 10_000 })),
      mids: Array.from({ length: 100 }, () => 10_000),
    }).inventory.holdingSeconds;

  it('runs from leaving flat to being flat, however often the position changed in between', () => {
    expect(hold([10, 5], [20, 5], [40, -10])).toBe(30);
    expect(hold([10, 5], [20, -5], [50, -3], [60, 3])).toBe(10);
  });

  it('starts anew when the position changes its side', () => {
    // Long for 20 s, short for 30 s.
    expect(hold([10, 5], [30, -10], [60, 5])).toBe(25);
  });

  it('counts a position that is left at the end up to the end', () => {
    expect(hold([10, 5], [20, -5], [60, 1])).toBe(25);
  });
});

const mids = fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 1, maxLength: 40 });
const story: fc.Arbitrary<LaneStory> = fc
  .record({ mids, fundingPaid: fc.integer({ min: -50, max: 50 }) })
  .chain(({ mids: path, fundingPaid }) =>
    fc
      .array(
        fc.record({
          at: fc.integer({ min: 1, max: path.length }),
          lots: fc.integer({ min: -200, max: 200 }).filter((lots) => lots !== 0),
          ticks: fc.integer({ min: 9_000, max: 11_000 }),
          mid: fc.integer({ min: 9_000, max: 11_000 }),
          fee: fc.integer({ min: -9, max: 9 }),
          taker: fc.boolean(),
        }),
        { maxLength: 12 },
      )
      .map((fills): LaneStory => ({ fills: fills.toSorted((a, b) => a.at - b.at), mids: path, fundingPaid })),
  );

/** Profit of moves of the mid: the lots of each fill, from the mid before it to the last mid. */
function carried(fills: readonly LaneFill[], last: number): number {
  return fills.reduce((sum, fill) => sum + fill.lots * (last - fill.mid) * 0.001, 0);
}

describe('any lane', () => {
  it('has a profit of spread + inventory − fees + rebates − funding', () => {
    fc.assert(
      fc.property(story, (lane) => {
        const m = measured(lane);
        const sum = m.spreadProfit + m.inventoryProfit - m.feesPaid + m.rebates - m.fundingPaid;
        expect(m.profit).toBeCloseTo(sum, 6);
        expect(m.inventoryProfit).toBeCloseTo(carried(lane.fills, lane.mids.at(-1) ?? Number.NaN), 6);
        expect(Math.min(m.feesPaid, m.rebates)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has blocks that sum to its totals, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000 }), fc.integer(), (seconds, seed) => {
        const steps = Array.from({ length: seconds }, (_, i) => ((i * 7_919 + seed) % 13) - 6);
        let profit = 0;
        let volume = 0;
        const samples: LaneSamples = {
          stepUs: 1e6,
          length: seconds,
          profit: Float64Array.from(steps, (step) => (profit += step)),
          inventoryLots: new Int32Array(seconds),
          paused: new Uint8Array(seconds),
          volume: Float64Array.from(steps, (step) => (volume += Math.abs(step))),
          holding: new Float64Array(seconds),
        };
        const blocks = blocksOf(samples);
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        expect([sum(blocks.profit), sum(blocks.volume)]).toEqual([profit, volume]);
        expect(blocks.blockSeconds * blocks.profit.length).toBeCloseTo(seconds, 6);
        // About five minutes each: never less, and never as much as ten once there are two.
        if (seconds >= 300) expect(blocks.blockSeconds).toBeGreaterThanOrEqual(300);
        if (seconds >= 300) expect(blocks.blockSeconds).toBeLessThan(600);
      }),
    );
  });
});

describe('blocks', () => {
  it('are the hour in twelve pieces of five minutes', () => {
    const profit = Float64Array.from({ length: 3_600 }, (_, i) => Math.floor((i + 1) / 300) ** 2);
    const samples = {
      stepUs: 1e6,
      length: 3_600,
      profit,
      volume: profit,
      inventoryLots: new Int32Array(3_600),
      paused: new Uint8Array(3_600),
      holding: Float64Array.from(profit, (value) => value / 2),
    };
    expect(blocksOf(samples)).toEqual({
      blockSeconds: 300,
      // Squares: the differences are the odd numbers.
      profit: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23],
      volume: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23],
      // Each block changes once, in its last minute.
      swings: [1, 9, 25, 49, 81, 121, 169, 225, 289, 361, 441, 529],
      holding: [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5],
    });
  });

  it('count swings minute by minute: what goes and comes back within a minute is none', () => {
    // Up 2 in the first minute, down 3 in the second, still in the third; the fourth goes to 9 and back.
    const at = (second: number): number => (second <= 60 ? second / 30 : Math.max(-1, 2 - (second - 60) / 20));
    const profit = Float64Array.from({ length: 240 }, (_, i) => (i === 200 ? 9 : at(i + 1)));
    const samples = {
      stepUs: 1e6,
      length: 240,
      profit,
      volume: profit,
      inventoryLots: new Int32Array(240),
      paused: new Uint8Array(240),
      holding: new Float64Array(240),
    };
    expect(blocksOf(samples).swings).toEqual([expect.closeTo(4 + 9, 9)]);
  });

  it('are the same however the samples come', () => {
    const steps = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 1_500 });
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(steps, sizes, (changes, parts) => {
        const { length } = changes;
        let sum = 0;
        const profit = Float64Array.from(changes, (change) => (sum += change));
        const samples: LaneSamples = {
          stepUs: 1e6,
          length,
          profit,
          volume: profit.map((value) => 3 * value),
          holding: profit.map((value) => value / 2),
          inventoryLots: new Int32Array(length),
          paused: new Uint8Array(length),
        };
        const cutter = new BlockCutter(length, 1e6);
        for (let from = 0, part = 0; from < length; part++) {
          const to = Math.min(length, from + (parts[part % parts.length] as number));
          const columns = {
            profit: samples.profit.subarray(from, to),
            volume: samples.volume.subarray(from, to),
            holding: samples.holding.subarray(from, to),
          };
          expect(() => cutter.blocks()).toThrow('samples of a lane');
          cutter.add({ ...samples, ...columns, length: to - from });
          from = to;
        }
        expect(cutter.blocks()).toEqual(blocksOf(samples));
        expect(() => cutter.add({ ...samples, length: 1 })).toThrow(RangeError);
      }),
      { numRuns: 50 },
    );
  });

  it('of a session without samples are one empty piece', () => {
    const none = {
      stepUs: 1e6,
      length: 0,
      profit: new Float64Array(),
      volume: new Float64Array(),
      inventoryLots: new Int32Array(),
      paused: new Uint8Array(),
      holding: new Float64Array(),
    };
    expect(blocksOf(none)).toEqual({ blockSeconds: 0, profit: [0], volume: [0], swings: [0], holding: [0] });
  });
});

describe('the drawdown', () => {
  it.each([
    [[1, 3, 2, 5, 1, 4], 4],
    [[-2, -1, -5], 5],
    [[1, 2, 3], 0],
    [[], 0],
  ])('of %j is %d', (profit, drawdown) => {
    expect(maxDrawdown(Float64Array.from(profit))).toBe(drawdown);
  });

  it('is the largest fall between any two moments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 })), (profit) => {
        const path = [0, ...profit];
        const falls = path.flatMap((peak, i) => path.slice(i).map((later) => peak - later));
        expect(maxDrawdown(Float64Array.from(profit))).toBe(Math.max(...falls));
      }),
    );
  });
});

describe('the Sharpe ratio', () => {
  it('is mean over standard deviation of the minutes, times √525,600', () => {
    // Minutes of +1, +2 and +3: mean 2, standard deviation 1.
    const profit = Float64Array.from({ length: 180 }, (_, i) => [1, 3, 6][Math.floor(i / 60)] ?? Number.NaN);
    expect(sharpeRatio(profit, 1e6)).toBeCloseTo(2 * Math.sqrt(525_600), 6);
  });

  it('leaves an unfinished minute out, and is unknown below two minutes or without variation', () => {
    const profit = Float64Array.from({ length: 239 }, (_, i) => [1, 3, 6, 1_000][Math.floor(i / 60)] ?? Number.NaN);
    expect(sharpeRatio(profit, 1e6)).toBeCloseTo(2 * Math.sqrt(525_600), 6);
    expect(sharpeRatio(profit.slice(0, 119), 1e6)).toBeNull();
    expect(sharpeRatio(new Float64Array(600), 1e6)).toBeNull();
  });
});

describe('the pause share', () => {
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[1, 1], 0.5],
    [[2, 2], 0.5],
    [[3, 3], 1],
    [[3, 0, 1, 0], 0.375],
  ])('of %j is %d', (bits, share) => {
    expect(pauseShare(Uint8Array.from(bits))).toBe(share);
  });
});

describe('what the market did', () => {
  it('is its move, its range and its volatility per √minute', () => {
    // Steps of ±1 %, one a second: 100 bps × √60 a minute.
    const facts = marketFacts(Float64Array.of(100, 101, 99.99, 100.9899), 1e6);
    expect(facts.volatilityBps).toBeCloseTo(100 * Math.sqrt(60), 6);
    expect(facts.rangeBps).toBeCloseTo(101, 6);
    expect(facts.moveBps).toBeCloseTo(98.99, 6);
  });

  it('does not take the bounce between bid and ask for movement', () => {
    // Ten minutes of 1 s steps up and down, and 1 % up at the end of every other minute.
    const mids = Float64Array.from({ length: 601 }, (_, i) => 100 + (i % 2) * 0.5 + (Math.floor(i / 60) % 2));
    expect(marketFacts(mids, 1e6).volatilityBps).toBeCloseTo(100, 0);
  });

  it('has the median distance of best bid and best ask', () => {
    // 10, 20, 40 and 30 bps; one moment without a two-sided book.
    const mids = Float64Array.of(1000, 1000, 1000, 1000, 1000);
    const spreads = Float64Array.of(1, 2, Number.NaN, 4, 3);
    expect(marketFacts(mids, 1e6, spreads).spreadBps).toBeCloseTo(25, 9);
    expect(marketFacts(mids, 1e6, spreads.fill(Number.NaN))).not.toHaveProperty('spreadBps');
  });

  it('leaves out where there was no market', () => {
    expect(marketFacts(Float64Array.of(Number.NaN, 100, Number.NaN, 102), 60e6)).toEqual({
      volatilityBps: expect.closeTo(200, 9),
      rangeBps: expect.closeTo(200, 9),
      moveBps: expect.closeTo(200, 9),
    });
    expect(marketFacts(Float64Array.of(Number.NaN), 1e6)).toEqual({ volatilityBps: 0, rangeBps: 0, moveBps: 0 });
  });
});
