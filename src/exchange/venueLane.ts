/**
 * One lane whose orders are at a venue. It sees the market of the replay as every lane does, and hears of its orders what it is told:
 * by the venue while the session runs, or from the record of that when the session is verified. The same news at the same moments
 * gives the same decisions.
 */

import type { Instrument } from '../market/instrument.ts';
import { BID, type BookSide } from '../market/tape.ts';
import { Account } from './account.ts';
import { Executions } from './executions.ts';
import { NO_ORDER, SLOTS_PER_SIDE } from './ownOrders.ts';
import type { ReplayLane, ReplayView } from './replayView.ts';
import { Response, type Trader } from './trader.ts';

/** A slot is side × 32 + place, side 0 for bids. */
export interface ToldFill {
  /** −1 where its order is no longer in a slot. */
  readonly slot: number;
  /** Number of the order within its lane; −1 where it is not known. */
  readonly order: number;
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly lots: number;
  /** Quote currency, as the venue says; negative is received. */
  readonly fee: number;
}

/** What a trader is told of its orders at one moment. All but `atUs` may be left out. */
export interface Told {
  /** µs since the start of the session; later than anything that was told or done before. */
  readonly atUs: number;
  /** Slots whose orders now rest. */
  readonly accepted?: readonly number[];
  /** Slots whose orders the venue has refused. They have ended. */
  readonly rejected?: readonly number[];
  /** Slots whose orders are no more. */
  readonly ended?: readonly number[];
  /** Slots whose cancels were answered. */
  readonly cancelAnswered?: readonly number[];
  readonly fills?: readonly ToldFill[];
  /** The position at the beginning, lots; long positive. In the first news only. */
  readonly position?: number;
}

/** An order of a decision. */
export interface SentOrder {
  readonly slot: number;
  readonly order: number;
  readonly priceTicks: number;
  readonly lots: number;
}

/** Where the decisions of the lane go. */
export interface OrderDesk {
  /**
   * @param localUs time of the decision
   * @param cancel slots whose orders are wanted no more
   * @param takeLots to take from the book at once, to shrink the position; buys positive, 0 for none
   */
  send(localUs: number, place: readonly SentOrder[], cancel: readonly number[], takeLots: number): void;
}

export interface VenueTrader extends Trader {
  /** A position that was there before, lots; long positive. It counts from the price of now. */
  onPosition(lots: number, priceTicks: number): void;
}

export class VenueLane implements ReplayLane {
  readonly executions: Executions = new Executions();
  readonly account: Account;
  trader: VenueTrader;
  /** Not counted: the market is the real one. */
  readonly largeOrders = 0;
  readonly idleFloors: Int32Array;

  readonly #venue: ReplayView;
  readonly #lane: number;
  readonly #desk: OrderDesk;
  readonly #ticks = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #lots = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #orderNumber = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly #told: Told[] = [];
  readonly #draft = new Response();

  constructor(venue: ReplayView, instrument: Instrument, desk: OrderDesk, trader: (lane: VenueLane) => VenueTrader) {
    this.#venue = venue;
    this.#lane = venue.laneCount;
    this.#desk = desk;
    this.account = new Account(instrument);
    this.idleFloors = venue.idleFloors.subarray(2 * this.#lane, 2 * this.#lane + 2);
    // It has no orders in the book of the replay: no row can reach one.
    venue.ownBests.fill(NO_ORDER, 2 * this.#lane, 2 * this.#lane + 2);
    this.trader = trader(this);
    this.#schedule();
  }

  /** Hands on what is to be told. News come in the order of their times. @throws RangeError for news of a moment that has passed */
  tell(told: Told): void {
    const before = this.#told.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY;
    if (told.atUs < before) throw new RangeError(`news of ${told.atUs} µs come after those of ${before} µs`);
    this.#told.push(told);
    this.#schedule();
  }

  /** When the next news are due, µs; Infinity for none. */
  get nextToldUs(): number {
    return this.#told[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  profit(): number {
    return this.account.profitAt(this.#venue.midTicks);
  }

  write(slot: number, priceTicks: number, lots: number, orderNumber: number): void {
    this.#ticks[slot] = priceTicks;
    this.#lots[slot] = lots;
    this.#orderNumber[slot] = orderNumber;
  }

  priceTicks(slot: number): number {
    return this.#ticks[slot] as number;
  }

  send(localUs: number, place: Int32Array, cancel: Int32Array, takeLots: number): void {
    const orders = slotsOf(place).map((slot) => ({
      slot,
      order: this.#orderNumber[slot] as number,
      priceTicks: this.#ticks[slot] as number,
      lots: this.#lots[slot] as number,
    }));
    this.#desk.send(localUs, orders, slotsOf(cancel), takeLots);
  }

  wake(): void {
    const venue = this.#venue;
    for (;;) {
      const toldUs = this.nextToldUs;
      const nextUs = Math.min(toldUs, this.trader.nextTimerUs);
      if (nextUs >= venue.wakeUntilUs) {
        venue.wakesUs[this.#lane] = nextUs;
        return;
      }
      venue.nowUs = nextUs;
      if (nextUs === toldUs) this.#hear(this.#told.shift() as Told);
      else this.trader.onTimer();
    }
  }

  fund(markTicks: number, rate: number): void {
    this.account.fund(markTicks, rate);
    this.trader.onFunding(this.account.fundingPaid);
    this.#schedule();
  }

  wakeEarly(): void {
    this.trader.wakeEarly();
    this.#schedule();
  }

  reset(): void {}

  depth(): void {}

  trade(): boolean {
    return false;
  }

  cross(): boolean {
    return false;
  }

  #hear(told: Told): void {
    const response = this.#draft;
    response.clear();
    response.timeUs = told.atUs;
    response.localUs = told.atUs;
    if (told.position !== undefined && told.position !== 0) {
      this.account.begin(told.position, this.#venue.midTicks);
      this.trader.onPosition(told.position, this.#venue.midTicks);
    }
    mark(response.accepted, told.accepted);
    mark(response.rejected, told.rejected);
    mark(response.ended, told.rejected);
    mark(response.ended, told.ended);
    mark(response.cancelAnswered, told.cancelAnswered);
    response.fillsFrom = this.executions.length;
    for (const fill of told.fills ?? []) this.#execute(fill);
    response.fillsTo = this.executions.length;
    this.trader.onResponse(response);
  }

  #execute({ slot, order, side, priceTicks, lots, fee }: ToldFill): void {
    this.account.book(side, priceTicks, lots, fee);
    const log = this.executions;
    const i = log.add();
    log.timeUs[i] = this.#venue.nowUs;
    log.order[i] = order;
    log.side[i] = side;
    log.priceTicks[i] = priceTicks;
    log.lots[i] = lots;
    log.maker[i] = 1;
    log.fee[i] = fee;
    log.midTicks[i] = this.#venue.midBeforeTicks;
    log.inventoryLots[i] = this.account.inventoryLots;
    log.slot[i] = slot;
  }

  #schedule(): void {
    this.#venue.wakesUs[this.#lane] = Math.min(this.nextToldUs, this.trader.nextTimerUs);
  }
}

function slotsOf(masks: Int32Array): number[] {
  const slots: number[] = [];
  for (let side = 0; side < 2; side++) {
    for (let mask = masks[side] as number; mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      slots.push(side * SLOTS_PER_SIDE + i);
    }
  }
  return slots;
}

function mark(masks: Int32Array, slots: readonly number[] = []): void {
  for (const slot of slots) {
    const side = slot < SLOTS_PER_SIDE ? BID : 1;
    masks[side] = (masks[side] as number) | (1 << (slot & 31));
  }
}
