/** The inner loop of a replay, which takes most of its time: goes over rows that matter to no lane. Written for speed. */

import { PAGE_BITS } from '../market/levelPages.ts';

/** Rows that are compared one by one before the search makes larger steps. */
const NEAR_ROWS = 32;

/** Bits of a code that say which page its level is in are above these. */
const CODE_BITS = PAGE_BITS + 2;
/** Turns the code of an ask into that of the mirrored price: all bits but the one of `emptied`. */
const MIRRORED = ~2;

/**
 * Applies rows that matter to no lane and returns the index of the first that does, or `stop`. Where the market has gone beyond
 * an order of a lane without filling it whole, every row that crosses it matters to that lane, also one that is not the best.
 * It also stops at levels that have no page yet.
 *
 * Codes (compiledFormat.ts) are compared as they are, those of asks mirrored: of one side, the better a price the larger its code,
 * and at one price the code of a level that is emptied is the larger. So one comparison tells rows beyond the best price, and such
 * as empty it, from all others.
 * @param cells of the levels of the book (levelPages.ts)
 */
export function scan(
  code: Int32Array,
  lots: Int32Array,
  cells: Int32Array,
  best: Int32Array,
  ownBest: Int32Array,
  from: number,
  stop: number,
): number {
  const ownBid = ownBest[0] as number;
  const ownAsk = ownBest[1] as number;
  const bestBid = Math.min(best[0] as number, -1 - ownAsk);
  const bestAsk = Math.min(best[1] as number, -1 - ownBid);
  // The largest code that does not matter. The mirrored code of an ask of index p has the price bits of −1 − p.
  const bidCode = (bestBid << 3) | 1;
  const askCode = ((bestAsk - 1) << 3) | 1;
  for (let i = from; i < stop; i++) {
    const c = code[i] as number;
    // 0 for bids, −1 for asks; sides are chosen by masks, since no processor can predict a branch on them.
    const mirror = (c << 29) >> 31;
    if ((c & 1) !== 0) {
      if (((c >> 3) ^ mirror) - mirror <= (ownBid ^ ((ownBid ^ ownAsk) & mirror))) return i;
      continue;
    }
    const cell = ((c >> 2) + (cells[c >> CODE_BITS] as number)) | 0;
    if ((cells[cell] as number) < 0 || (c ^ (MIRRORED & mirror)) > (bidCode ^ ((bidCode ^ askCode) & mirror))) return i;
    cells[cell] = lots[i] as number;
  }
  return stop;
}

/** First index in [from, to) whose time is after the moment in a cell; `to` if none. The answer is usually near. */
export function firstAfter(times: Float64Array, momentUs: Float64Array, from: number, to: number): number {
  const timeUs = momentUs[0] as number;
  // Step by step as long as a search would take anyway: its turns cannot be predicted, these can.
  const near = Math.min(to, from + NEAR_ROWS);
  let low = from;
  while (low < near && (times[low] as number) <= timeUs) low++;
  if (low < near || low === to) return low;
  let step = NEAR_ROWS;
  while (low + step < to && (times[low + step] as number) <= timeUs) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, to);
  low--;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= timeUs) low = middle;
    else high = middle;
  }
  return high;
}
