/**
 * Compares the family `bursty` with its calibration data: two recordings of BTC perpetuals, and results of the default grid in 67
 * recorded hours. The bounds are those of docs/markets.md.
 */

import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import type { Tape } from '../../src/market/tape.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { HORIZONS_SECONDS, simpleMakerFills } from '../../src/testing/simpleMaker.ts';
import { type Figure, mean } from './estimate.ts';
import { factsOf, marketPieces } from './facts.ts';
import { type GridHour, gridFacts, gridHour, gridMarkout } from './gridHour.ts';
import { observe } from './observed.ts';
import { recordings } from './recordings.ts';
import { ShownBook } from './shownBook.ts';

/** The bounds apply to values without errors; docs/markets.md has the errors. */
const NO_RESAMPLES = 0;

const hourOf = (family: Family, hour: number): Tape =>
  generateMarket({ family, seed: `bursty/${hour}`, minutes: 60, instrument: btcUsdPerp });

/** Mean markouts of the maker without skill at {@link HORIZONS_SECONDS}, bps. */
function makerMarkouts(tapes: readonly Tape[]): number[] {
  const fills = tapes.flatMap((tape) => simpleMakerFills(tape, new ShownBook(tape)));
  return HORIZONS_SECONDS.map((_, h) => mean(fills.map(({ markoutsBps }) => markoutsBps[h] as number)));
}

describe('four bursty hours', () => {
  let tapes: Tape[];
  let facts: Map<string, Figure>;
  const fact = (name: string): number => {
    const figure = facts.get(name);
    if (figure === undefined) throw new Error(`there is no fact "${name}"`);
    return figure.value;
  };
  beforeAll(() => {
    tapes = Array.from({ length: 4 }, (_, hour) => hourOf('bursty', hour));
    facts = factsOf(
      tapes.flatMap((tape) => marketPieces(observe(tape, btcUsdPerp), 345)),
      NO_RESAMPLES,
    );
  });

  it('are narrow and often do not move: the median spread is at most three ticks, and the mid does not move in a fifth of all seconds', () => {
    expect(fact('median spread, bps')).toBeLessThan(0.035);
    expect(fact('seconds in which the mid stands, %')).toBeGreaterThan(20);
  });

  it('move in bursts: most variance is in the few seconds that move by more than 3 bps, and clusters', () => {
    expect(fact('variance in 1 s returns beyond 3 bps, %')).toBeGreaterThan(60);
    expect(fact('Fano factor of orders in 1 s')).toBeGreaterThan(4);
    expect(fact('Fano factor of orders in 10 s')).toBeGreaterThan(12);
  });

  it('have a volatility that hardly depends on the time over which it is measured', () => {
    const [second, minute] = [1, 60].map((step) => fact(`volatility from ${step} s returns, bps per √min`));
    expect(second).toBeGreaterThan(3);
    expect(second).toBeLessThan(9);
    expect((minute as number) / (second as number)).toBeGreaterThan(0.8);
    expect((minute as number) / (second as number)).toBeLessThan(1.25);
  });

  it('trade as often, and orders of such sizes, as one recording or the other', () => {
    expect(fact('market orders per second')).toBeGreaterThan(2);
    expect(fact('market orders per second')).toBeLessThan(16);
    expect(fact('50 % of orders below, USD')).toBeGreaterThan(1_200);
    expect(fact('50 % of orders below, USD')).toBeLessThan(2_100);
    expect(fact('99 % of orders below, USD')).toBeGreaterThan(170_000);
    expect(fact('99 % of orders below, USD')).toBeLessThan(440_000);
    expect(fact('tail exponent of orders')).toBeGreaterThan(1.1);
    expect(fact('tail exponent of orders')).toBeLessThan(2.2);
    expect(fact('sign autocorrelation, lag 1')).toBeGreaterThan(0.15);
    expect(fact('sign autocorrelation, lag 10')).toBeGreaterThan(0.05);
  });

  it('have the depth of the deeper recording within 2.5, 5 and 10 bps, give or take a fifth', () => {
    for (const [bps, thousandUsd] of [
      [2.5, 1_961],
      [5, 6_566],
      [10, 13_379],
    ] as const) {
      const depth = fact(`mean within ${bps} bps, thousand USD`);
      expect(depth / thousandUsd).toBeGreaterThan(0.8);
      expect(depth / thousandUsd).toBeLessThan(1.2);
    }
  });

  it('respond to large orders with a move that remains a minute later', () => {
    const atOnce = fact('response by value after 1 s, bps');
    expect(atOnce).toBeGreaterThan(0.5);
    expect(fact('response by value after 60 s, bps')).toBeGreaterThan(0.5 * atOnce);
  });

  it('cost a maker without skill as much as the recordings', () => {
    for (const markoutBps of makerMarkouts(tapes)) {
      expect(markoutBps).toBeGreaterThan(-2.3);
      expect(markoutBps).toBeLessThan(-1);
    }
  });
});

