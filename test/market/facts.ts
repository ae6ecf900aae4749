/** Statistics of a market that matter for market making, each computed from pieces of the observed data. */

import { HORIZONS_SECONDS } from '../../src/testing/simpleMaker.ts';
import { estimate, type Figure, mean } from './estimate.ts';
import { DEPTH_BPS, type Observed, type Order } from './observed.ts';

const SIGN_LAGS: readonly number[] = [1, 10, 50];
const RETURN_SECONDS: readonly number[] = [1, 10, 60];
const COUNT_SECONDS: readonly number[] = [1, 10];
const SIZE_SHARES: readonly number[] = [0.5, 0.9, 0.99];
/** Share of the largest orders from which the exponent of the tail is estimated. */
const TAIL_SHARE = 0.02;
/** A 1 s return beyond this is a burst, bps. */
const BURST_BPS = 3;

/** Data of a piece of a market. A return or an order belongs to the piece in which it begins. */
export interface MarketPiece {
  readonly seconds: number;
  /** Returns in bps over each of {@link RETURN_SECONDS}, begun each second. */
  readonly returnsBps: readonly (readonly number[])[];
  readonly spreadsBps: readonly number[];
  readonly touchValue: readonly number[];
  readonly depthValue: readonly (readonly number[])[];
  readonly orders: readonly Order[];
  readonly ordersBySecond: readonly number[];
  /** Products of signs of two orders, for each lag of {@link SIGN_LAGS}. */
  readonly signProducts: readonly (readonly number[])[];
}

/** Cuts the observed data into equal pieces of `seconds` or a little more. */
export function marketPieces(observed: Observed, seconds: number): MarketPiece[] {
  const count = Math.max(1, Math.floor(observed.seconds / seconds));
  return Array.from({ length: count }, (_, nth) =>
    piece(observed, Math.floor((nth * observed.seconds) / count), Math.floor(((nth + 1) * observed.seconds) / count)),
  );
}

function piece(observed: Observed, from: number, to: number): MarketPiece {
  const { mids, orders } = observed;
  const first = firstAt(orders, from);
  const within = orders.slice(first, firstAt(orders, to));
  const ordersBySecond = new Array<number>(to - from).fill(0);
  for (const { timeUs } of within) {
    const second = Math.floor(timeUs / 1e6) - from;
    ordersBySecond[second] = (ordersBySecond[second] as number) + 1;
  }
  return {
    seconds: to - from,
    returnsBps: RETURN_SECONDS.map((step) => {
      const moves: number[] = [];
      for (let i = from; i < to && i + step < mids.length; i++) {
        moves.push(1e4 * Math.log((mids[i + step] as number) / (mids[i] as number)));
      }
      return moves;
    }),
    spreadsBps: observed.spreadsBps.slice(from, to),
    touchValue: observed.touchValue.slice(from, to),
    depthValue: observed.depthValue.slice(from, to),
    orders: within,
    ordersBySecond,
    signProducts: SIGN_LAGS.map((lag) =>
      within.flatMap(({ sign }, i) => {
        const later = orders[first + i + lag];
        return later === undefined ? [] : [sign * later.sign];
      }),
    ),
  };
}

/** Index of the first order at or after `seconds`. */
function firstAt(orders: readonly Order[], seconds: number): number {
  const found = orders.findIndex(({ timeUs }) => timeUs >= seconds * 1e6);
  return found < 0 ? orders.length : found;
}

type Statistic = (pieces: readonly MarketPiece[]) => number;

function all<T>(pieces: readonly MarketPiece[], of: (piece: MarketPiece) => readonly T[]): T[] {
  return pieces.flatMap((one) => of(one));
}

const ordersOf = (pieces: readonly MarketPiece[]): Order[] => all(pieces, ({ orders }) => orders);
const valuesOf = (pieces: readonly MarketPiece[]): number[] => ordersOf(pieces).map(({ value }) => value);
const secondReturns = (pieces: readonly MarketPiece[]): number[] =>
  all(pieces, ({ returnsBps }) => returnsBps[0] ?? []);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const perSecond = (pieces: readonly MarketPiece[], count: number): number =>
  count / sumOf(pieces.map((one) => one.seconds));

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Root mean square of overlapping returns over `RETURN_SECONDS[k]`, scaled to a minute. */
function volatility(pieces: readonly MarketPiece[], k: number): number {
  const returns = all(pieces, ({ returnsBps }) => returnsBps[k] ?? []);
  return Math.sqrt((60 / (RETURN_SECONDS[k] as number)) * mean(returns.map((value) => value * value)));
}

/** 1 s volatility of one piece, bps per √minute. */
export function volatilityOf(one: MarketPiece): number {
  return volatility([one], 0);
}

/** Share of squared 1 s returns that comes from those beyond {@link BURST_BPS}. */
function burstShare(pieces: readonly MarketPiece[]): number {
  const squares = secondReturns(pieces).map((value) => value * value);
  return sumOf(squares.filter((square) => square > BURST_BPS ** 2)) / sumOf(squares);
}

