import { describe, expect, it } from 'vitest';
import { aGrid, flat } from '../../testing/grid.ts';

/** Eleven samples that end `bps` away from where they began: the whole move comes with the last. */
function jump(bps: number): number[] {
  return [...flat(10_000, 10), 10_000 + bps];
}

describe('the pause on a trend', () => {
  const pausing = { pauseOnTrend: true, rocPauseBps: 2, gridResetBps: 100 };

  it('holds sells back in an uptrend and buys in a downtrend', () => {
    const up = aGrid(pausing).path(0, jump(3)).at(-1);
    expect(up).toMatchObject({ asks: [], paused: ['asks'] });
    expect(up?.bids.length).toBe(1);
    const down = aGrid(pausing).path(0, jump(-3)).at(-1);
    expect(down).toMatchObject({ bids: [], paused: ['bids'] });
    expect(down?.asks.length).toBe(1);
  });

  it('needs a change beyond the threshold over ten seconds', () => {
    expect(aGrid(pausing).path(0, jump(2)).at(-1)?.paused).toEqual([]);
    expect(aGrid(pausing).path(0, jump(2.5)).at(-1)?.paused).toEqual(['asks']);
    // Nine steps seen: too few for a rate of change over ten.
    expect(
      aGrid(pausing)
        .path(0, [...flat(10_000, 9), 10_050])
        .at(-1)?.paused,
    ).toEqual([]);
  });

  it('is off unless asked for', () => {
    expect(
      aGrid({ ...pausing, pauseOnTrend: false })
        .path(0, jump(50))
        .at(-1)?.paused,
    ).toEqual([]);
  });

  it('without a minimum lasts exactly as long as the rate of change', () => {
    const grid = aGrid(pausing);
    grid.path(0, jump(3));
    // The move at second 10 is in the rate of change until second 19 and has left it at second 20.
    const paused = grid.path(11, flat(10_003, 12)).map((wanted) => wanted.paused.length);
    expect(paused).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('lasts no longer with a minimum of one second, and longer with two', () => {
    const pausedAfter = (pauseSeconds: number): number[] => {
      const grid = aGrid({ ...pausing, pauseSeconds });
      grid.path(0, jump(3));
      return grid.path(11, flat(10_003, 12)).map((wanted) => wanted.paused.length);
    };
    expect(pausedAfter(1)).toEqual(pausedAfter(0));
    // Called for last at second 19: until before second 21.
    expect(pausedAfter(2).lastIndexOf(1) + 11).toBe(20);
  });

  it('holds between two samples too', () => {
    const grid = aGrid(pausing);
    grid.path(0, jump(3));
    expect(grid.at(10.3, { mid: 10_000 }).paused).toEqual(['asks']);
    expect(grid.at(10.9, { mid: 10_000 }).paused).toEqual(['asks']);
  });

  it('lasts for its minimum after the last time that it was called for', () => {
    const grid = aGrid({ ...pausing, pauseSeconds: 30 });
    grid.path(0, jump(3));
    // Called for from second 10 to 19: it ends 30 s after the last call, before second 49.
    const paused = grid.path(11, flat(10_003, 40)).map((wanted) => wanted.paused.length === 1);
    expect(paused.lastIndexOf(true) + 11).toBe(48);
    expect(paused.indexOf(false) + 11).toBe(49);
  });

  it('is prolonged by a new move and can hold both sides', () => {
    const grid = aGrid({ ...pausing, pauseSeconds: 30 });
    grid.path(0, jump(3));
    grid.path(11, flat(10_003, 25));
    const down = grid.path(36, flat(9_990, 2));
    expect(down.at(-1)).toMatchObject({ bids: [], asks: [], paused: ['bids', 'asks'] });
  });

  it('keeps the grid in place: the side comes back at the same prices', () => {
    const grid = aGrid(pausing);
    grid.path(0, jump(3));
    grid.path(11, flat(10_003, 9));
    expect(grid.at(20, { mid: 10_003 }).asks).toEqual([[10_010, 10]]);
  });

  it('takes one sample a second, however often the grid is asked', () => {
    const grid = aGrid(pausing);
    for (let second = 0; second < 5; second += 0.1) grid.at(second, { mid: 10_000 });
    // Five samples so far; asked every second, the eleventh comes at second 10.
    expect(grid.path(5, [...flat(10_000, 5), 10_010]).map((wanted) => wanted.paused.length)).toEqual([
      0, 0, 0, 0, 0, 1,
    ]);
  });
});

describe('the force close', () => {
  const closing = { forceCloseOnTrend: true, forceCloseBps: 5, forceClosePausedBps: 8, gridResetBps: 100 };
  /** Five samples at 10,000, then five higher: the trend is the difference in bps. */
  const trend = (bps: number): number[] => [...flat(10_000, 5), ...flat(10_000 + bps, 5)];

  it('sells a long into a downtrend and buys a short back in an uptrend', () => {
    expect(aGrid(closing).path(0, trend(-6), { inventory: 7 }).at(-1)).toEqual({
      bids: [],
      asks: [],
      take: -7,
      paused: [],
    });
    expect(aGrid(closing).path(0, trend(6), { inventory: -7 }).at(-1)).toEqual({
      bids: [],
      asks: [],
      take: 7,
      paused: [],
    });
  });

  it('leaves a position alone that the trend favours, and a trend that stays within the threshold', () => {
    expect(aGrid(closing).path(0, trend(50), { inventory: 7 }).at(-1)?.take).toBe(0);
    expect(aGrid(closing).path(0, trend(-50), { inventory: -7 }).at(-1)?.take).toBe(0);
    expect(aGrid(closing).path(0, trend(-5), { inventory: 7 }).at(-1)?.take).toBe(0);
    expect(aGrid(closing).path(0, trend(-50)).at(-1)?.take).toBe(0);
    expect(
      aGrid({ ...closing, forceCloseOnTrend: false })
        .path(0, trend(-50), { inventory: 7 })
        .at(-1)?.take,
    ).toBe(0);
  });

  it('waits for ten samples', () => {
    expect(aGrid(closing).path(0, trend(-50).slice(0, 9), { inventory: 7 }).at(-1)?.take).toBe(0);
  });

  it('has its own threshold while a side is paused', () => {
    const both = { ...closing, pauseOnTrend: true, rocPauseBps: 2 };
    const before = flat(10_000, 5);
    // Ten steps back from the eleventh sample the mid was 10,000: the buys pause, the trend of 7 bps is below 8.
    const mild = [...before, ...flat(10_000, 1), ...flat(9_993, 5)];
    expect(aGrid(both).path(0, mild, { inventory: 7 }).at(-1)).toMatchObject({ take: 0, paused: ['bids'] });
    expect(
      aGrid({ ...both, pauseOnTrend: false })
        .path(0, mild, { inventory: 7 })
        .at(-1)?.take,
    ).toBe(-7);
    const strong = [...before, ...flat(10_000, 1), ...flat(9_991, 5)];
    expect(aGrid(both).path(0, strong, { inventory: 7 }).at(-1)?.take).toBe(-7);
  });

  it('places the grid anew afterwards', () => {
    const grid = aGrid(closing);
    grid.path(0, trend(-10), { inventory: 7 });
    expect(grid.at(10, { mid: 9_990 }).asks).toEqual([[10_000, 10]]);
  });
});

describe('the stop loss', () => {
  it('closes the position at a loss of its share of the capital, and stays stopped', () => {
    const grid = aGrid({ stopLossPct: 2 });
    expect(grid.at(0, { mid: 10_000, inventory: 5, profit: -19.99 }).take).toBe(0);
    expect(grid.at(1, { mid: 10_000, inventory: 5, profit: -20 })).toEqual({
      bids: [],
      asks: [],
      take: -5,
      paused: [],
    });
    // What did not fill is asked for again; a recovery does not bring the quotes back.
    expect(grid.at(2, { mid: 10_000, inventory: -2, profit: 5 })).toEqual({ bids: [], asks: [], take: 2, paused: [] });
    expect(grid.at(3, { mid: 10_000 })).toEqual({ bids: [], asks: [], take: 0, paused: [] });
  });

  it('is forgotten by a reset alone', () => {
    const grid = aGrid({ stopLossPct: 2 });
    grid.at(0, { mid: 10_000, profit: -20 });
    grid.reset();
    expect(grid.at(0, { mid: 10_000 }).bids.length).toBe(1);
  });
});

describe('a reset', () => {
  it('makes the next session independent of the one before', () => {
    const busy = { pauseOnTrend: true, pauseSeconds: 60, volatilityMultiplier: 2, forceCloseOnTrend: true, levels: 3 };
    const session = [...jump(40), ...flat(10_020, 10), ...jump(-25)];
    const grid = aGrid(busy);
    const first = grid.path(0, session, { inventory: 20 });
    grid.reset();
    expect(grid.path(0, session, { inventory: 20 })).toEqual(first);
  });
});
