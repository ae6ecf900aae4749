/**
 * What is known of own orders, from the own-event tape alone. An order whose answer was lost stays live: it takes its slot and counts
 * in every limit until the venue has said what became of it. Orders that have ended are kept until no fill of theirs can come.
 */

import type { Fill, NewOrder } from './gateway.ts';
import type { OwnEvent } from './ownEvents.ts';

export type OrderStatus =
  /** Sent, no answer yet. */
  | 'sending'
  /** The answer was lost: the venue has to be asked. */
  | 'unresolved'
  | 'open'
  | 'ended';

export interface OwnOrder extends NewOrder {
  status: OrderStatus;
  venueId: string | null;
  /** When it left, on the clock of the tape; minus infinity where an earlier run of the program sent it. */
  readonly sentMs: number;
  /** Until when the venue takes it, ms since 1970. */
  readonly untilWallMs: number;
  /** A cancel is under way. */
  isCancelling: boolean;
  filledLots: number;
  /** Filled lots that the venue told of when it ended; null where it did not. */
  toldFilledLots: number | null;
  /** When anything about it was last told, on the clock of the tape. */
  changedMs: number;
}

export class Outbox {
  readonly #orders = new Map<string, OwnOrder>();
  readonly #byVenueId = new Map<string, string>();
  readonly #live = new Set<OwnOrder>();
  /** The one that ended first is first. */
  readonly #ended = new Set<OwnOrder>();
  #lastRun: number | null = null;

  get lastRun(): number | null {
    return this.#lastRun;
  }

  /** Orders that are or may be at the venue. */
  get live(): readonly OwnOrder[] {
    return [...this.#live];
  }

  /** Own orders that the venue says were filled further than the fills that are known: fills are missing. */
  get missingLots(): number {
    let lots = 0;
    for (const { toldFilledLots, filledLots } of this.#orders.values())
      lots += Math.max(0, (toldFilledLots ?? 0) - filledLots);
    return lots;
  }

  /** Orders that are known, ended ones too. */
  get size(): number {
    return this.#orders.size;
  }

  /**
   * Orders that ended before, and of which all fills are known.
   * @param beforeMs on the clock of the tape
   */
  endedBefore(beforeMs: number): readonly string[] {
    const found: string[] = [];
    for (const { clientId, changedMs, toldFilledLots, filledLots } of this.#ended) {
      if (changedMs >= beforeMs) break;
      if ((toldFilledLots ?? 0) <= filledLots) found.push(clientId);
    }
    return found;
  }

  get(clientId: string): OwnOrder | undefined {
    return this.#orders.get(clientId);
  }

  /** The own order that a fill is of; undefined for a fill of somebody else's. */
  ownerOf({ clientId, venueId }: Pick<Fill, 'clientId' | 'venueId'>): OwnOrder | undefined {
    return this.#orders.get(clientId ?? this.#byVenueId.get(venueId) ?? '');
  }

  apply(event: OwnEvent): void {
    switch (event.type) {
      case 'run':
        this.#lastRun = event.run;
        // The answers of the last run are gone with it.
        for (const order of this.#live) {
          if (order.status === 'sending') order.status = 'unresolved';
          order.isCancelling = false;
        }
        return;
      case 'sending':
        for (const order of event.orders) this.#send(order, event.untilWallMs, event.atMs);
        return;
      case 'accepted':
        this.#change(event.clientId, event.atMs, (order) => {
          order.venueId = event.venueId;
          this.#byVenueId.set(event.venueId, event.clientId);
          // A stream may have told of its end before the answer came.
          if (order.status !== 'ended') order.status = 'open';
          this.#endIfFilled(order);
        });
        return;
      case 'unresolved':
        this.#change(event.clientId, event.atMs, (order) => {
          if (order.status === 'sending') order.status = 'unresolved';
        });
        return;
      case 'rejected':
        this.#change(event.clientId, event.atMs, (order) => this.#end(order));
        return;
      case 'cancelling':
        for (const id of event.clientIds) this.#change(id, event.atMs, (order) => (order.isCancelling = true));
        return;
      case 'cancelAnswered':
        this.#change(event.clientId, event.atMs, (order) => {
          order.isCancelling = false;
          if (event.answer === 'cancelled') this.#end(order);
          // It is filled, gone, or was not there yet, or the answer was lost: the venue has to be asked.
          else if (event.answer !== 'limited' && order.status === 'open') order.status = 'unresolved';
        });
        return;
      case 'ended':
        this.#change(event.clientId, event.atMs, (order) => {
          order.toldFilledLots = event.filledLots ?? order.toldFilledLots;
          this.#end(order);
        });
        return;
      case 'forgotten':
        for (const clientId of event.clientIds) this.#forget(clientId);
        return;
      case 'fill': {
        const order = this.ownerOf(event.fill);
        if (order === undefined) return;
        order.filledLots += event.fill.lots;
        order.changedMs = event.atMs;
        if (order.venueId === null) {
          order.venueId = event.fill.venueId;
          this.#byVenueId.set(event.fill.venueId, order.clientId);
        }
        this.#endIfFilled(order);
        return;
      }
      default:
      // The rest is not of one order.
    }
  }

  #send(order: NewOrder, untilWallMs: number, atMs: number): void {
    if (this.#orders.has(order.clientId)) throw new Error(`the client id ${order.clientId} was used before`);
    const own: OwnOrder = {
      ...order,
      sentMs: atMs,
      untilWallMs,
      status: 'sending',
      venueId: null,
      isCancelling: false,
      filledLots: 0,
      toldFilledLots: null,
      changedMs: atMs,
    };
    this.#orders.set(order.clientId, own);
    this.#live.add(own);
  }

  #forget(clientId: string): void {
    const order = this.#orders.get(clientId);
    if (order === undefined) return;
    this.#ended.delete(order);
    this.#orders.delete(clientId);
    if (order.venueId !== null) this.#byVenueId.delete(order.venueId);
  }

  #change(clientId: string, atMs: number, change: (order: OwnOrder) => void): void {
    const order = this.#orders.get(clientId);
    if (order === undefined) return;
    order.changedMs = atMs;
    change(order);
  }

  #endIfFilled(order: OwnOrder): void {
    if (order.filledLots >= order.lots) this.#end(order);
  }

  #end(order: OwnOrder): void {
    order.status = 'ended';
    order.isCancelling = false;
    this.#live.delete(order);
    this.#ended.add(order);
  }
}
