/**
 * The window of prices that a compiled tape keeps. Of a tape that is known whole it is what the market touched and a margin;
 * of one that still grows it is wide enough for what may come.
 */

import { ASK, BEST, DEPTH, type PriceWindow, type TapeColumns, TRADE } from './tape.ts';
import { TapeError } from './tapeError.ts';

/** Share of the highest price that is kept beyond the lowest and the highest price that the market touched. */
const WINDOW_MARGIN = 0.05;

/** Widest window that is replayed: a wider one comes from a single wrong price, not from the market. */
export const MOST_PRICES = 8_000_000;

/** How far a market may move from its first price while its tape grows, as a share of that price. */
const GROWING_SHARE = 0.5;

/**
 * The window of a tape that still grows: half of the first price on either side, at most {@link MOST_PRICES} in all. What it
 * costs is little, since a book keeps the prices at which something is quoted (levelPages.ts). A market that leaves it ends in a TapeError (tapeCompiler.ts); it does not go on with a book cut off.
 * @param firstTicks a price at which the market was when the tape began, such as the mid of its first two-sided book
 */
export function windowAround(firstTicks: number): PriceWindow {
  const middle = Math.round(firstTicks);
  const reach = Math.min(Math.ceil(Math.abs(middle) * GROWING_SHARE) + 2, MOST_PRICES / 2);
  return { low: middle - reach, high: middle + reach };
}

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

  add({ length, kind, side, priceTicks, size }: TapeColumns): void {
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
