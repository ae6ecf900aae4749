import { describe, expect, it } from 'vitest';
import { tenthTick } from '../testing/lane.ts';
import { priceMoves } from './priceMoves.ts';

/** A lot at 10,000 ticks is 10. A volatility of 10 bps makes moves of 30 bps: 30 ticks at 10,000. */
function moves(mids: readonly number[], lots: readonly number[], volatilityBps = 10): ReturnType<typeof priceMoves> {
  return priceMoves(Float64Array.from(mids), Int32Array.from(lots), volatilityBps, tenthTick);
}

describe('the position at the end of price moves', () => {
  it('is taken where a rise or a fall turns', () => {
    // Up 50 to 10,050, back by 20 only, on to 10,060; down by 60 to 10,000; up again by 40.
    const mids = [10_000, 10_050, 10_030, 10_060, 10_020, 10_000, 10_010, 10_040];
    const lots = [0, -1, -1, -3, -2, 4, 1, 5];
    // The first rise ends short by 3 lots, the fall long by 4, the last rise at the end of the session long by 5.
    expect(moves(mids, lots)).toEqual({
      leastBps: 30,
      rises: { count: 2, against: 1, meanPosition: expect.closeTo((-3 * 10.06 + 5 * 10.04) / 2, 9) },
      falls: { count: 1, against: 1, meanPosition: expect.closeTo(40, 9) },
    });
  });

  it('is not known where the mid never moved so far, or not at all', () => {
    const none = { count: 0, against: 0, meanPosition: null };
    expect(moves([10_000, 10_029, 10_001], [1, 1, 1])).toEqual({ leastBps: 30, rises: none, falls: none });
    expect(moves([10_000, 10_000], [1, 1], 0)).toEqual({ leastBps: 0, rises: none, falls: none });
  });

  it('leaves out where there was no market', () => {
    const { falls } = moves([Number.NaN, 10_000, Number.NaN, 9_960], [0, 0, 0, 2]);
    expect(falls).toEqual({ count: 1, against: 1, meanPosition: expect.closeTo(2 * 9.96, 9) });
  });
});
