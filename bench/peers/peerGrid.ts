/**
 * The strategy of the comparison with hftbacktest, as plain as its own examples: levels at whole multiples of an interval on both
 * sides of a centre, a filled level empty until the centre moves, and none on a side that would grow the position beyond a bound. `hftbacktestGrid.py` is the same strategy.
 *
 * hftbacktest's loop asks at every step of its clock and at no other moment. This package asks after own fills too: then the
 * strategy here takes the filled orders off its sheet and leaves everything else to the next step.
 */

import { BID } from '../../src/market/tape.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import type { QuoteSheet } from '../../src/strategy/quoteSheet.ts';
import type { MarketView, OwnFill, Strategy, StrategyKind } from '../../src/strategy/strategy.ts';

/** Time between two decisions, µs. */
export const STEP_US = 100_000;

/** How late the market is seen, µs. */
export const FEED_US = 10_000;

/** Prices and sizes in ticks and lots, so that no rounding differs. */
export interface PeerGridParameters {
  /** Distance of the first level from the centre of the grid. */
  readonly halfTicks: number;
  readonly intervalTicks: number;
  readonly levels: number;
  /** The mid becomes the centre where it has moved away from it by so much; at 0 it always is. */
  readonly resetTicks: number;
  readonly lots: number;
  /** Position from which on a side that would grow it has no quotes. */
  readonly mostLots: number;
}

class PeerGrid implements Strategy {
  readonly #p: PeerGridParameters;
  #centreTicks = Number.NaN;
  /** Prices of levels that were filled since the grid has this centre: they stay empty. */
  readonly #filledTicks = new Set<number>();

  constructor(parameters: PeerGridParameters) {
    this.#p = parameters;
  }

  reset(): void {
    this.#centreTicks = Number.NaN;
    this.#filledTicks.clear();
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    for (const { priceTicks } of view.fills) this.#filledTicks.add(priceTicks);
    if ((view.timeUs + FEED_US) % STEP_US !== 0) {
      takeOff(view.fills, sheet);
      return;
    }
    const { halfTicks, intervalTicks, levels, resetTicks, lots, mostLots } = this.#p;
    const midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    if (!(Math.abs(midTicks - this.#centreTicks) < resetTicks)) {
      this.#centreTicks = midTicks;
      this.#filledTicks.clear();
    }
    const bid = Math.floor((this.#centreTicks - halfTicks) / intervalTicks);
    const ask = Math.ceil((this.#centreTicks + halfTicks) / intervalTicks);
    sheet.clear();
    if (view.inventoryLots < mostLots) {
      for (let i = 0; i < levels; i++) {
        if (!this.#filledTicks.has((bid - i) * intervalTicks)) sheet.bid((bid - i) * intervalTicks, lots);
      }
    }
    if (view.inventoryLots > -mostLots) {
      for (let i = 0; i < levels; i++) {
        if (!this.#filledTicks.has((ask + i) * intervalTicks)) sheet.ask((ask + i) * intervalTicks, lots);
      }
    }
    // All stays the same for every mid between these two. The best bid is below the mid, and the best ask above.
    const { validity } = sheet;
    if (resetTicks > 0) {
      validity.lowTicks = this.#centreTicks - resetTicks;
      validity.highTicks = this.#centreTicks + resetTicks;
    } else {
      validity.lowTicks = Math.max(bid * intervalTicks + halfTicks, (ask - 1) * intervalTicks - halfTicks);
      validity.highTicks = Math.min((bid + 1) * intervalTicks + halfTicks, ask * intervalTicks - halfTicks);
    }
    validity.profitAbove = Number.NEGATIVE_INFINITY;
    validity.untilUs = Number.POSITIVE_INFINITY;
  }
}

/** Without the quotes that the fills were of. It promises nothing: the next step decides anew. */
function takeOff(fills: readonly OwnFill[], sheet: QuoteSheet): void {
  const filled = (side: number, ticks: number): boolean =>
    fills.some((fill) => (fill.side === BID ? 0 : 1) === side && fill.priceTicks === ticks);
  const bids = [...sheet.bidTicks.subarray(0, sheet.bidCount)].map((ticks, i) => [ticks, sheet.bidLots[i]] as const);
  const asks = [...sheet.askTicks.subarray(0, sheet.askCount)].map((ticks, i) => [ticks, sheet.askLots[i]] as const);
  sheet.clear();
  for (const [ticks, lots] of bids) if (!filled(0, ticks)) sheet.bid(ticks, lots as number);
  for (const [ticks, lots] of asks) if (!filled(1, ticks)) sheet.ask(ticks, lots as number);
}

export const peerGrid: StrategyKind = {
  name: 'peer-grid',
  summary: 'Levels at whole multiples of an interval around mid, as in the examples of hftbacktest.',
  parameters: {},
  exposure: () => undefined,
  create: (parameters) => new PeerGrid(gridParametersOf(parameters)),
};

function gridParametersOf(parameters: Parameters): PeerGridParameters {
  const value = (name: keyof PeerGridParameters): number => Number(parameters[name]);
  return {
    halfTicks: value('halfTicks'),
    intervalTicks: value('intervalTicks'),
    levels: value('levels'),
    resetTicks: value('resetTicks'),
    lots: value('lots'),
    mostLots: value('mostLots'),
  };
}
