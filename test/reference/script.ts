/** Test support: a script of orders of one trader, and its outcome. */

import type { Side } from './marketRow.ts';

export interface ScriptOrder {
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly sentUs: number;
  readonly cancelSentUs: number | undefined;
}

/** A taker order: buys when `lots` is positive, sells when negative. */
export interface ScriptTake {
  readonly sentUs: number;
  readonly lots: number;
}

export interface Script {
  readonly orders: readonly ScriptOrder[];
  readonly takes: readonly ScriptTake[];
  /** Time from sending to arrival. */
  readonly latencyUs: number;
}

export type ScriptStep =
  | { readonly what: 'place'; readonly sentUs: number; readonly order: number }
  | { readonly what: 'cancel'; readonly sentUs: number; readonly order: number }
  | { readonly what: 'take'; readonly sentUs: number; readonly lots: number };

/** Every request in the order of sending; at one time orders come first, then cancels, then takes. */
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

/** Sorts fills of different orders at one time by order, since their sequence has no meaning. Fills of one order keep theirs. */
export function byTimeAndOrder(fills: readonly ScriptFill[]): ScriptFill[] {
  return [...fills].sort((a, b) => a.timeUs - b.timeUs || a.order - b.order);
}
