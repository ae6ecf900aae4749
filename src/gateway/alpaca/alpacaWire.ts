/** The answers and messages of Alpaca that are read. https://docs.alpaca.markets/reference */

import { z } from 'zod';

const number = z.string().transform(Number).pipe(z.number());
const time = z.string().transform(Date.parse).pipe(z.number());

export const Problem: z.ZodType<{ readonly code: number; readonly message: string }> = z.object({
  code: z.number(),
  message: z.string(),
});
export const Clock: z.ZodType<{ readonly timestamp: number }> = z.object({ timestamp: time });

export interface WireAsset {
  readonly symbol: string;
  readonly tradable: boolean;
  readonly min_trade_increment: string;
  readonly price_increment: number;
}
export const Assets: z.ZodType<WireAsset[]> = z.array(
  z.object({
    symbol: z.string(),
    tradable: z.boolean(),
    min_trade_increment: z.string(),
    price_increment: number,
  }),
);

export interface WireAccount {
  readonly status: string;
  readonly crypto_status: string;
  readonly account_blocked: boolean;
  readonly trading_blocked: boolean;
  readonly trade_suspended_by_user: boolean;
  /** Of the fees, by the volume of 30 days; 1 is the highest fee. */
  readonly crypto_tier: number;
}
export const Account: z.ZodType<WireAccount> = z.object({
  status: z.string(),
  crypto_status: z.string(),
  account_blocked: z.boolean(),
  trading_blocked: z.boolean(),
  trade_suspended_by_user: z.boolean(),
  crypto_tier: z.number().int(),
});

export interface WireOrder {
  readonly id: string;
  readonly client_order_id: string;
  /** With or without the stroke between its currencies. */
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** null for orders by value and at the market. */
  readonly limit_price: number | null;
  readonly qty: string | null;
  readonly filled_qty: string;
  readonly status: string;
}
export const Order: z.ZodType<WireOrder> = z.object({
  id: z.string(),
  client_order_id: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  limit_price: number.nullable(),
  qty: z.string().nullable(),
  filled_qty: z.string(),
  status: z.string(),
});
export const Orders: z.ZodType<WireOrder[]> = z.array(Order);
export const OpenIds: z.ZodType<{ readonly id: string; readonly client_order_id: string; readonly symbol: string }[]> =
  z.array(z.object({ id: z.string(), client_order_id: z.string(), symbol: z.string() }));
export const Position: z.ZodType<{ readonly qty: string }> = z.object({ qty: z.string() });

export interface WireFill {
  readonly id: string;
  readonly order_id: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly qty: string;
  readonly transaction_time: number;
}
export const Fills: z.ZodType<WireFill[]> = z.array(
  z.object({
    id: z.string(),
    order_id: z.string(),
    symbol: z.string(),
    side: z.enum(['buy', 'sell']),
    price: number,
    qty: z.string(),
    transaction_time: time,
  }),
);

export const Message: z.ZodType<{ readonly stream: string; readonly data: unknown }> = z.object({
  stream: z.string(),
  data: z.unknown(),
});
export const Authorization: z.ZodType<{ readonly status: string }> = z.object({ status: z.string() });
export const TradeUpdate: z.ZodType<{ readonly order: WireOrder }> = z.object({ order: Order });
