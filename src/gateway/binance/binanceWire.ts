/**
 * The answers and messages of Binance USD-M that are read. Fields that are not read are not checked.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures
 */

import { z } from 'zod';

const number = z.string().transform(Number).pipe(z.number());
const side = z.enum(['BUY', 'SELL']);

export interface WireProblem {
  readonly code: number;
  readonly msg: string;
}
export const Problem: z.ZodType<WireProblem> = z.object({ code: z.number(), msg: z.string() });

export interface WireOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly origQty: number;
  readonly executedQty: number;
  readonly status: string;
}
export const Order: z.ZodType<WireOrder> = z.object({
  orderId: z.number(),
  clientOrderId: z.string(),
  side,
  price: number,
  origQty: number,
  executedQty: number,
  status: z.string(),
});
export const Orders: z.ZodType<WireOrder[]> = z.array(Order);
/** What of an open order tells whose it is. */
export interface WireOpenId {
  readonly orderId: number;
  readonly clientOrderId: string;
}
export const OpenIds: z.ZodType<WireOpenId[]> = z.array(z.object({ orderId: z.number(), clientOrderId: z.string() }));
/** Answer to a batch of cancels: the id of the order, or a problem, for each. */
export const CancelBatch: z.ZodType<({ readonly orderId: number } | WireProblem)[]> = z.array(
  z.union([z.object({ orderId: z.number() }), Problem]),
);
/** Answer to a batch: an order or a problem for each. */
export const Batch: z.ZodType<(WireOrder | WireProblem)[]> = z.array(z.union([Order, Problem]));

export interface WireTrade {
  readonly id: number;
  readonly orderId: number;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly qty: number;
  readonly commission: number;
  readonly commissionAsset: string;
  readonly time: number;
}
export const Trades: z.ZodType<WireTrade[]> = z.array(
  z.object({
    id: z.number(),
    orderId: z.number(),
    side,
    price: number,
    qty: number,
    commission: number,
    commissionAsset: z.string(),
    time: z.number(),
  }),
);

export interface WirePosition {
  readonly symbol: string;
  /** `BOTH` in one-way mode. */
  readonly positionSide: string;
  readonly positionAmt: number;
}
export const Positions: z.ZodType<WirePosition[]> = z.array(
  z.object({ symbol: z.string(), positionSide: z.string(), positionAmt: number }),
);
export const Time: z.ZodType<{ readonly serverTime: number }> = z.object({ serverTime: z.number() });
export const ListenKey: z.ZodType<{ readonly listenKey: string }> = z.object({ listenKey: z.string() });
export const Event: z.ZodType<{ readonly e: string }> = z.object({ e: z.string() });

export interface WireOrderUpdate {
  /** Symbol. */
  readonly s: string;
  /** Client id. */
  readonly c: string;
  readonly S: 'BUY' | 'SELL';
  /** What happened: `TRADE` for a fill. */
  readonly x: string;
  /** Status of the order. */
  readonly X: string;
  /** Order id. */
  readonly i: number;
  /** Quantity, price, fee, time and id of the fill. */
  readonly l: number;
  /** Filled quantity of the order so far. */
  readonly z: number;
  readonly L: number;
  readonly n?: number | undefined;
  /** Currency of the fee. */
  readonly N?: string | null | undefined;
  readonly T: number;
  readonly t: number;
}
/** A change of the account. That of funding names no position where the margin is shared by all (cross). */
export interface WireAccountUpdate {
  readonly T: number;
  readonly a: {
    readonly m: string;
    readonly B: readonly { readonly a: string; readonly bc: number }[];
    readonly P: readonly { readonly s: string }[];
  };
}
export const AccountUpdate: z.ZodType<WireAccountUpdate> = z.object({
  e: z.literal('ACCOUNT_UPDATE'),
  T: z.number(),
  a: z.object({
    m: z.string(),
    B: z.array(z.object({ a: z.string(), bc: number })).default([]),
    P: z.array(z.object({ s: z.string() })).default([]),
  }),
});

export const OrderTradeUpdate: z.ZodType<{ readonly o: WireOrderUpdate }> = z.object({
  e: z.literal('ORDER_TRADE_UPDATE'),
  o: z.object({
    s: z.string(),
    c: z.string(),
    S: side,
    x: z.string(),
    X: z.string(),
    i: z.number(),
    l: number,
    z: number,
    L: number,
    n: number.optional(),
    N: z.string().nullish(),
    T: z.number(),
    t: z.number(),
  }),
});
