import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { lotsOf } from '../fields/ticksAndLots.ts';
import type { ImportLog } from '../import/importLog.ts';
import type { TapeGrid } from '../import/importResult.ts';
import { type TakeLevel, VisibleLevels } from '../rows/visibleLevels.ts';
import { DELETION, EXECUTION, type LobsterMessage, PARTIAL_CANCEL, readSnapshot, SUBMISSION } from './lobsterLine.ts';

/** Turns the messages of a day into changes of the levels of the book. */
export interface LobsterLevels {
  /** Applies a message; `snapshot` is its line of the orderbook file. Throws a {@link MalformedLineError}, having changed nothing. */
  take(message: LobsterMessage, snapshot: string | undefined, change: TakeLevel): void;
  /** Gives all levels of the book again. */
  restate(change: TakeLevel): void;
}

/** Levels as the orderbook file shows them after each message. */
export class LevelsFromSnapshots implements LobsterLevels {
  readonly #grid: TapeGrid;
  #visible: VisibleLevels | undefined;
  #last: string | undefined;

  constructor(grid: TapeGrid) {
    this.#grid = grid;
  }

  take(_message: LobsterMessage, snapshot: string | undefined, change: TakeLevel): void {
    if (snapshot === undefined) throw new MalformedLineError('it has no line in the orderbook file');
    if (snapshot === this.#last) return;
    const { bids, asks, depth } = readSnapshot(snapshot, this.#grid);
    this.#visible ??= new VisibleLevels(depth);
    this.#visible.show(bids, asks, change);
    this.#last = snapshot;
  }

  restate(change: TakeLevel): void {
    if (this.#last === undefined) return;
    const { bids, asks } = readSnapshot(this.#last, this.#grid);
    this.#visible?.forget();
    this.#visible?.show(bids, asks, change);
  }
}

interface Order {
  readonly side: BookSide;
  readonly priceTicks: number;
  shares: number;
}

/**
 * Levels as the sum of the orders that were submitted in the message file. Earlier orders are unknown: their
 * changes are counted and change no level, so the book is incomplete at first.
 */
export class LevelsFromOrders implements LobsterLevels {
  readonly #grid: TapeGrid;
  readonly #log: ImportLog;
  readonly #orders = new Map<string, Order>();
  /** Shares by price, of the bids and of the asks. */
  readonly #shares: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];

  constructor(grid: TapeGrid, log: ImportLog) {
    this.#grid = grid;
    this.#log = log;
  }

  take(message: LobsterMessage, _snapshot: string | undefined, change: TakeLevel): void {
    const { type, orderId, shares } = message;
    const order = this.#orders.get(orderId);
    if (type === SUBMISSION) {
      if (order !== undefined) throw new MalformedLineError(`order ${orderId} is submitted twice`);
      this.#orders.set(orderId, { side: message.side, priceTicks: message.priceTicks, shares });
      this.#add(message, shares, change);
    } else if (type === PARTIAL_CANCEL || type === DELETION || type === EXECUTION) {
      if (order === undefined) {
        this.#log.drop('changes of orders from before the file');
        return;
      }
      if (order.side !== message.side || order.priceTicks !== message.priceTicks || shares > order.shares) {
        throw new MalformedLineError(`order ${orderId} is not of that side, price and size`);
      }
      order.shares -= shares;
      if (order.shares === 0) this.#orders.delete(orderId);
      this.#add(message, -shares, change);
    }
  }

  restate(change: TakeLevel): void {
    for (const side of [BID, ASK] as const) {
      for (const [ticks, shares] of this.#shares[side]) change(side, ticks, lotsOf(shares, this.#grid));
    }
  }

  #add({ side, priceTicks }: LobsterMessage, shares: number, change: TakeLevel): void {
    const levels = this.#shares[side];
    const now = (levels.get(priceTicks) ?? 0) + shares;
    if (now === 0) levels.delete(priceTicks);
    else levels.set(priceTicks, now);
    change(side, priceTicks, lotsOf(now, this.#grid));
  }
}
