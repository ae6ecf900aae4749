/** Facts that hold in every liquid market must hold in ours. Each test names where the fact was published. */

import { beforeAll, describe, expect, it } from 'vitest';
import { WatchedBook } from '../../testing/watchedBook.ts';
import { btcUsdPerp } from '../instrument.ts';
import { BID, TRADE } from '../tape.ts';
import { type Family, families } from './families.ts';
import { generateMarket } from './generate.ts';

const TICKS_PER_BP = 92;
/** Distances from the mid in bps that bound the zones of the depth profile: touch, hump, far. */
const ZONES_BPS: readonly (readonly [number, number])[] = [
  [0, 0.5],
  [2, 6],
  [14, 26],
];

interface Observations {
  /** Mid per second, one series per hour. */
  readonly midsBySecond: number[][];
  readonly spreads: number[];
  /** Market orders (not trades) per second. */
  readonly ordersBySecond: number[];
  /** +1 bought, −1 sold, one series per hour. */
  readonly orderSigns: number[][];
  /** Mean lots per bp in each zone. */
  readonly depthByZone: number[];
}

function observe(family: Family, hours: number): Observations {
  const seen: Observations = {
    midsBySecond: [],
    spreads: [],
    ordersBySecond: [],
    orderSigns: [],
    depthByZone: [0, 0, 0],
  };
  for (let hour = 0; hour < hours; hour++) {
    const tape = generateMarket({ family, seed: `facts/${hour}`, minutes: 60, instrument: btcUsdPerp });
    const book = new WatchedBook(tape);
    const mids: number[] = [];
    const signs: number[] = [];
    let orders = 0;
    let lastOrderUs = -1;
    for (let i = 0; i < tape.length; i++) {
      const now = tape.timeUs[i] as number;
      while (now >= (mids.length + 1) * 1e6) {
        mids.push(book.mid);
        seen.spreads.push(book.bestAsk - book.bestBid);
        seen.ordersBySecond.push(orders);
        orders = 0;
        if (mids.length % 60 === 0) addDepth(book, seen.depthByZone);
      }
      if (tape.kind[i] === TRADE && now !== lastOrderUs) {
        lastOrderUs = now; // all trades of one instant belong to one order
        orders++;
        signs.push(tape.side[i] === BID ? -1 : 1);
      }
      book.apply(i);
    }
    seen.midsBySecond.push(mids);
    seen.orderSigns.push(signs);
  }
  return seen;
}

function addDepth(book: WatchedBook, depthByZone: number[]): void {
  ZONES_BPS.forEach(([near, far], zone) => {
    let lots = 0;
    for (let price = Math.ceil(book.mid - far * TICKS_PER_BP); price <= book.mid - near * TICKS_PER_BP; price++) {
      lots += book.lots(BID, price);
    }
    depthByZone[zone] = (depthByZone[zone] as number) + lots / (far - near);
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const moment = (values: readonly number[], power: number): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** power));
};
const excessKurtosis = (values: readonly number[]): number => moment(values, 4) / moment(values, 2) ** 2 - 3;
const skewness = (values: readonly number[]): number => moment(values, 3) / moment(values, 2) ** 1.5;

/** Returns over so many seconds in bps, never across the end of an hour. */
function returns(seen: Observations, seconds: number): number[] {
  return seen.midsBySecond.flatMap((mids) => {
    const moves: number[] = [];
    for (let i = seconds; i < mids.length; i += seconds) {
      moves.push(1e4 * Math.log((mids[i] as number) / (mids[i - seconds] as number)));
    }
    return moves;
  });
}

/** Autocorrelation and its standard error under changing volatility (White 1980). */
function autocorrelation(values: readonly number[], lag: number): { value: number; error: number } {
  const centre = mean(values);
  let squares = 0;
  let products = 0;
  let fourths = 0;
  for (let i = 0; i < values.length; i++) {
    const now = (values[i] as number) - centre;
    squares += now * now;
    if (i < lag) continue;
    const product = now * ((values[i - lag] as number) - centre);
    products += product;
    fourths += product * product;
  }
  return { value: products / squares, error: Math.sqrt(fourths) / squares };
}

