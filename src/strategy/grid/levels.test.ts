import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aGrid, bought, flat, roundInstrument, sold } from '../../testing/grid.ts';

/** Lots so small that every order of the properties has a size. */
const penny = { ...roundInstrument, lotSize: 1e-6, minNotional: 0 };

describe('levels of the grid', () => {
  it('stand at mid × (1 ∓ i × spread), each of the full size', () => {
    // 10 bps of 10,000 ticks are 10 ticks; 100 at 10 a lot are 10 lots.
    expect(aGrid({ levels: 3 }).at(0, { mid: 10_000 })).toEqual({
      bids: [
        [9_990, 10],
        [9_980, 10],
        [9_970, 10],
      ],
      asks: [
        [10_010, 10],
        [10_020, 10],
        [10_030, 10],
      ],
      take: 0,
      paused: [],
    });
  });

  it('are rounded away from the market', () => {
    // 10,000.5 × 0.999 = 9,990.4995 and 10,000.5 × 1.001 = 10,010.5005.
    const { bids, asks } = aGrid().at(0, { mid: 10_000.5, width: 1 });
    expect([bids, asks]).toEqual([[[9_990, 9]], [[10_011, 9]]]);
  });

  it('that fall on a tick stay on it', () => {
    // 11 × 1 bps of 10,000 are 11 ticks; in binary 1 + 11 × 0.0001 is a hair more.
    const { bids, asks } = aGrid({ spreadBps: 1, levels: 11 }).at(0, { mid: 10_000, width: 1 });
    expect([bids[10]?.[0], asks[10]?.[0]]).toEqual([9_989, 10_011]);
  });

  it('are those of exact arithmetic for any mid and spread', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20_000, max: 4_000_000 }),
        fc.integer({ min: 1, max: 200 }),
        (halfTicks, tenthsOfBps) => {
          const grid = aGrid({ spreadBps: tenthsOfBps / 10, levels: 15, orderSizeUsd: 1_000 }, { instrument: penny });
          const { bids, asks } = grid.at(0, { mid: halfTicks / 2, width: halfTicks % 2 === 0 ? 2 : 1 });
          // At a huge mid the market's own width is below any spread of the grid that is tested here.
          if ((halfTicks % 2 === 0 ? 2 : 1) / (halfTicks / 2) > tenthsOfBps / 100_000) return;
          for (let i = 1; i <= 15; i++) {
            const below = BigInt(halfTicks) * BigInt(100_000 - i * tenthsOfBps);
            const above = BigInt(halfTicks) * BigInt(100_000 + i * tenthsOfBps);
            expect(bids[i - 1]?.[0]).toBe(Number(below / 200_000n));
            expect(asks[i - 1]?.[0]).toBe(Number((above + 199_999n) / 200_000n));
          }
        },
      ),
    );
  });

  it('are not quoted when their size is below the smallest order', () => {
    // 10 at 10.1 a lot is less than one lot.
    expect(aGrid({ orderSizeUsd: 10 }).at(0, { mid: 10_100 })).toMatchObject({ bids: [], asks: [] });
  });
});

describe('the spread', () => {
  it('is never less than the market spread plus the buffer', () => {
    // The market is 40 ticks = 40 bps wide; with 5 bps of buffer the first level is 45 bps away.
    const { bids, asks } = aGrid({ spreadBufferBps: 5 }).at(0, { mid: 10_000, width: 40 });
    expect([bids[0]?.[0], asks[0]?.[0]]).toEqual([9_955, 10_045]);
  });

  it('is its own when the market is tighter', () => {
    const { bids } = aGrid({ spreadBufferBps: 5 }).at(0, { mid: 10_000, width: 4 });
    expect(bids[0]?.[0]).toBe(9_990);
  });

  it('grows by the multiplied mean absolute return', () => {
    // Thirty returns of 0 and one look later a step of 1 %: the mean over the newest thirty returns is 100 / 30 bps.
    const grid = aGrid({ volatilityMultiplier: 3, gridResetBps: 100 });
    grid.path(0, flat(10_000, 30));
    const { bids, asks } = grid.at(30, { mid: 10_100 });
    // 10 + 3 × 3.333 = 20 bps of 10,100 ticks are 20.2 ticks.
    expect([bids[0]?.[0], asks[0]?.[0]]).toEqual([10_079, 10_121]);
  });

  it('ignores volatility at a multiplier of zero', () => {
    const grid = aGrid({ volatilityMultiplier: 0, gridResetBps: 100 });
    grid.path(0, flat(10_000, 30));
    // 10.1 ticks of spread.
    expect(grid.at(30, { mid: 10_100 }).bids[0]?.[0]).toBe(10_089);
  });
});

