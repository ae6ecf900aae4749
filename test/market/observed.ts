/** Data read from one tape: its book once a second, and its market orders. */

import { type Instrument, notional } from '../../src/market/instrument.ts';
import { ASK, BID, type BookSide, type Tape, TRADE } from '../../src/market/tape.ts';
import { HORIZONS_SECONDS } from '../../src/testing/simpleMaker.ts';
import { ShownBook } from './shownBook.ts';

/** Distances from the mid in bps up to which depth is summed. */
export const DEPTH_BPS: readonly number[] = [1, 2.5, 5, 10];

export interface Order {
  readonly timeUs: number;
  /** +1 bought, −1 sold. */
  readonly sign: number;
  /** Quote currency. */
  readonly value: number;
  readonly trades: number;
  /** Move of the mid from before the order to each of {@link HORIZONS_SECONDS} after it, signed by the order, bps; NaN beyond the tape. */
  readonly responseBps: readonly number[];
}

export interface Observed {
  readonly seconds: number;
  /** Once a second, from the first second of a two-sided book on; ticks. */
  readonly mids: readonly number[];
  readonly spreadsBps: readonly number[];
  /** Mean of both sides at the best price, quote currency, once a second. */
  readonly touchValue: readonly number[];
  /** The same within each of {@link DEPTH_BPS}. */
  readonly depthValue: readonly (readonly number[])[];
  readonly orders: readonly Order[];
}

/** Trades of one time stamp and side count as one order, because venues stamp in milliseconds and print each fill of an order. */
export function observe(tape: Tape, instrument: Instrument): Observed {
  const book = new ShownBook(tape);
  const seen = {
    mids: [] as number[],
    spreadsBps: [] as number[],
    touchValue: [] as number[],
    depthValue: [] as number[][],
  };
  const orders: OpenOrder[] = [];
  const moves: Moves = { timeUs: [], mid: [] };
  let nextUs = 1e6;
  for (let i = 0; i < tape.length; ) {
    const now = tape.timeUs[i] as number;
    for (; nextUs <= now; nextUs += 1e6) {
      if (Number.isNaN(book.mid)) continue;
      const { mid, bestBid, bestAsk } = book;
      const touch = valueAt(book, BID, bestBid, instrument) + valueAt(book, ASK, bestAsk, instrument);
      seen.mids.push(mid);
      seen.spreadsBps.push((1e4 * (bestAsk - bestBid)) / mid);
      seen.touchValue.push(touch / 2);
      seen.depthValue.push(depthOf(book, instrument));
    }
    const midBefore = book.mid;
    for (; i < tape.length && tape.timeUs[i] === now; i++) {
      book.apply(i);
      if (tape.kind[i] !== TRADE || Number.isNaN(midBefore)) continue;
      const value = notional(instrument, tape.priceTicks[i] as number, tape.size[i] as number);
      addTrade(orders, { timeUs: now, sign: tape.side[i] === BID ? -1 : 1, value, trades: 1, midBefore });
    }
    if (!Number.isNaN(book.mid) && book.mid !== moves.mid.at(-1)) {
      moves.timeUs.push(now);
      moves.mid.push(book.mid);
    }
  }
  const endUs = tape.timeUs[tape.length - 1] as number;
  return { ...seen, seconds: seen.mids.length, orders: withResponses(orders, moves, endUs) };
}

type OpenOrder = Omit<Order, 'responseBps'> & { readonly midBefore: number };

/** Every change of the mid. */
interface Moves {
  readonly timeUs: number[];
  readonly mid: number[];
}

function addTrade(orders: OpenOrder[], trade: OpenOrder): void {
  const last = orders.at(-1);
  const millisecond = (timeUs: number): number => Math.floor(timeUs / 1e3);
  if (last !== undefined && last.sign === trade.sign && millisecond(last.timeUs) === millisecond(trade.timeUs)) {
    orders[orders.length - 1] = { ...last, value: last.value + trade.value, trades: last.trades + 1 };
  } else orders.push(trade);
}

function withResponses(orders: readonly OpenOrder[], moves: Moves, endUs: number): Order[] {
  const pointers = HORIZONS_SECONDS.map(() => 0);
  return orders.map(({ midBefore, ...order }) => ({
    ...order,
    responseBps: HORIZONS_SECONDS.map((horizon, h) => {
      const at = order.timeUs + horizon * 1e6;
      if (at > endUs) return Number.NaN;
      let p = pointers[h] as number;
      while (p + 1 < moves.timeUs.length && (moves.timeUs[p + 1] as number) <= at) p++;
      pointers[h] = p;
      return (1e4 * order.sign * ((moves.mid[p] as number) - midBefore)) / midBefore;
    }),
  }));
}

function valueAt(book: ShownBook, side: BookSide, priceTicks: number, instrument: Instrument): number {
  return notional(instrument, priceTicks, book.lots(side, priceTicks));
}

/** Mean of both sides within each of {@link DEPTH_BPS}. */
function depthOf(book: ShownBook, instrument: Instrument): number[] {
  const within = DEPTH_BPS.map(() => 0);
  const farthestTicks = (DEPTH_BPS.at(-1) as number) * book.mid * 1e-4;
  for (const side of [BID, ASK] as const) {
    const step = side === BID ? -1 : 1;
    for (let price = side === BID ? book.bestBid : book.bestAsk; ; price += step) {
      const distanceTicks = Math.abs(price - book.mid);
      if (distanceTicks > farthestTicks) break;
      const value = valueAt(book, side, price, instrument) / 2;
      if (value === 0) continue;
      DEPTH_BPS.forEach((bps, k) => {
        if (distanceTicks <= bps * book.mid * 1e-4) within[k] = (within[k] as number) + value;
      });
    }
  }
  return within;
}
