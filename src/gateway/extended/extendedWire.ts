/**
 * The answers and messages of Extended that are read. Ids come as numbers of 19 digits or as strings (exactJson.ts).
 * https://api.docs.extended.exchange
 */

import { z } from 'zod';

const number = z.union([z.string(), z.number()]).transform(Number).pipe(z.number());
const id = z.union([z.string(), z.number()]).transform(String);
const side = z.enum(['BUY', 'SELL']);

export interface WireProblem {
  readonly code: number;
  readonly message: string;
}
export const Problem: z.ZodType<{ readonly error: WireProblem }> = z.object({
  error: z.object({ code: z.number(), message: z.string() }),
});

export interface WireMarket {
  readonly name: string;
  readonly status: string;
  readonly tradingConfig: { readonly minOrderSizeChange: number; readonly minPriceChange: number };
  readonly l2Config: {
    readonly syntheticId: string;
    readonly syntheticResolution: number;
    readonly collateralId: string;
    readonly collateralResolution: number;
  };
}
export const Markets: z.ZodType<WireMarket[]> = z.array(
  z.object({
    name: z.string(),
    status: z.string(),
    tradingConfig: z.object({ minOrderSizeChange: number, minPriceChange: number }),
    l2Config: z.object({
      syntheticId: z.string(),
      syntheticResolution: z.number(),
      collateralId: z.string(),
      collateralResolution: z.number(),
    }),
  }),
);
export const Account: z.ZodType<{ readonly l2Key: string; readonly l2Vault: string }> = z.object({
  l2Key: z.string(),
  l2Vault: id,
});

export interface WireFees {
  readonly market: string;
  readonly makerFeeRate: string;
  readonly takerFeeRate: string;
}
export const Fees: z.ZodType<WireFees[]> = z.array(
  z.object({ market: z.string(), makerFeeRate: z.string(), takerFeeRate: z.string() }),
);
export const Placed: z.ZodType<{ readonly id: string }> = z.object({ id });

export interface WireOrder {
  readonly id: string;
  readonly externalId: string;
  readonly market: string;
  readonly side: 'BUY' | 'SELL';
  readonly status: string;
  readonly price: number;
  readonly qty: number;
  readonly filledQty: number;
}
const order: z.ZodType<WireOrder> = z.object({
  id,
  externalId: z.string(),
  market: z.string(),
  side,
  status: z.string(),
  price: number,
  qty: number,
  filledQty: number.default(0),
});
export const Orders: z.ZodType<WireOrder[]> = z.array(order);

export interface WireTrade {
  readonly id: string;
  readonly orderId: string;
  /** In answers to questions; the stream has `externalOrderId`. */
  readonly externalId?: string | undefined;
  readonly externalOrderId?: string | undefined;
  readonly market: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly qty: number;
  readonly fee: number;
  readonly createdTime: number;
}
const trade: z.ZodType<WireTrade> = z.object({
  id,
  orderId: id,
  externalId: z.string().optional(),
  externalOrderId: z.string().optional(),
  market: z.string(),
  side,
  price: number,
  qty: number,
  fee: number,
  createdTime: z.number(),
});
export const Trades: z.ZodType<WireTrade[]> = z.array(trade);

export interface WirePosition {
  readonly market: string;
  readonly side: 'LONG' | 'SHORT';
  readonly size: number;
}
export const Positions: z.ZodType<WirePosition[]> = z.array(
  z.object({ market: z.string(), side: z.enum(['LONG', 'SHORT']), size: number }),
);

export const Page: z.ZodType<{ readonly pagination?: { readonly cursor?: string | undefined } | undefined }> = z.object(
  {
    pagination: z.object({ cursor: id.optional() }).optional(),
  },
);
export const Sequenced: z.ZodType<{ readonly seq: number }> = z.object({ seq: z.number() });
export const OrderNews: z.ZodType<{ readonly data: { readonly orders: WireOrder[] } }> = z.object({
  type: z.literal('ORDER'),
  data: z.object({ orders: Orders }),
});
export const TradeNews: z.ZodType<{ readonly data: { readonly trades: WireTrade[] } }> = z.object({
  type: z.literal('TRADE'),
  data: z.object({ trades: Trades }),
});
