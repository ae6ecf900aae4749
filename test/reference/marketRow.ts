/** Test support: a tape as a list of objects, for the simple implementations. */

import {
  ASK,
  BEST,
  BID,
  CLOCK,
  DELAY,
  DEPTH,
  FUNDING,
  FUNDING_RATE_SCALE,
  RESET,
  type Tape,
  TRADE,
} from '../../src/market/tape.ts';

export type Side = 'buy' | 'sell';

export type MarketRow =
  | {
      readonly what: 'depth' | 'best';
      readonly timeUs: number;
      readonly book: Side;
      readonly ticks: number;
      readonly lots: number;
    }
  | {
      readonly what: 'trade';
      readonly timeUs: number;
      readonly hit: Side;
      readonly ticks: number;
      readonly lots: number;
    }
  | { readonly what: 'reset' | 'clock'; readonly timeUs: number }
  | { readonly what: 'delay'; readonly timeUs: number; readonly delayUs: number }
  | { readonly what: 'funding'; readonly timeUs: number; readonly markTicks: number; readonly rate: number };

/** `book` and `hit` name the side by its resting orders: `buy` for bids. */
export function marketRows(tape: Tape): MarketRow[] {
  return Array.from({ length: tape.length }, (_, i): MarketRow => {
    const timeUs = tape.timeUs[i] ?? Number.NaN;
    const side: Side = tape.side[i] === BID ? 'buy' : 'sell';
    const ticks = tape.priceTicks[i] ?? Number.NaN;
    const lots = tape.size[i] ?? Number.NaN;
    if (tape.side[i] !== BID && tape.side[i] !== ASK) throw new Error(`row ${i} has no side`);
    if (tape.kind[i] === DEPTH) return { what: 'depth', timeUs, book: side, ticks, lots };
    if (tape.kind[i] === BEST) return { what: 'best', timeUs, book: side, ticks, lots };
    if (tape.kind[i] === TRADE) return { what: 'trade', timeUs, hit: side, ticks, lots };
    if (tape.kind[i] === FUNDING) return { what: 'funding', timeUs, markTicks: ticks, rate: lots / FUNDING_RATE_SCALE };
    if (tape.kind[i] === RESET) return { what: 'reset', timeUs };
    if (tape.kind[i] === CLOCK) return { what: 'clock', timeUs };
    if (tape.kind[i] === DELAY) return { what: 'delay', timeUs, delayUs: lots };
    throw new Error(`row ${i} is of no kind`);
  });
}