describe('the default grid', () => {
  const hours = (family: Family, count: number): GridHour[] =>
    Array.from({ length: count }, (_, hour) => gridHour(compileTape(hourOf(family, hour)), btcUsdPerp, 3_600));
  let bursty: GridHour[];
  beforeAll(() => {
    bursty = hours('bursty', 24);
  });

  it('has the same results in 24 bursty hours as in 67 recorded hours, within two standard errors of both', () => {
    const made = gridFacts(bursty, NO_RESAMPLES);
    const value = (name: string): number => made.get(name)?.value ?? Number.NaN;
    // Recorded: −2.74 ± 0.89 per $10k, −2.14 ± 0.42 of it within a minute, 1,476 ± 171 USD an hour, 38.9 % losing blocks,
    // 62.8 % without volume, a deviation of 0.38 USD from block to block.
    expect(value('profit per $10k')).toBeGreaterThan(-5.5);
    expect(value('profit per $10k')).toBeLessThan(0);
    expect(value('of it within a minute of the fill')).toBeGreaterThan(-3.6);
    expect(value('of it within a minute of the fill')).toBeLessThan(-0.7);
    expect(value('volume an hour, USD')).toBeGreaterThan(900);
    expect(value('volume an hour, USD')).toBeLessThan(2_050);
    expect(value('blocks that lose, %')).toBeGreaterThan(28);
    expect(value('blocks that lose, %')).toBeLessThan(50);
    expect(value('blocks without volume, %')).toBeGreaterThan(54);
    expect(value('blocks without volume, %')).toBeLessThan(72);
    expect(value('deviation of profit, block to block, USD')).toBeGreaterThan(0.2);
    expect(value('deviation of profit, block to block, USD')).toBeLessThan(0.6);
    // Recorded: −3.6 bps.
    expect(gridMarkout(bursty, 60, NO_RESAMPLES).value).toBeGreaterThan(-5);
    expect(gridMarkout(bursty, 60, NO_RESAMPLES).value).toBeLessThan(-2.2);
  });

  it('has stronger adverse selection than in any other family, after a second and after a minute', () => {
    for (const family of families.filter((name) => name !== 'bursty')) {
      const other = hours(family, 4);
      for (const seconds of [1, 60]) {
        expect(gridMarkout(bursty, seconds, NO_RESAMPLES).value, family).toBeLessThan(
          gridMarkout(other, seconds, NO_RESAMPLES).value,
        );
      }
    }
  });
});

const perpetuals = recordings.filter(({ instrument }) => instrument.symbol.startsWith('BTC'));
const found = perpetuals.filter(({ files }) => files.every((file) => existsSync(file)));
for (const { name, files } of perpetuals.filter((one) => !found.includes(one))) {
  console.warn(`calibration on ${name} not tested: ${files[0]} does not exist`);
}

describe.runIf(found.length > 0)('the recordings that it is calibrated on', () => {
  // Figures of docs/markets.md. The rate of trades follows from their number: 21,313 in 344 s of USD-M.
  it.each(found)('have the figures of the page: $name', async ({ name, files, instrument }) => {
    const { tape } = await importRecordings(files, instrument);
    const facts = factsOf(marketPieces(observe(tape, instrument), 60), NO_RESAMPLES);
    const value = (fact: string): number => facts.get(fact)?.value ?? Number.NaN;
    const usdM = name === 'Binance BTCUSDT';
    expect(value('trades per second')).toBeCloseTo(usdM ? 61.9 : 6.66, 1);
    expect(value('volatility from 1 s returns, bps per √min')).toBeCloseTo(usdM ? 10.4 : 9.08, 1);
    expect(value('median spread, bps')).toBeCloseTo(0.016, 3);
    expect(value('response by value after 1 s, bps')).toBeCloseTo(usdM ? 1.85 : 2.47, 1);
    expect(makerMarkouts([tape])[0]).toBeCloseTo(usdM ? -1.5 : -1.7, 1);
  });
});
