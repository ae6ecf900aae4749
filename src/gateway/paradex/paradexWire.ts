/**
 * The answers and messages of Paradex that are read. Fields that are not read are not checked.
 * https://docs.paradex.trade/api, https://docs.paradex.trade/ws
 */

import { z } from 'zod';

const number = z.string().transform(Number).pipe(z.number());
const side = z.enum(['BUY', 'SELL']);

export interface WireProblem {
  readonly error: string;
  readonly message: string;
}
export const Problem: z.ZodType<WireProblem> = z.object({ error: z.string(), message: z.string().default('') });
export const Config: z.ZodType<{ readonly starknet_chain_id: string }> = z.object({ starknet_chain_id: z.string() });
export const Time: z.ZodType<{ readonly server_time: number }> = z.object({ server_time: z.coerce.number() });
/** `ok`, `post_only`, `cancel_only`, `maintenance`. */
export const State: z.ZodType<{ readonly status: string }> = z.object({ status: z.string() });
export const SignedIn: z.ZodType<{ readonly jwt_token: string }> = z.object({ jwt_token: z.string().min(1) });

interface Fee {
  readonly fee: number;
}
export interface WireMarket {
  readonly symbol: string;
  readonly asset_kind: string;
  readonly settlement_currency: string;
  readonly price_tick_size: number;
  readonly order_size_increment: number;
  readonly fee_config: { readonly api_fee: { readonly maker_fee: Fee; readonly taker_fee: Fee } };
}
const fee = z.object({ fee: number });
export const Markets: z.ZodType<{ readonly results: WireMarket[] }> = z.object({
  results: z.array(
    z.object({
      symbol: z.string(),
      asset_kind: z.string(),
      settlement_currency: z.string(),
      price_tick_size: number,
      order_size_increment: number,
      fee_config: z.object({ api_fee: z.object({ maker_fee: fee, taker_fee: fee }) }),
    }),
  ),
});

export interface WireOrder {
  readonly id: string;
  /** Empty where it was placed without one. */
  readonly client_id: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly size: number;
  readonly remaining_size: number;
  /** Empty or 0 where nothing was filled. */
  readonly avg_fill_price: string;
  /** `NEW` before the risk check, `OPEN`, `UNTRIGGERED`, `CLOSED`. */
  readonly status: string;
  readonly cancel_reason: string;
}
export const Order: z.ZodType<WireOrder> = z.object({
  id: z.string(),
  client_id: z.string().default(''),
  side,
  price: number,
  size: number,
  remaining_size: number,
  avg_fill_price: z.string().default(''),
  status: z.string(),
  cancel_reason: z.string().default(''),
});
export const Orders: z.ZodType<{ readonly results: WireOrder[] }> = z.object({ results: z.array(Order) });
/** What of an open order tells whose it is. */
export interface WireOpenId {
  readonly id: string;
  readonly client_id?: string | undefined;
}
export const OpenIds: z.ZodType<{ readonly results: WireOpenId[] }> = z.object({
  results: z.array(z.object({ id: z.string(), client_id: z.string().optional() })),
});
/** Answer to a batch. What is not among its orders was refused; problems name no order. */
export const Batch: z.ZodType<{ readonly orders: readonly WireOpenId[]; readonly errors: readonly WireProblem[] }> =
  z.object({
    orders: z
      .array(z.object({ id: z.string(), client_id: z.string().optional() }))
      .nullish()
      .transform((orders) => orders ?? []),
    errors: z
      .array(Problem)
      .nullish()
      .transform((errors) => errors ?? []),
  });
export interface WireCancel {
  readonly id?: string | undefined;
  readonly client_id?: string | undefined;
  /** `QUEUED_FOR_CANCELLATION`, `ALREADY_CLOSED`, `NOT_FOUND`. */
  readonly status: string;
}
export const Cancels: z.ZodType<{ readonly results: WireCancel[] }> = z.object({
  results: z.array(z.object({ id: z.string().optional(), client_id: z.string().optional(), status: z.string() })),
});

export interface WireFill {
  readonly id: string;
  readonly order_id: string;
  readonly client_id: string;
  readonly market: string;
  /** Of the taker, as the venue documents it: not used for orders of ours. */
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly size: number;
  readonly fee: number;
  readonly fee_currency: string;
  readonly created_at: number;
}
const Fill: z.ZodType<WireFill> = z.object({
  id: z.string(),
  order_id: z.string(),
  client_id: z.string().default(''),
  market: z.string(),
  side,
  price: number,
  size: number,
  fee: number,
  fee_currency: z.string(),
  created_at: z.number(),
});
export const Fills: z.ZodType<{ readonly results: WireFill[]; readonly next?: string | null | undefined }> = z.object({
  results: z.array(Fill),
  next: z.string().nullish(),
});

export interface WirePosition {
  readonly market: string;
  readonly side: 'LONG' | 'SHORT';
  readonly size: number;
}
export const Positions: z.ZodType<{ readonly results: WirePosition[] }> = z.object({
  results: z.array(z.object({ market: z.string(), side: z.enum(['LONG', 'SHORT']), size: number })),
});

/** Answer to a request on the stream. */
export interface WireReply {
  readonly id: number;
  readonly error?: { readonly code: number; readonly message: string } | undefined;
}
export const Reply: z.ZodType<WireReply> = z.object({
  id: z.number(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
const news = <T extends z.ZodType>(data: T) =>
  z.object({ method: z.literal('subscription'), params: z.object({ channel: z.string(), data }) });
interface News<T> {
  readonly params: { readonly channel: string; readonly data: T };
}
export const OrderNews: z.ZodType<News<WireOrder>> = news(Order);
export const FillNews: z.ZodType<News<WireFill>> = news(Fill);
