/** Test support: what a scripted trader does, and what became of it. */

import type { Side } from './marketRow.ts';

export interface ScriptOrder {
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly sentUs: number;
  readonly cancelSentUs: number | undefined;
}

/** A taker order: buys so many lots when positive, sells when negative. */
export interface ScriptTake {
  readonly sentUs: number;
  readonly lots: number;
}

export interface Script {
  readonly orders: readonly ScriptOrder[];
  readonly takes: readonly ScriptTake[];
  /** From sending to arrival. */
  readonly latencyUs: number;
}

export type ScriptStep =
  | { readonly what: 'place'; readonly sentUs: number; readonly order: number }
  | { readonly what: 'cancel'; readonly sentUs: number; readonly order: number }
  | { readonly what: 'take'; readonly sentUs: number; readonly lots: number };

/** Every request in the order in which it is sent; at one moment places, then cancels, then takes. */
export function stepsOf(script: Script): ScriptStep[] {
  const places = script.orders.map((order, i): ScriptStep => ({ what: 'place', sentUs: order.sentUs, order: i }));
  const cancels = script.orders.flatMap((order, i): ScriptStep[] =>
    order.cancelSentUs === undefined ? [] : [{ what: 'cancel', sentUs: order.cancelSentUs, order: i }],
  );
  const takes = script.takes.map((take): ScriptStep => ({ what: 'take', ...take }));
  return [...places, ...cancels, ...takes].sort((a, b) => a.sentUs - b.sentUs);
}

export type Status = 'open' | 'rejected' | 'filled' | 'cancelled' | 'under way';

export interface ScriptFill {
  readonly timeUs: number;
  /** Index of the order in the script, −1 for a taker order. */
  readonly order: number;
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly midTicks: number;
}

export interface ScriptOutcome {
  readonly fills: readonly ScriptFill[];
  readonly statuses: readonly Status[];
  readonly inventoryLots: number;
  readonly profit: number;
}

/** Within one moment the order in which two own orders are filled means nothing; two fills of one order keep theirs. */
export function byTimeAndOrder(fills: readonly ScriptFill[]): ScriptFill[] {
  return [...fills].sort((a, b) => a.timeUs - b.timeUs || a.order - b.order);
}