/** Variance divided by mean of counts in windows of `width` seconds: 1 for independent orders. */
function fano(pieces: readonly MarketPiece[], width: number): number {
  const counts = pieces.flatMap(({ ordersBySecond }) =>
    Array.from({ length: Math.floor(ordersBySecond.length / width) }, (_, i) =>
      sumOf(ordersBySecond.slice(i * width, (i + 1) * width)),
    ),
  );
  const centre = mean(counts);
  return mean(counts.map((count) => (count - centre) ** 2)) / centre;
}

/** Tail exponent of Hill (1975). */
function tailExponent(sizes: readonly number[]): number {
  const sorted = Float64Array.from(sizes).sort().reverse();
  const tail = Math.floor(sorted.length * TAIL_SHARE);
  const threshold = sorted[tail] as number;
  return 1 / mean([...sorted.subarray(0, tail)].map((size) => Math.log(size / threshold)));
}

function signAutocorrelation(pieces: readonly MarketPiece[], k: number): number {
  const drift = mean(ordersOf(pieces).map(({ sign }) => sign));
  return mean(all(pieces, ({ signProducts }) => signProducts[k] ?? [])) - drift ** 2;
}

/** Mean move after orders in their direction (Bouchaud, Gefen, Potters & Wyart 2004), each weighted alike or by value. */
function response(pieces: readonly MarketPiece[], horizon: number, weight: (order: Order) => number): number {
  const known = ordersOf(pieces).filter(({ responseBps }) => !Number.isNaN(responseBps[horizon] as number));
  return sumOf(known.map((order) => weight(order) * (order.responseBps[horizon] as number))) / sumOf(known.map(weight));
}

const percent = (share: number): string => `${100 * share} %`;

/** By name; names contain the units. */
const statistics: readonly (readonly [name: string, statistic: Statistic])[] = [
  ...RETURN_SECONDS.map((step, k): [string, Statistic] => [
    `volatility from ${step} s returns, bps per √min`,
    (pieces) => volatility(pieces, k),
  ]),
  [
    'seconds in which the mid stands, %',
    (pieces) => 100 * mean(secondReturns(pieces).map((value) => (value === 0 ? 1 : 0))),
  ],
  [`variance in 1 s returns beyond ${BURST_BPS} bps, %`, (pieces) => 100 * burstShare(pieces)],
  ['market orders per second', (pieces) => perSecond(pieces, ordersOf(pieces).length)],
  ['trades per second', (pieces) => perSecond(pieces, sumOf(ordersOf(pieces).map(({ trades }) => trades)))],
  ...COUNT_SECONDS.map((width): [string, Statistic] => [
    `Fano factor of orders in ${width} s`,
    (pieces) => fano(pieces, width),
  ]),
  ['mean order, USD', (pieces) => mean(valuesOf(pieces))],
  ...SIZE_SHARES.map((share): [string, Statistic] => [
    `${percent(share)} of orders below, USD`,
    (pieces) => quantile(valuesOf(pieces), share),
  ]),
  ['tail exponent of orders', (pieces) => tailExponent(valuesOf(pieces))],
  ...SIGN_LAGS.map((lag, k): [string, Statistic] => [
    `sign autocorrelation, lag ${lag}`,
    (pieces) => signAutocorrelation(pieces, k),
  ]),
  [
    'median spread, bps',
    (pieces) =>
      quantile(
        all(pieces, (one) => one.spreadsBps),
        0.5,
      ),
  ],
  [
    '90 % of spreads below, bps',
    (pieces) =>
      quantile(
        all(pieces, (one) => one.spreadsBps),
        0.9,
      ),
  ],
  ['mean spread, bps', (pieces) => mean(all(pieces, (one) => one.spreadsBps))],
  [
    'median at the touch, USD',
    (pieces) =>
      quantile(
        all(pieces, (one) => one.touchValue),
        0.5,
      ),
  ],
  ...DEPTH_BPS.map((bps, k): [string, Statistic] => [
    `mean within ${bps} bps, thousand USD`,
    (pieces) => mean(all(pieces, (one) => one.depthValue.map((depth) => depth[k] as number))) / 1e3,
  ]),
  ...HORIZONS_SECONDS.map((seconds, h): [string, Statistic] => [
    `response to an order after ${seconds} s, bps`,
    (pieces) => response(pieces, h, () => 1),
  ]),
  ...HORIZONS_SECONDS.map((seconds, h): [string, Statistic] => [
    `response by value after ${seconds} s, bps`,
    (pieces) => response(pieces, h, ({ value }) => value),
  ]),
];

export function factsOf(pieces: readonly MarketPiece[], resamples: number): Map<string, Figure> {
  return new Map(statistics.map(([name, statistic]) => [name, estimate(pieces, statistic, resamples)]));
}
