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

/** Why an order was not sent. docs/refusals.md is written from here. */
export const denials = {
  halted: 'The lane is halted.',
  reducing: 'Only orders that shrink the position are allowed, and together at most the position.',
  'inventory-cap': "The position is beyond the version's own cap, and the order would grow it.",
  'side-pause': 'The side pauses, because many of its orders were filled in a short time (`repeated-fills`).',
  'min-notional': 'The order has no size, or is worth less than the smallest order of the instrument.',
  'order-notional': 'The order is worth more than `risk.order_notional_pct`.',
  'open-notional': 'All open orders together would be worth more than `risk.open_notional_pct`.',
  'open-orders': 'As many orders as `risk.open_orders`, or as the lane has places for, are open.',
  'price-collar': 'The price is farther from mid than `risk.collar_pct`, or the mid is not known.',
  'duplicate-intent': 'The same side, price and size was approved less than `risk.duplicate_ms` ago.',
  'taker-not-closing': 'A taker order may only close: opposite to the position and not larger.',
} as const;

export type DenialCode = keyof typeof denials;