function signMemory(seen: Observations, lag: number): number {
  return mean(seen.orderSigns.map((signs) => autocorrelation(signs, lag).value));
}

function fano(counts: readonly number[], width: number): number {
  const sums: number[] = [];
  for (let i = 0; i + width <= counts.length; i += width)
    sums.push(counts.slice(i, i + width).reduce((a, b) => a + b, 0));
  return moment(sums, 2) / mean(sums);
}

describe('twelve calm hours', () => {
  let seen: Observations;
  beforeAll(() => {
    seen = observe('calm', 12);
  });

  it('have heavy-tailed returns that come nearer to a Gaussian over longer times (Cont 2001, facts 2 and 4)', () => {
    const second = excessKurtosis(returns(seen, 1));
    const fiveMinutes = excessKurtosis(returns(seen, 300));
    expect(second).toBeGreaterThan(1);
    expect(excessKurtosis(returns(seen, 10))).toBeGreaterThan(1);
    expect(fiveMinutes).toBeLessThan(second / 2);
  });

  it('have volatility that clusters: sizes of returns stay correlated for minutes (Cont 2001, facts 6 and 8)', () => {
    const sizes = returns(seen, 10).map(Math.abs);
    for (const lag of [1, 2, 3, 6, 12]) {
      const { value, error } = autocorrelation(sizes, lag);
      expect(value).toBeGreaterThan(3 * error);
    }
  });

  it.each([10, 30])('have returns of %i s without linear correlation (Cont 2001, fact 1)', (seconds) => {
    const moves = returns(seen, seconds);
    for (const lag of [1, 2, 3, 4, 5]) {
      const { value, error } = autocorrelation(moves, lag);
      expect(Math.abs(value)).toBeLessThan(3 * error);
    }
  });

  it('have order signs with long memory: a slower decay than any exponential (Lillo & Farmer 2004; Bouchaud et al. 2004)', () => {
    const atOne = signMemory(seen, 1);
    const atTen = signMemory(seen, 10);
    const atFifty = signMemory(seen, 50);
    expect(atOne).toBeGreaterThan(0.1);
    expect(atTen).toBeGreaterThan(0.03);
    const exponentialAtFifty = atTen * (atTen / atOne) ** (40 / 9);
    expect(atFifty).toBeGreaterThan(2 * exponentialAtFifty);
  });

  it('have spreads of a fifth of a basis point that are skewed to the right (Plerou, Gopikrishnan & Stanley 2005)', () => {
    const sorted = [...seen.spreads].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1] as number;
    expect(median).toBeGreaterThanOrEqual(10);
    expect(median).toBeLessThanOrEqual(30);
    expect(mean(seen.spreads)).toBeGreaterThan(median);
    expect(skewness(seen.spreads)).toBeGreaterThan(0.5);
  });

  it('have most depth away from the touch and less again far out (Bouchaud, Mézard & Potters 2002)', () => {
    const [touch, hump, far] = seen.depthByZone as [number, number, number];
    expect(hump).toBeGreaterThan(1.2 * touch);
    expect(hump).toBeGreaterThan(3 * far);
    expect(far).toBeGreaterThan(0);
  });

  it('have market orders in clusters, the more the longer one counts (Bacry, Mastromatteo & Muzy 2015)', () => {
    const second = fano(seen.ordersBySecond, 1);
    expect(second).toBeGreaterThan(1.5);
    expect(fano(seen.ordersBySecond, 30)).toBeGreaterThan(1.5 * second);
  });
});

describe.each(families)('two %s hours', (family) => {
  it('have clustered orders, remembered signs, right-skewed spreads and heavy tails', () => {
    const seen = observe(family, 2);
    expect(fano(seen.ordersBySecond, 10)).toBeGreaterThan(1.5);
    expect(signMemory(seen, 1)).toBeGreaterThan(0.05);
    expect(skewness(seen.spreads)).toBeGreaterThan(0.3);
    expect(excessKurtosis(returns(seen, 1))).toBeGreaterThan(1);
  });
});
