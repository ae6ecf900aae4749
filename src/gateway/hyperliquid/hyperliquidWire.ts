/**
 * The answers and messages of Hyperliquid that are read. Fields that are not read are not checked.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api
 */

import { z } from 'zod';

const number = z.string().transform(Number).pipe(z.number());
const cloid = z.string().nullish();
const side = z.enum(['B', 'A']);

export interface WireOrder {
  readonly coin: string;
  readonly side: 'B' | 'A';
  readonly limitPx: number;
  /** What is left. */
  readonly sz: number;
  readonly origSz: number;
  readonly oid: number;
  readonly cloid?: string | null | undefined;
}
const order = z.object({
  coin: z.string(),
  side,
  limitPx: number,
  sz: number,
  origSz: number,
  oid: z.number(),
  cloid,
});
export const OpenOrders: z.ZodType<WireOrder[]> = z.array(order);

/** What of an open order tells whose it is. */
export interface WireOpenId {
  readonly coin: string;
  readonly oid: number;
  readonly cloid?: string | null | undefined;
}
export const OpenIds: z.ZodType<WireOpenId[]> = z.array(z.object({ coin: z.string(), oid: z.number(), cloid }));

export type WireStatus =
  | { readonly status: 'order'; readonly order: { readonly order: WireOrder; readonly status: string } }
  | { readonly status: 'unknownOid' };
export const OrderStatus: z.ZodType<WireStatus> = z.union([
  z.object({ status: z.literal('order'), order: z.object({ order, status: z.string() }) }),
  z.object({ status: z.literal('unknownOid') }),
]);

export interface WireFill {
  readonly coin: string;
  readonly px: number;
  readonly sz: number;
  readonly side: 'B' | 'A';
  readonly time: number;
  readonly oid: number;
  readonly tid: number;
  readonly fee: number;
  readonly cloid?: string | null | undefined;
}
const fill = z.object({
  coin: z.string(),
  px: number,
  sz: number,
  side,
  time: z.number(),
  oid: z.number(),
  tid: z.number(),
  fee: number,
  cloid,
});
export const Fills: z.ZodType<WireFill[]> = z.array(fill);

export interface WirePayment {
  readonly time: number;
  readonly delta: { readonly coin: string; readonly usdc: number };
}
export const Payments: z.ZodType<WirePayment[]> = z.array(
  z.object({ time: z.number(), delta: z.object({ coin: z.string(), usdc: number }) }),
);

export interface WireAccount {
  readonly assetPositions: readonly { readonly position: { readonly coin: string; readonly szi: number } }[];
}
export const Account: z.ZodType<WireAccount> = z.object({
  assetPositions: z.array(z.object({ position: z.object({ coin: z.string(), szi: number }) })),
});

export const ExchangeStatus: z.ZodType<{ readonly specialStatuses?: unknown; readonly time: number }> = z.object({
  specialStatuses: z.unknown(),
  time: z.number(),
});

/** Answer to a signed action: one status an order or cancel. */
export type WireDone =
  | { readonly status: 'err'; readonly response: string }
  | { readonly status: 'ok'; readonly response: { readonly data?: { readonly statuses: unknown[] } | undefined } };
export const Done: z.ZodType<WireDone> = z.union([
  z.object({ status: z.literal('err'), response: z.string() }),
  z.object({
    status: z.literal('ok'),
    response: z.object({ data: z.object({ statuses: z.array(z.unknown()) }).optional() }),
  }),
]);
export const Placed: z.ZodType<{ readonly oid: number }> = z.union([
  z.object({ resting: z.object({ oid: z.number() }) }).transform(({ resting }) => resting),
  z.object({ filled: z.object({ oid: z.number() }) }).transform(({ filled }) => filled),
]);
export const Refused: z.ZodType<{ readonly error: string }> = z.object({ error: z.string() });

export const UserFills: z.ZodType<{ readonly data: { readonly fills: WireFill[] } }> = z.object({
  channel: z.literal('userFills'),
  data: z.object({ fills: Fills }),
});

export interface WireOrderUpdate {
  readonly order: {
    readonly coin: string;
    readonly oid: number;
    readonly cloid?: string | null | undefined;
    /** What is left, and what it began with. */
    readonly sz: number;
    readonly origSz: number;
  };
  readonly status: string;
}
export const OrderUpdates: z.ZodType<{ readonly data: WireOrderUpdate[] }> = z.object({
  channel: z.literal('orderUpdates'),
  data: z.array(
    z.object({
      order: z.object({ coin: z.string(), oid: z.number(), cloid, sz: number, origSz: number }),
      status: z.string(),
    }),
  ),
});

/** Answer to a subscription. */
export const Subscribed: z.ZodType<{ readonly data: { readonly subscription: { readonly type: string } } }> = z.object({
  channel: z.literal('subscriptionResponse'),
  data: z.object({ method: z.literal('subscribe'), subscription: z.object({ type: z.string() }) }),
});
