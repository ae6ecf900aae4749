import { expect, it } from 'vitest';
import { aTape, roundNumbers } from '../testing/tape.ts';
import { regrid } from './regrid.ts';
import { TapeBuilder } from './tape.ts';

it('counts the same prices and sizes in finer steps', () => {
  // Ticks of 1 and lots of 1 become ticks of 0.5 and lots of 0.01: 99 × 5 reads 198 half ticks and 500 hundredths.
  const tape = aTape(roundNumbers).bid(99, 5).sold(99, 2).tape();
  const fine = regrid(tape, { tickSize: roundNumbers.tickSize / 2, lotSize: roundNumbers.lotSize / 100 });
  expect([...fine.priceTicks]).toEqual([198, 198]);
  expect([...fine.size]).toEqual([500, 200]);
});

it('counts a window of prices in finer steps', () => {
  const tape = { ...aTape(roundNumbers).bid(99, 5).tape(), window: { low: 50, high: 150 }, quoteLevel: true };
  const fine = regrid(tape, { tickSize: roundNumbers.tickSize / 2, lotSize: roundNumbers.lotSize });
  expect([fine.window, fine.quoteLevel]).toEqual([{ low: 100, high: 300 }, true]);
});

it('leaves funding rates and delays alone', () => {
  const builder = new TapeBuilder({ symbol: 'X', tickSize: 1, lotSize: 1, startUs: 0 });
  builder.funding(0, 100, 0.0001);
  builder.delay(0, 2 ** 29);
  const fine = regrid(builder.build(), { tickSize: 0.1, lotSize: 0.01 });
  expect([fine.priceTicks[0], ...fine.size]).toEqual([1000, 100_000, 2 ** 29]);
});

it('refuses steps that are no whole multiple, and sizes that no longer fit', () => {
  const tape = aTape(roundNumbers).bid(99, 5).tape();
  const { tickSize, lotSize } = roundNumbers;
  expect(() => regrid(tape, { tickSize: tickSize * 0.4, lotSize })).toThrow(/no whole multiple/);
  expect(() => regrid(tape, { tickSize, lotSize: lotSize * 2 })).toThrow(/no whole multiple/);
  expect(() => regrid(tape, { tickSize, lotSize: lotSize / 1e9 })).toThrow(/row 0 .* too many/);
});
