/** The inner loop of a replay, which takes most of its time: goes over rows that matter to no lane. Written for speed. */

/** Rows that are compared one by one before the search makes larger steps. */
const NEAR_ROWS = 32;

/**
 * Applies rows that matter to no lane and returns the index of the first that does, or `stop`. Where the market has gone beyond
 * an order of a lane without filling it whole, every row that crosses it matters to that lane, also one that is not the best.
 */
export function scan(
  code: Int32Array,
  lots: Int32Array,
  levels: Int32Array,
  best: Int32Array,
  ownBest: Int32Array,
  from: number,
  stop: number,
): number {
  const ownBid = ownBest[0] as number;
  const ownAsk = ownBest[1] as number;
  const bestBid = Math.min(best[0] as number, -1 - ownAsk);
  const bestAsk = Math.min(best[1] as number, -1 - ownBid);
  for (let i = from; i < stop; i++) {
    const c = code[i] as number;
    const level = c >> 2;
    // 0 for bids, −1 for asks; sides are chosen by masks, since no processor can predict a branch on them.
    const mirror = -(level & 1);
    const x = ((level >> 1) ^ mirror) - mirror;
    if ((c & 1) !== 0) {
      if (x <= (ownBid ^ ((ownBid ^ ownAsk) & mirror))) return i;
      continue;
    }
    if ((levels[level] as number) < 0 || x + ((c >> 1) & 1) > (bestBid ^ ((bestBid ^ bestAsk) & mirror))) return i;
    levels[level] = lots[i] as number;
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
