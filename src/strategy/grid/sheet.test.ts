import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aGrid, bought, sold, type Wanted } from '../../testing/grid.ts';

/** A second of a market: mid and width in ticks, and what was filled of our own. */
const moment = fc.record({
  mid: fc.integer({ min: 9_900, max: 10_100 }),
  width: fc.constantFrom(2, 4, 40),
  inventory: fc.constantFrom(0, 0, 0, 10, -10, 60, -60),
  fill: fc.constantFrom(undefined, undefined, undefined, 'best bid', 'best ask'),
});

describe('the sheet of a grid', () => {
  it('says the same whether it is left alone between calls or cleared before each', () => {
    fc.assert(
      fc.property(
        fc.array(moment, { minLength: 1, maxLength: 40 }),
        fc.record({ levels: fc.constantFrom(1, 3), pauseOnTrend: fc.boolean(), forceCloseOnTrend: fc.boolean() }),
        (moments, features) => {
          const changes = { ...features, spreadBps: 10, gridResetBps: 50, inventoryLimitPct: 50 };
          const kept = aGrid(changes);
          const cleared = aGrid(changes, {}, true);
          let before: Wanted | undefined;
          moments.forEach(({ mid, width, inventory, fill }, second) => {
            const [bid] = before?.bids ?? [];
            const [ask] = before?.asks ?? [];
            const fills = [
              ...(fill === 'best bid' && bid !== undefined ? [bought(bid[0], Math.ceil(bid[1] / 2))] : []),
              ...(fill === 'best ask' && ask !== undefined ? [sold(ask[0], ask[1])] : []),
            ];
            const look = { mid, width, inventory, fills };
            const wanted = kept.at(second, look);
            expect(wanted).toEqual(cleared.at(second, look));
            before = wanted;
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