describe('the grid stays where it was placed', () => {
  it('until mid has moved by the reset distance from its centre', () => {
    const grid = aGrid({ gridResetBps: 25 });
    grid.at(0, { mid: 10_000 });
    expect(grid.at(1, { mid: 10_024.5, width: 1 }).bids).toEqual([[9_990, 10]]);
    expect(grid.at(2, { mid: 9_976 }).asks).toEqual([[10_010, 10]]);
    // 25 of 10,000 are 25 bps: the grid is placed around 10,025.
    expect(grid.at(3, { mid: 10_025 }).asks).toEqual([[10_036, 9]]);
    // From there, 10,000 is 24.94 bps away.
    expect(grid.at(4, { mid: 10_000 }).asks).toEqual([[10_036, 9]]);
  });

  it('but leaves out what the market has run over, and only for so long', () => {
    const grid = aGrid({ levels: 2, gridResetBps: 100 });
    grid.at(0, { mid: 10_000 });
    // The best ask is at 9,986: a bid at 9,990 would cross it.
    expect(grid.at(1, { mid: 9_985 })).toMatchObject({
      bids: [[9_980, 10]],
      asks: [
        [10_010, 10],
        [10_020, 10],
      ],
    });
    expect(grid.at(2, { mid: 10_019 })).toMatchObject({
      bids: [
        [9_990, 10],
        [9_980, 10],
      ],
      asks: [[10_020, 10]],
    });
    expect(grid.at(3, { mid: 10_000 }).asks.length).toBe(2);
  });

  it('and a filled level stays empty until the grid is placed anew', () => {
    const grid = aGrid({ levels: 2, gridResetBps: 25, recentreInventoryPct: 100 });
    grid.at(0, { mid: 10_000 });
    const after = grid.at(0.4, { mid: 9_991, inventory: 10, fills: [bought(9_990, 10)] });
    expect(after.bids).toEqual([[9_980, 10]]);
    expect(after.asks).toEqual([
      [10_010, 10],
      [10_020, 10],
    ]);
    expect(grid.at(60, { mid: 10_000, inventory: 10 }).bids).toEqual([[9_980, 10]]);
    expect(grid.at(61, { mid: 9_975, inventory: 10 }).bids.length).toBe(2);
  });

  it('and a partly filled level keeps what is left', () => {
    const grid = aGrid({ levels: 2 });
    grid.at(0, { mid: 10_000 });
    expect(grid.at(1, { mid: 10_000, inventory: -3, fills: [sold(10_010, 3)] }).asks).toEqual([
      [10_010, 7],
      [10_020, 10],
    ]);
    const pieces = [sold(10_010, 4), sold(10_020, 1)];
    expect(grid.at(2, { mid: 10_000, inventory: -8, fills: pieces }).asks).toEqual([
      [10_010, 3],
      [10_020, 9],
    ]);
    expect(grid.at(3, { mid: 10_000, inventory: -11, fills: [sold(10_010, 3)] }).asks).toEqual([[10_020, 9]]);
  });

  it('and a fill of an order of an earlier grid takes nothing from this one', () => {
    const grid = aGrid({ gridResetBps: 25 });
    grid.at(0, { mid: 10_000 });
    grid.at(1, { mid: 10_100 });
    expect(grid.at(1.2, { mid: 10_100, inventory: 10, fills: [bought(9_990, 10)] }).bids).toEqual([[10_089, 9]]);
  });
});

describe('the position', () => {
  it('places the grid anew after a fill that leaves it beyond the share of the limit', () => {
    // The limit is 1,000: 60 lots at 10 are 60 %, which is not beyond it; 61 lots are.
    const grid = aGrid();
    grid.at(0, { mid: 10_000 });
    expect(grid.at(1, { mid: 10_000, inventory: 60, fills: [bought(9_990, 10)] }).bids).toEqual([]);
    expect(grid.at(2, { mid: 10_000, inventory: 61, fills: [bought(9_980, 1)] }).bids).toEqual([[9_990, 10]]);
  });

  it('alone, without a fill, does not', () => {
    const grid = aGrid();
    grid.at(0, { mid: 10_000, inventory: 70 });
    expect(grid.at(1, { mid: 10_010, inventory: 99 }).bids).toEqual([[9_990, 10]]);
  });

  it('at the limit cancels the side that would grow it, and only that', () => {
    const grid = aGrid();
    expect(grid.at(0, { mid: 10_000, inventory: 99 }).bids).toEqual([[9_990, 10]]);
    expect(grid.at(1, { mid: 10_000, inventory: 100 })).toMatchObject({ bids: [], asks: [[10_010, 10]], paused: [] });
    expect(grid.at(2, { mid: 10_000, inventory: -100 })).toMatchObject({ bids: [[9_990, 10]], asks: [] });
    expect(grid.at(3, { mid: 10_000, inventory: 99 }).bids).toEqual([[9_990, 10]]);
  });

  it('is held against a share of the capital', () => {
    const grid = aGrid({ inventoryLimitPct: 20 });
    expect(grid.at(0, { mid: 10_000, inventory: 19 }).bids.length).toBe(1);
    expect(grid.at(1, { mid: 10_000, inventory: 20 }).bids).toEqual([]);
  });

  it('shrinks the orders that would grow it in steps on the way to the limit', () => {
    const sizes = (inventory: number): [number | undefined, number | undefined] => {
      const { bids, asks } = aGrid({ inventorySkewSteps: 5 }).at(0, { mid: 10_000, inventory });
      return [bids[0]?.[1], asks[0]?.[1]];
    };
    // Five steps of 20 lots each: the buys of a long shrink by a fifth at every whole step, the sells stay.
    expect(sizes(0)).toEqual([10, 10]);
    expect(sizes(19)).toEqual([10, 10]);
    expect(sizes(20)).toEqual([8, 10]);
    expect(sizes(59)).toEqual([6, 10]);
    expect(sizes(60)).toEqual([4, 10]);
    expect(sizes(80)).toEqual([2, 10]);
    expect(sizes(-40)).toEqual([10, 6]);
  });

  it('leaves the orders whole without skew steps, and with one', () => {
    const bids = (inventorySkewSteps: number, inventory: number) =>
      aGrid({ inventorySkewSteps }).at(0, { mid: 10_000, inventory }).bids;
    for (const inventory of [0, 50, 99]) {
      expect(bids(0, inventory)).toEqual([[9_990, 10]]);
      expect(bids(1, inventory)).toEqual([[9_990, 10]]);
    }
    expect([bids(0, 100), bids(1, 100)]).toEqual([[], []]);
    // Two steps are the fewest that shrink anything: from half of the limit on.
    expect([bids(2, 49), bids(2, 50)]).toEqual([[[9_990, 10]], [[9_990, 5]]]);
  });
});
