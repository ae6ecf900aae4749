import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WatchedBook } from '../../testing/watchedBook.ts';
import { btcUsdPerp, type Instrument } from '../instrument.ts';
import { ASK, BID, CLOCK, DEPTH, FUNDING, type Tape, TRADE } from '../tape.ts';
import { type Family, families } from './families.ts';
import { GENERATOR_VERSION, generateMarket, SYNTHETIC_START_US, stillMakes } from './generate.ts';

const market = (family: Family, seed = 'a', minutes = 3): Tape =>
  generateMarket({ family, seed, minutes, instrument: btcUsdPerp });

/** FNV-1a over every column of every row. */
function fingerprint(tape: Tape): string {
  let hash = 0x811c9dc5;
  const eat = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (let i = 0; i < tape.length; i++) {
    eat((tape.timeUs[i] as number) | 0);
    eat((tape.kind[i] as number) * 2 + (tape.side[i] as number));
    eat(tape.priceTicks[i] as number);
    eat(tape.size[i] as number);
  }
  return (hash >>> 0).toString(16);
}

function rowsOf(tape: Tape, kind: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < tape.length; i++) if (tape.kind[i] === kind) rows.push(i);
  return rows;
}

describe.each(families)('a %s market', (family) => {
  it('is the same for the same request and another for another seed', () => {
    const tape = market(family);
    expect(market(family)).toEqual(tape);
    expect(market(family, 'b').priceTicks).not.toEqual(tape.priceTicks);
  });

  it('begins with a full book around the start price and ends at its last minute', () => {
    const tape = market(family);
    const snapshot = rowsOf(tape, DEPTH).filter((i) => tape.timeUs[i] === 0);
    const book = new WatchedBook(tape);
    for (const i of snapshot) book.apply(i);
    expect(snapshot.length).toBeGreaterThan(20);
    expect(Math.abs(book.mid / 920_000 - 1)).toBeLessThan(5e-4);
    expect(tape.startUs).toBe(SYNTHETIC_START_US);
    expect(tape.kind[tape.length - 1]).toBe(CLOCK);
    expect(tape.timeUs[tape.length - 1]).toBe(180e6);
  });

  it('follows each trade at once by what it left of its level', () => {
    const tape = market(family, 'a', 10);
    const book = new WatchedBook(tape);
    let trades = 0;
    for (let i = 0; i < tape.length; i++) {
      if (tape.kind[i] === TRADE) {
        const side = tape.side[i] as number;
        const price = tape.priceTicks[i] as number;
        const left = book.lots(side, price) - (tape.size[i] as number);
        const next = [tape.timeUs[i + 1], tape.kind[i + 1], tape.side[i + 1], tape.priceTicks[i + 1], tape.size[i + 1]];
        expect(next).toEqual([tape.timeUs[i], DEPTH, side, price, left]);
        trades++;
      }
      book.apply(i);
    }
    expect(trades).toBeGreaterThan(20);
  });

  it('stamps rows in whole microseconds', () => {
    expect(market(family).timeUs.every(Number.isInteger)).toBe(true);
  });
});

