/** Limits on what a lane may do. None can be switched off; the defaults are those of docs/safety.md. */
export interface RiskLimits {
  /** Largest value of one order, % of capital. */
  readonly orderNotionalPct: number;
  /** Largest value of all open orders together, % of capital. */
  readonly openNotionalPct: number;
  /** Position beyond which only shrinking orders pass, % of capital. The version's own cap may be tighter. */
  readonly positionPct: number;
  /** Orders farther than this from mid are refused, %. */
  readonly collarPct: number;
  readonly openOrders: number;
  /** The same price, side and size again within this time is refused. */
  readonly duplicateMs: number;
  /** This number of orders filled on one side within the window pauses that side. */
  readonly repeatedFills: number;
  readonly repeatedFillsWindowSeconds: number;
  readonly repeatedFillsPauseSeconds: number;
  /** This number of requests in a row with every order rejected stops the lane. */
  readonly rejectStreak: number;
  /** After this time without market data quotes are pulled, or the lane is stopped. */
  readonly stalePullSeconds: number;
  readonly staleHaltSeconds: number;
  /** Loss within the session, unrealised included, % of capital. */
  readonly lossWarnPct: number;
  readonly lossReducePct: number;
  readonly lossHaltPct: number;
}

export const defaultLimits: RiskLimits = {
  orderNotionalPct: 30,
  openNotionalPct: 400,
  positionPct: 200,
  collarPct: 1,
  openOrders: 40,
  duplicateMs: 500,
  repeatedFills: 10,
  repeatedFillsWindowSeconds: 60,
  repeatedFillsPauseSeconds: 300,
  rejectStreak: 5,
  stalePullSeconds: 5,
  staleHaltSeconds: 30,
  lossWarnPct: 1,
  lossReducePct: 1.5,
  lossHaltPct: 2,
};

/** Why an order was not sent. */
export const denialCodes = [
  'halted',
  'reducing',
  'inventory-cap',
  'side-pause',
  'min-notional',
  'order-notional',
  'open-notional',
  'open-orders',
  'price-collar',
  'duplicate-intent',
  'taker-not-closing',
] as const;

export type DenialCode = (typeof denialCodes)[number];
