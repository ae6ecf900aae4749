/**
 * What the order manager needs of a venue: six methods for one instrument of one account. Sizes are whole lots, prices whole ticks
 * (priceGrid.ts), times of the venue ms since 1970.
 */

import { ExplainedError } from '../market/explainedError.ts';
import type { PriceGrid, Side } from './priceGrid.ts';

export interface Gateway {
  readonly venue: string;
  readonly grid: PriceGrid;
  /** Most orders of one request. */
  readonly ordersPerRequest: number;
  /** Why live orders are refused at this venue, one sentence; null where they are not. */
  readonly liveRefusal: string | null;
  /**
   * Places post-only limit orders. It never throws: what is not known is `unresolved`.
   * @param untilWallMs the venue must refuse the orders if they reach it later than this, ms since 1970 by this machine's clock
   * @returns one answer an order, in their order
   */
  place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]>;
  /** Cancels orders by client id. It never throws. @returns one answer an order, in their order */
  cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]>;
  /** The order as the venue knows it; `unknown` where it knows none of this id. @throws GatewayError without a usable answer */
  find(clientId: string): Promise<FoundOrder | 'unknown'>;
  /**
   * Open orders, position, and fills since a time of the venue.
   * @param paymentsSinceVenueMs since when payments of funding are asked for; they are not where it is left out
   * @throws GatewayError without a usable answer
   */
  account(sinceVenueMs: number, paymentsSinceVenueMs?: number): Promise<AccountNow>;
  /** Opens the private stream and keeps it open until the returned function is called. */
  listen(hear: (news: News) => void): () => void;
  /**
   * Has the venue cancel all orders after this time unless it is called again; null takes that back. It concerns orders of other
   * programs and persons too. Returns null, or a sentence that says why the venue cannot do it. @throws GatewayError without an answer
   */
  armDeadMan(afterMs: number | null): Promise<string | null>;
}

/** Takes from the book. The order manager never does; a person closes a position by it. */
export interface Taker {
  /**
   * Takes what the book gives up to a price, and leaves nothing there. The order only shrinks the position. It never throws.
   * @param untilWallMs as of {@link Gateway.place}
   */
  take(order: NewOrder, untilWallMs: number): Promise<PlaceAnswer>;
}

/** Sees and cancels open orders without reading prices, sizes, fills or the position: it works where any of those cannot be read. */
export interface Canceller {
  /** Open orders in the instrument, those of others too. @throws GatewayError without a usable answer */
  openIds(): Promise<readonly OpenId[]>;
  /** It never throws. @returns one answer an order, in their order */
  cancelByVenueId(venueIds: readonly string[]): Promise<readonly CancelAnswer[]>;
}

export interface OpenId {
  readonly venueId: string;
  /** Null where it was placed without one. */
  readonly clientId: string | null;
}

export interface NewOrder {
  readonly clientId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  readonly isReduceOnly: boolean;
}

/** Why a venue rejected an order. docs/refusals.md is written from here. */
export const rejections = {
  'post-only': 'It would have taken from the book.',
  paused: 'The venue takes no orders at the moment: maintenance.',
  clock: 'The clocks differ too much, or the order came too late.',
  refused: 'Anything else: margin, size, permission.',
} as const;

export type RejectReason = keyof typeof rejections;

export type PlaceAnswer =
  | { readonly kind: 'accepted'; readonly venueId: string }
  | { readonly kind: 'rejected'; readonly why: RejectReason; readonly text: string }
  /** The venue was asked too often and has done nothing. */
  | { readonly kind: 'limited'; readonly text: string; readonly waitMs: number }
  /** No answer, or one that says nothing: the order may be at the venue. */
  | { readonly kind: 'unresolved'; readonly text: string };

export type CancelAnswer =
  | { readonly kind: 'cancelled' }
  /** There is no such open order: filled, cancelled, or not there yet. */
  | { readonly kind: 'not-open' }
  | { readonly kind: 'limited'; readonly text: string; readonly waitMs: number }
  | { readonly kind: 'unresolved'; readonly text: string };

export interface FoundOrder {
  readonly venueId: string;
  readonly isOpen: boolean;
  readonly filledLots: number;
  /** The venue's word for its state. */
  readonly status: string;
}

export interface OpenOrder {
  readonly venueId: string;
  /** Null where it was placed without one. */
  readonly clientId: string | null;
  readonly side: Side;
  readonly priceTicks: number;
  readonly leftLots: number;
}

export interface Fill {
  /** Of the venue; the same fill always has the same. */
  readonly tradeId: string;
  readonly venueId: string;
  readonly clientId: string | null;
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  /** Quote currency; negative is received. */
  readonly fee: number;
  readonly venueMs: number;
}

/** A payment of funding for the position in this instrument. */
export interface FundingPayment {
  /** The same payment always has the same. */
  readonly id: string;
  /** Quote currency; positive is received. */
  readonly amount: number;
  readonly venueMs: number;
}

export interface AccountNow {
  readonly openOrders: readonly OpenOrder[];
  /** Long positive; null where it changed while the venue was asked. */
  readonly positionLots: number | null;
  readonly fills: readonly Fill[];
  /** All since the time that was asked for; left out where none was, and by venues that only tell them on their stream. */
  readonly payments?: readonly FundingPayment[];
  /** Where there are too many for one reading: payments up to this moment were read, ms since 1970. */
  readonly paymentsUntilVenueMs?: number;
  /** The venue's clock minus this machine's, ms. */
  readonly clockOffsetMs: number;
  /** A sentence where the venue says that it takes no orders; null otherwise. */
  readonly pause: string | null;
}

/** What the private stream tells. */
export type News =
  /** Subscribed; what happened before was perhaps not told. */
  | { readonly kind: 'connected' }
  /** `isMaintenance` where the venue said that it ends connections to restart. */
  | { readonly kind: 'lost'; readonly reason: string; readonly isMaintenance: boolean }
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'funding'; readonly payment: FundingPayment }
  | {
      readonly kind: 'order';
      readonly clientId: string;
      readonly venueId: string;
      readonly isOpen: boolean;
      readonly status: string;
      /** Of the order so far; null where the message does not say. Its fills may be told later, or were lost. */
      readonly filledLots: number | null;
    };

/** The venue gave no usable answer to a question. */
export class GatewayError extends ExplainedError {
  override name = 'GatewayError';
  readonly errorKind = 'venue';
  /** How long the venue wants not to be asked, ms; 0 where it does not say. */
  readonly waitMs: number;

  constructor(message: string, waitMs = 0) {
    super(message);
    this.waitMs = waitMs;
  }
}
