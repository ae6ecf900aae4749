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
  /** First levels, in intervals. */
  #bid = 0;
  #ask = 0;
  /** Levels that were filled since the grid has this centre, as masks: they stay empty. */
  #filledBids = 0;
  #filledAsks = 0;
  /** Levels on the sheet, as masks, and the sheet's revision then. */
  #bids = 0;
  #asks = 0;
  #revision = -1;

  constructor(parameters: PeerGridParameters) {
    this.#p = parameters;
  }

  reset(): void {
    this.#centreTicks = Number.NaN;
    this.#filledBids = 0;
    this.#filledAsks = 0;
    this.#revision = -1;
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    if (view.fills.length > 0) {
      for (const fill of view.fills) this.#takeOut(fill);
      if ((view.timeUs + FEED_US) % STEP_US !== 0) {
        // Between two steps: no level comes back, and nothing is promised.
        this.#write(this.#bids & ~this.#filledBids, this.#asks & ~this.#filledAsks, sheet);
        return;
      }
    }
    const { halfTicks, intervalTicks, levels, resetTicks, mostLots } = this.#p;
    const midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    if (!(Math.abs(midTicks - this.#centreTicks) < resetTicks)) this.#place(midTicks);
    const whole = (1 << levels) - 1;
    const bids = view.inventoryLots < mostLots ? whole & ~this.#filledBids : 0;
    const asks = view.inventoryLots > -mostLots ? whole & ~this.#filledAsks : 0;
    this.#write(bids, asks, sheet);
    // All stays the same for every mid between these two. The best bid is below the mid, and the best ask above.
    const { validity } = sheet;
    if (resetTicks > 0) {
      validity.lowTicks = this.#centreTicks - resetTicks;
      validity.highTicks = this.#centreTicks + resetTicks;
    } else {
      const [bid, ask] = [this.#bid, this.#ask];
      validity.lowTicks = Math.max(bid * intervalTicks + halfTicks, (ask - 1) * intervalTicks - halfTicks);
      validity.highTicks = Math.min((bid + 1) * intervalTicks + halfTicks, ask * intervalTicks - halfTicks);
    }
    validity.profitAbove = Number.NEGATIVE_INFINITY;
    validity.untilUs = Number.POSITIVE_INFINITY;
  }

  #place(midTicks: number): void {
    const { halfTicks, intervalTicks } = this.#p;
    const bid = Math.floor((midTicks - halfTicks) / intervalTicks);
    const ask = Math.ceil((midTicks + halfTicks) / intervalTicks);
    if (bid !== this.#bid || ask !== this.#ask) this.#revision = -1;
    this.#centreTicks = midTicks;
    this.#bid = bid;
    this.#ask = ask;
    this.#filledBids = 0;
    this.#filledAsks = 0;
  }

  #takeOut({ side, priceTicks }: OwnFill): void {
    const price = priceTicks / this.#p.intervalTicks;
    const level = side === BID ? this.#bid - price : price - this.#ask;
    if (level < 0 || level >= this.#p.levels) return;
    if (side === BID) this.#filledBids |= 1 << level;
    else this.#filledAsks |= 1 << level;
  }

  #write(bids: number, asks: number, sheet: QuoteSheet): void {
    if (bids === this.#bids && asks === this.#asks && sheet.revision === this.#revision) return;
    const { intervalTicks, levels, lots } = this.#p;
    sheet.clear();
    for (let i = 0; i < levels; i++) {
      if ((bids & (1 << i)) !== 0) sheet.bid((this.#bid - i) * intervalTicks, lots);
      if ((asks & (1 << i)) !== 0) sheet.ask((this.#ask + i) * intervalTicks, lots);
    }
    this.#bids = bids;
    this.#asks = asks;
    this.#revision = sheet.revision;
  }
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
