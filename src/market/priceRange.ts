/** Which prices of a tape matter to anybody: the window that a compiled tape keeps. */

import { ASK, BEST, DEPTH, type Tape, TRADE } from './tape.ts';
import { TapeError } from './tapeError.ts';

/** Share of the price range kept beyond the lowest and highest trade. */
const WINDOW_MARGIN = 0.05;

/** The lowest and highest price index that a compiled tape keeps, in ticks. */
export interface PriceWindow {
  readonly low: number;
  readonly high: number;
}

/** Widest window that is replayed: beyond it a single wild price, not the market, has made it so wide. */
const MOST_PRICES = 8_000_000;

/**
 * The range of prices that mattered, gathered piece by piece: every trade, and every touch. A bid row is never far above
 * the best ask, so the highest bid row is where the touch went at its highest, and the lowest ask row at its lowest; how
 * deep a book reaches does not count.
 */
export class PriceRange {
  #rows = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #anywhere = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

  add({ length, kind, side, priceTicks, size }: Pick<Tape, 'length' | 'kind' | 'side' | 'priceTicks' | 'size'>): void {
    this.#rows += length;
    const anywhere = this.#anywhere;
    let low = this.#low;
    let high = this.#high;
    for (let i = 0; i < length; i++) {
      const what = kind[i];
      const ticks = priceTicks[i] as number;
      if (what !== TRADE && what !== DEPTH && what !== BEST) continue;
      if (ticks < anywhere.low) anywhere.low = ticks;
      if (ticks > anywhere.high) anywhere.high = ticks;
      if (ticks >= low && ticks <= high) continue;
      // A removed level says where the touch was, not where it is.
      if (what !== TRADE && size[i] === 0) continue;
      if (ticks < low && (what === TRADE || side[i] === ASK)) low = ticks;
      if (ticks > high && (what === TRADE || side[i] !== ASK)) high = ticks;
    }
    this.#low = low;
    this.#high = high;
  }

  /** @throws TapeError when there were no rows or no prices, or the prices lie too far apart */
  window(symbol: string): PriceWindow {
    if (this.#rows === 0) throw new TapeError(`the tape of ${symbol} is empty: it has no rows to replay`);
    if (this.#anywhere.low > this.#anywhere.high)
      throw new TapeError(`the tape of ${symbol} holds neither trades nor prices`);
    // A tape of one side alone has no touch; its levels are all there is.
    const { low, high } = this.#low <= this.#high ? { low: this.#low, high: this.#high } : this.#anywhere;
    const margin = Math.ceil(Math.max(Math.abs(low), Math.abs(high)) * WINDOW_MARGIN) + 2;
    if (high - low + 2 * margin > MOST_PRICES) {
      throw new TapeError(
        `the tape of ${symbol} runs from ${low} to ${high} ticks, more than ${MOST_PRICES} prices: one of them is wrong, or the tick too fine`,
      );
    }
    return { low: low - margin, high: high + margin };
  }
}
