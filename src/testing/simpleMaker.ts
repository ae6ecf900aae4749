/** Test support: a maker without any skill, to measure what resting in a market costs. */

import { ASK, BEST, BID, DEPTH, type Tape, TRADE } from '../market/tape.ts';
import { WatchedBook } from './watchedBook.ts';

export const HORIZONS_SECONDS: readonly number[] = [1, 5, 30, 60];
const DISTANCES_BPS: readonly number[] = [0.5, 1.5, 2.5];

export interface SimpleFill {
  readonly timeUs: number;
  /** +1 bought, −1 sold. */
  readonly sign: number;
  readonly distanceBps: number;
  readonly priceTicks: number;
  /** Mid before the first row of the instant in which the fill happened. */
  readonly midBeforeTicks: number;
  /** Mid change after the fill in bps, signed in the maker's favour, one per horizon. */
  readonly markoutsBps: readonly number[];
}

/** The parts of a book that the maker needs. */
export interface SeenBook {
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly mid: number;
  /** Row `i`; rows come in order. */
  apply(i: number): void;
}

/**
 * Each second: cancel everything, rest one order on each side at each distance from the mid. An order fills when a trade
 * prints beyond it or the opposite best reaches it. Fills too late for the longest horizon are left out. `book` is a fresh one of this
 * tape: that of a recording may cross.
 */
export function simpleMakerFills(tape: Tape, book: SeenBook = new WatchedBook(tape)): SimpleFill[] {
  const midTimeUs: number[] = [];
  const mids: number[] = [];
  const open: { timeUs: number; sign: number; distanceBps: number; priceTicks: number; midBeforeTicks: number }[] = [];
  const buys: number[] = DISTANCES_BPS.map(() => 0);
  const sells: number[] = DISTANCES_BPS.map(() => Number.POSITIVE_INFINITY);
  let nextSampleUs = 1e6;
  let i = 0;
  while (i < tape.length) {
    const now = tape.timeUs[i] as number;
    const midBefore = mids.at(-1) ?? 0;
    if (now >= nextSampleUs) {
      for (let k = 0; k < DISTANCES_BPS.length; k++) {
        const offset = midBefore * (DISTANCES_BPS[k] as number) * 1e-4;
        buys[k] = Math.floor(midBefore - offset);
        sells[k] = Math.ceil(midBefore + offset);
      }
      while (nextSampleUs <= now) nextSampleUs += 1e6;
    }
    for (; i < tape.length && tape.timeUs[i] === now; i++) {
      book.apply(i);
      if (now < 1e6) continue;
      const depth = tape.kind[i] === DEPTH || tape.kind[i] === BEST;
      const print = tape.kind[i] === TRADE;
      const price = tape.priceTicks[i] as number;
      for (let k = 0; k < DISTANCES_BPS.length; k++) {
        const distanceBps = DISTANCES_BPS[k] as number;
        const buy = buys[k] as number;
        const sell = sells[k] as number;
        const bought =
          (print && tape.side[i] === BID && price < buy) || (depth && tape.side[i] === ASK && book.bestAsk <= buy);
        const sold =
          (print && tape.side[i] === ASK && price > sell) || (depth && tape.side[i] === BID && book.bestBid >= sell);
        if (bought) {
          open.push({ timeUs: now, sign: 1, distanceBps, priceTicks: buy, midBeforeTicks: midBefore });
          buys[k] = 0;
        }
        if (sold) {
          open.push({ timeUs: now, sign: -1, distanceBps, priceTicks: sell, midBeforeTicks: midBefore });
          sells[k] = Number.POSITIVE_INFINITY;
        }
      }
    }
    if (book.mid !== midBefore) {
      midTimeUs.push(now);
      mids.push(book.mid);
    }
  }
  const endUs = tape.timeUs[tape.length - 1] as number;
  const longest = Math.max(...HORIZONS_SECONDS) * 1e6;
  const pointers = HORIZONS_SECONDS.map(() => 0);
  return open
    .filter((fill) => fill.timeUs + longest <= endUs)
    .map((fill) => ({
      ...fill,
      markoutsBps: HORIZONS_SECONDS.map((seconds, h) => {
        const at = fill.timeUs + seconds * 1e6;
        let p = pointers[h] as number;
        while (p + 1 < midTimeUs.length && (midTimeUs[p + 1] as number) <= at) p++;
        pointers[h] = p;
        return ((fill.sign * ((mids[p] as number) - fill.midBeforeTicks)) / fill.midBeforeTicks) * 1e4;
      }),
    }));
}