describe('any instrument', () => {
  const anInstrument = fc.record({
    priceQuote: fc.double({ min: 0.05, max: 100_000, noNaN: true }),
    tickBps: fc.double({ min: 0.005, max: 80, noNaN: true }),
    lotQuote: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
  });

  it('gets a valid, two-sided book, also where a tick is far wider than the spread', () => {
    fc.assert(
      fc.property(anInstrument, fc.constantFrom(...families), fc.string(), (shape, family, seed) => {
        const { priceQuote, tickBps, lotQuote } = shape;
        const tickSize = priceQuote * tickBps * 1e-4;
        const instrument: Instrument = { ...btcUsdPerp, tickSize, lotSize: lotQuote / priceQuote };
        const tape = generateMarket({ family, seed, minutes: 2, instrument, startPrice: priceQuote });
        const book = new WatchedBook(tape);
        for (let i = 0; i < tape.length; i++) {
          book.apply(i); // throws where the row is impossible
          if ((tape.timeUs[i] as number) === 0) continue;
          if (!(book.bestBid >= 1 && Number.isFinite(book.bestAsk))) throw new Error(`row ${i}: a side is empty`);
        }
        expect(book.mid * tickSize).toBeCloseTo(priceQuote, -Math.log10(priceQuote * 0.02 + tickSize));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('keeps a contract that pays 0 or 1 strictly between', () => {
    const contract: Instrument = { ...btcUsdPerp, contract: 'binary', tickSize: 0.01, lotSize: 1 };
    for (const startPrice of [0.02, 0.5, 0.98]) {
      const tape = generateMarket({ family: 'jumpy', seed: 'a', minutes: 30, instrument: contract, startPrice });
      const prices = rowsOf(tape, DEPTH).map((i) => tape.priceTicks[i] as number);
      expect(prices.reduce((low, price) => Math.min(low, price))).toBeGreaterThanOrEqual(1);
      expect(prices.reduce((high, price) => Math.max(high, price))).toBeLessThanOrEqual(99);
    }
  });
});

describe('eight hours of a thin market', () => {
  const fundingTimes = (instrument: Instrument, minutes: number): number[] => {
    const tape = generateMarket({ family: 'thin', seed: 'a', minutes, instrument });
    return rowsOf(tape, FUNDING).map((i) => tape.timeUs[i] as number);
  };

  it('pay funding once for a perpetual, at the whole eight hours', () => {
    expect(fundingTimes(btcUsdPerp, 479)).toEqual([]);
    expect(fundingTimes(btcUsdPerp, 480)).toEqual([8 * 3600e6]);
    expect(fundingTimes(btcUsdPerp, 961)).toEqual([8 * 3600e6, 16 * 3600e6]);
  });

  it('pay none for a spot instrument', () => {
    expect(fundingTimes({ ...btcUsdPerp, contract: 'spot' }, 480)).toEqual([]);
  });

  it('mark funding at the price of the book, at a rate of a few basis points', () => {
    const tape = generateMarket({ family: 'thin', seed: 'b', minutes: 481, instrument: btcUsdPerp });
    const [row] = rowsOf(tape, FUNDING);
    if (row === undefined) throw new Error('no funding row');
    const book = new WatchedBook(tape);
    for (let i = 0; i <= row; i++) book.apply(i);
    expect(Math.abs((tape.priceTicks[row] as number) / book.mid - 1)).toBeLessThan(5e-4);
    expect(Math.abs(tape.size[row] as number)).toBeLessThan(1e6);
  });
});

describe('a switching market', () => {
  it('changes its character, so that quiet and busy quarters of an hour alternate', () => {
    const tape = market('switching', 'a', 120);
    const trades = new Float64Array(8);
    for (const i of rowsOf(tape, TRADE)) {
      const quarter = Math.floor((tape.timeUs[i] as number) / 900e6);
      trades[quarter] = (trades[quarter] as number) + 1;
    }
    expect(Math.max(...trades) / Math.min(...trades)).toBeGreaterThan(2);
  });
});

describe('a request that cannot be met', () => {
  const request = { family: 'calm', seed: 'a', minutes: 1, instrument: btcUsdPerp } as const;

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 10_081])('of %s minutes is refused by name', (minutes) => {
    expect(() => generateMarket({ ...request, minutes })).toThrow(/minutes is .* at most 10080/);
  });

  it.each([0, -5, Number.NaN, 0.1, 1e9])('at a price of %s is refused by name', (startPrice) => {
    expect(() => generateMarket({ ...request, startPrice })).toThrow(/startPrice is .*BTC-USD-PERP can be quoted from/);
  });

  it('for an inverse contract is refused', () => {
    expect(() => generateMarket({ ...request, instrument: { ...btcUsdPerp, contract: 'inverse' } })).toThrow(/inverse/);
  });
});

describe('the rows that a version promises', () => {
  const contract: Instrument = { ...btcUsdPerp, contract: 'binary', tickSize: 0.01, lotSize: 1 };
  const rows = (family: Family): string[] =>
    [
      market(family),
      generateMarket({ family, seed: 'b', minutes: 5, instrument: contract, startPrice: 0.5 }),
      generateMarket({ family, seed: 'c', minutes: 20, instrument: btcUsdPerp, startPrice: 2_000 }),
    ].map(fingerprint);

  it.each([
    ['calm', '5898c879', '84bed345', 'c86f9c5a'],
    ['trending', 'c65a1bb0', 'dd47ff4', '739da4cb'],
    ['jumpy', '6592fed6', '4e3fad56', '2409a174'],
    ['toxic', '5f361df8', '47ad705a', 'f8771a75'],
    ['thin', '291f9a0f', 'a9618b7b', '16d3ab1a'],
    ['switching', 'd9d73bc4', 'beb53157', 'bca78be7'],
  ] as const)('are what generator 1 made of %s', (family, ...made) => {
    expect(rows(family)).toEqual(made);
    expect(stillMakes(family, 1)).toBe(true);
  });

  it('are those of generator 2 in bursty: whoever changes them raises GENERATOR_VERSION', () => {
    expect(GENERATOR_VERSION).toBe(2);
    expect(rows('bursty')).toEqual(['62f207a5', '2ab0cb1f', 'e80a44bb']);
    expect(stillMakes('bursty', 2)).toBe(true);
  });

  it.each([
    ['bursty', 1],
    ['calm', 0],
    ['calm', 3],
    ['calm', 1.5],
    ['calm', Number.NaN],
  ] as const)('of %s are not promised for generator %s', (family, generator) => {
    expect(stillMakes(family, generator)).toBe(false);
  });
});

it('names the sides by their book: bids below asks at time 0', () => {
  const tape = market('calm');
  const opening = rowsOf(tape, DEPTH).filter((i) => tape.timeUs[i] === 0);
  const prices = (side: number): number[] =>
    opening.filter((i) => tape.side[i] === side).map((i) => tape.priceTicks[i] as number);
  expect(Math.max(...prices(BID))).toBeLessThan(Math.min(...prices(ASK)));
});
