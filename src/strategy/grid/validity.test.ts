/** What a grid says about how long its sheet stands, held against asking it all the same. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bought, roundInstrument, sold } from '../../testing/grid.ts';
import { defaultParameters } from '../parameters.ts';
import { QuoteSheet } from '../quoteSheet.ts';
import type { MarketView, OwnFill } from '../strategy.ts';
import { grid } from './grid.ts';
import { gridParameters } from './parameters.ts';

/** A decision: how far mid has moved, and what was filled of the best quotes before it. */
const moment = fc.record({
  seconds: fc.constantFrom(0.1, 0.3, 1, 7),
  move: fc.integer({ min: -12, max: 12 }),
  width: fc.constantFrom(2, 4, 30),
  fill: fc.constantFrom(undefined, undefined, 'bid', 'ask'),
});

/** A later view: how far into the corridor of time and prices. */
const later = fc.record({
  time: fc.double({ min: 0, max: 0.999, noNaN: true }),
  bid: fc.double({ min: 0, max: 1, noNaN: true }),
  ask: fc.double({ min: 0, max: 1, noNaN: true }),
  profit: fc.constantFrom(0.001, 5, 1e6),
});

function fillsOf(sheet: QuoteSheet, fill: 'bid' | 'ask' | undefined): OwnFill[] {
  if (fill === 'bid' && sheet.bidCount > 0) return [bought(sheet.bidTicks[0] ?? 0, sheet.bidLots[0] ?? 0)];
  if (fill === 'ask' && sheet.askCount > 0) return [sold(sheet.askTicks[0] ?? 0, sheet.askLots[0] ?? 0)];
  return [];
}

describe('a grid', () => {
  it('leaves its sheet as it is while it has said that it stands', () => {
    let corridors = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(moment, later), { minLength: 1, maxLength: 40 }),
        fc.record({
          levels: fc.constantFrom(1, 4),
          gridResetBps: fc.constantFrom(5, 50),
          inventoryLimitPct: fc.constantFrom(20, 50),
          pauseOnTrend: fc.boolean(),
          pauseSeconds: fc.constantFrom(0, 3),
          forceCloseOnTrend: fc.boolean(),
        }),
        (moments, changes) => {
          const parameters = { ...defaultParameters(gridParameters), spreadBps: 5, orderSizeUsd: 100, ...changes };
          const strategy = grid.create(parameters, { instrument: roundInstrument, capital: 1_000 });
          strategy.reset();
          const sheet = new QuoteSheet();
          const ask = (view: MarketView): void => {
            sheet.validity.end();
            strategy.quote(view, sheet);
          };
          let mid = 10_000;
          let timeUs = 0;
          let inventoryLots = 0;
          for (const [{ seconds, move, width, fill }, { time, bid, ask: to, profit }] of moments) {
            timeUs += seconds * 1e6;
            mid += move;
            const fills = fillsOf(sheet, fill);
            for (const { side, lots } of fills) inventoryLots += side === 0 ? lots : -lots;
            const best = {
              bestBidTicks: mid - width / 2,
              bestAskTicks: mid + width / 2,
              bestBidLots: 5,
              bestAskLots: 5,
            };
            ask({ timeUs, ...best, inventoryLots, profit: 0, fills });
            const { untilUs, lowTicks, highTicks, profitAbove } = sheet.validity;
            const low = Math.max(Math.ceil(lowTicks), mid - 300);
            const high = Math.min(Math.floor(highTicks), mid + 300);
            if (untilUs <= timeUs || high <= low) continue;
            corridors++;
            const { revision } = sheet;
            // A grid that asks nothing of the market's way may stand for good.
            timeUs += Math.floor(Math.min(untilUs - timeUs, 60e6) * time);
            const bestBidTicks = low + Math.floor((high - low - 1) * bid);
            const bestAskTicks = bestBidTicks + 1 + Math.floor((high - bestBidTicks - 1) * to);
            const moved = { ...best, bestBidTicks, bestAskTicks, bestBidLots: 1, inventoryLots, fills: [] };
            ask({ timeUs, ...moved, profit: profitAbove + profit });
            expect([sheet.revision, sheet.takeLots]).toEqual([revision, 0]);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(corridors).toBeGreaterThan(1_000);
  });

  it('that has stopped or closes its position says nothing', () => {
    const parameters = { ...defaultParameters(gridParameters), stopLossPct: 1 };
    const strategy = grid.create(parameters, { instrument: roundInstrument, capital: 1_000 });
    strategy.reset();
    const sheet = new QuoteSheet();
    const view = { timeUs: 0, bestBidTicks: 9_999, bestAskTicks: 10_001, bestBidLots: 5, bestAskLots: 5, fills: [] };
    strategy.quote({ ...view, inventoryLots: 10, profit: -10 }, sheet);
    expect([sheet.takeLots, sheet.validity.untilUs]).toEqual([-10, Number.NEGATIVE_INFINITY]);
  });
});
