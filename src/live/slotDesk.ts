/**
 * Between the lane of a version, which thinks in slots, and the order manager, which keeps what is wanted at the venue: what the lane
 * sends becomes quotes, and what happens to the orders becomes news for its slots.
 */

import type { OrderDesk, SentOrder, Told, ToldFill } from '../exchange/venueLane.ts';
import type { Fill } from '../orders/gateway.ts';
import type { OwnEvent } from '../orders/ownEvents.ts';
import { exactTicks, type PriceGrid, type Side, ticksOf } from '../orders/priceGrid.ts';
import type { Quote } from '../orders/quote.ts';

const SLOTS_PER_SIDE = 32;

/** News without their time. */
export type UntimedTold = Omit<Told, 'atUs'>;

export interface SlotDeskPorts {
  /** Of the venue. */
  readonly grid: PriceGrid;
  /** Of the session, quote currency: it may be coarser than the venue's. */
  readonly tickSize: number;
  /** The orders that are wanted at the venue from now on. */
  readonly want: (quotes: readonly Quote[]) => void;
  /** The version wants to close its position at the market, which no order manager does. */
  readonly cannotTake: (lots: number) => void;
  /** Whether a fill is of an order of ours, of this session or an earlier one. */
  readonly isOwn: (fill: Fill) => boolean;
}

interface Slot extends SentOrder {
  readonly side: Side;
  /** Its price in ticks of the venue. */
  readonly venueTicks: number;
  /** Lots that are not filled. */
  leftLots: number;
  /** The order that is or may be at the venue for it; null between two. */
  clientId: string | null;
  /** With which that order was sent, and what of it was filled. */
  sentLots: number;
  filledLots: number;
  isAccepted: boolean;
  /** The lane wants it no more. */
  isClosing: boolean;
}

export class SlotDesk implements OrderDesk {
  readonly #ports: SlotDeskPorts;
  readonly #slots = new Map<number, Slot>();
  readonly #byClient = new Map<string, Slot>();
  readonly #byVenueId = new Map<string, string>();
  #news: UntimedTold[] = [];

  constructor(ports: SlotDeskPorts) {
    this.#ports = ports;
  }

  send(_: number, place: readonly SentOrder[], cancel: readonly number[], takeLots: number): void {
    for (const number of cancel) {
      const slot = this.#slots.get(number);
      // It has ended, and the lane is about to hear of it.
      if (slot === undefined) this.#news.push({ cancelAnswered: [number] });
      else if (slot.clientId === null) this.#free(slot, { ended: [number], cancelAnswered: [number] });
      else slot.isClosing = true;
    }
    const { grid, tickSize } = this.#ports;
    for (const order of place) {
      const side = order.slot < SLOTS_PER_SIDE ? 'buy' : 'sell';
      this.#slots.set(order.slot, {
        ...order,
        side,
        venueTicks: ticksOf(grid, side, order.priceTicks * tickSize),
        leftLots: order.lots,
        clientId: null,
        sentLots: 0,
        filledLots: 0,
        isAccepted: false,
        isClosing: false,
      });
    }
    this.#want();
    if (takeLots !== 0) this.#ports.cannotTake(takeLots);
  }

  /** Takes what was recorded of the orders. */
  heard(events: readonly OwnEvent[]): void {
    for (const event of events) this.#hear(event);
  }

  /** The news since the last call, in their order. */
  takeNews(): readonly UntimedTold[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  #hear(event: OwnEvent): void {
    switch (event.type) {
      case 'sending':
        for (const { clientId, side, priceTicks, lots } of event.orders) {
          const slot = this.#waitingAt(side, priceTicks, lots);
          if (slot === undefined) continue;
          slot.clientId = clientId;
          slot.sentLots = lots;
          slot.filledLots = 0;
          this.#byClient.set(clientId, slot);
        }
        return;
      case 'accepted': {
        this.#byVenueId.set(event.venueId, event.clientId);
        const slot = this.#holding(event.clientId);
        if (slot === undefined || slot.isAccepted) return;
        slot.isAccepted = true;
        this.#news.push({ accepted: [slot.slot] });
        return;
      }
      case 'rejected': {
        const slot = this.#holding(event.clientId);
        if (slot === undefined) return;
        const isRefusal = event.why === 'post-only' || event.why === 'refused';
        if (isRefusal && !slot.isClosing) this.#free(slot, { rejected: [slot.slot] });
        else this.#ended(slot);
        return;
      }
      case 'cancelAnswered':
        if (event.answer === 'cancelled') this.#ended(this.#holding(event.clientId));
        return;
      case 'ended':
        this.#ended(this.#holding(event.clientId));
        return;
      case 'fill':
        this.#fill(event.fill);
        return;
      default:
    }
  }

  #fill(fill: Fill): void {
    if (!this.#ports.isOwn(fill)) return;
    const clientId = fill.clientId ?? this.#byVenueId.get(fill.venueId) ?? '';
    const slot = this.#byClient.get(clientId);
    const isHolding = slot !== undefined && this.#slots.get(slot.slot) === slot;
    const told: ToldFill = {
      slot: isHolding ? slot.slot : -1,
      order: slot?.order ?? -1,
      side: fill.side === 'buy' ? 0 : 1,
      priceTicks: exactTicks({ tickSize: this.#ports.tickSize }, fill.price),
      lots: fill.lots,
      fee: fill.fee,
    };
    if (slot === undefined || !isHolding) {
      this.#news.push({ fills: [told] });
      return;
    }
    slot.leftLots -= fill.lots;
    if (slot.clientId === clientId) slot.filledLots += fill.lots;
    if (slot.leftLots > 0) {
      this.#news.push({ fills: [told] });
      // An order may be smaller than its quote: filled whole, it has ended, and nobody says so.
      if (slot.clientId === clientId && slot.filledLots >= slot.sentLots) this.#ended(slot);
    } else this.#free(slot, { fills: [told], ended: [slot.slot], ...answered(slot) });
  }

  /** Its order is no more at the venue: a slot that is still wanted gets another. */
  #ended(slot: Slot | undefined): void {
    if (slot === undefined) return;
    slot.clientId = null;
    if (slot.isClosing) this.#free(slot, { ended: [slot.slot], ...answered(slot) });
    else this.#want();
  }

  #free(slot: Slot, told: UntimedTold): void {
    this.#slots.delete(slot.slot);
    this.#news.push(told);
    this.#want();
  }

  #want(): void {
    const wanted = [...this.#slots.values()].filter(({ isClosing }) => !isClosing);
    this.#ports.want(
      wanted.map(({ side, venueTicks, clientId, sentLots, leftLots }) => ({
        side,
        priceTicks: venueTicks,
        lots: clientId === null ? leftLots : sentLots,
      })),
    );
  }

  #holding(clientId: string): Slot | undefined {
    const slot = this.#byClient.get(clientId);
    return slot?.clientId === clientId && this.#slots.get(slot.slot) === slot ? slot : undefined;
  }

  /** The slot that an order is for. In REDUCING an order may be smaller than its quote. */
  #waitingAt(side: Side, priceTicks: number, lots: number): Slot | undefined {
    const waiting = [...this.#slots.values()].filter(
      (slot) => slot.side === side && slot.clientId === null && !slot.isClosing && slot.venueTicks === priceTicks,
    );
    return waiting.find(({ leftLots }) => leftLots === lots) ?? waiting.find(({ leftLots }) => leftLots > lots);
  }
}

function answered({ isClosing, slot }: Slot): Pick<UntimedTold, 'cancelAnswered'> {
  return isClosing ? { cancelAnswered: [slot] } : {};
}
