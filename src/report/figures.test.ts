import { expect, test } from 'vitest';
import { counted, createFigures, markdownFigures, terminalFigures } from './figures.ts';

const f = markdownFigures('$');

test('money carries sign and currency, the real minus in Markdown and the ASCII one in a terminal', () => {
  expect(f.money(0.09)).toBe('+$0.09');
  expect(f.money(-1234.5)).toBe('−$1,234.50');
  expect(terminalFigures('$').money(-0.85)).toBe('-$0.85');
  expect(f.money(0)).toBe('$0.00');
});

test('less than a cent is not rounded away', () => {
  expect(f.money(0.0031)).toBe('+$0.0031');
  expect(f.money(-0.004)).toBe('−$0.0040');
});

test('a currency that is a code is written after the amount', () => {
  const euros = createFigures({ minus: '−', currency: 'EUR' });
  expect(euros.money(-0.85)).toBe('−0.85 EUR');
  expect(euros.value(1234.5)).toBe('1,235 EUR');
  expect([euros.tenThousand, f.tenThousand]).toEqual(['10k EUR', '$10k']);
});

test('amounts of a coin keep the digits that matter', () => {
  const coins = createFigures({ minus: '−', currency: 'BTC' });
  expect([coins.money(0.01234), coins.money(-0.0001234), coins.value(0.05), coins.value(0)]).toEqual([
    '+0.0123 BTC',
    '−0.000123 BTC',
    '0.0500 BTC',
    '0 BTC',
  ]);
  expect(coins.perHour({ mean: 0.002, low: -0.001, high: 0.005, level: 0.9 })).toBe(
    '+0.002000 BTC/h [−0.001000, +0.005000]',
  );
});

test('values from a hundred on are whole', () => {
  expect([f.value(1_800), f.value(12_345_678.4), f.value(12.5), f.value(0)]).toEqual([
    '$1,800',
    '$12,345,678',
    '$12.50',
    '$0',
  ]);
});

test('an interval is written in brackets after its mean', () => {
  const estimate = { mean: 0.48, low: -1.2, high: 2.1, level: 0.9 };
  expect(f.interval(estimate)).toBe('+0.48 [−1.20, +2.10]');
  expect(f.perHour({ mean: 0.123, low: -0.1, high: 0.334, level: 0.9 })).toBe('+$0.12/h [−0.10, +0.33]');
});

test('what rounds to zero has no sign', () => {
  expect(f.signed(-0.001, 2)).toBe('0.00');
  expect(f.number(-0.001, 2)).toBe('0.00');
});

test('shares, bps and counts', () => {
  expect([f.percent(0.375), f.percent(0.004), f.percent(0), f.percent(1)]).toEqual(['38 %', '0.4 %', '0 %', '100 %']);
  expect([f.bps(1.5), f.bps(-1.5, true), f.bps(1.5, true)]).toEqual(['1.50 bps', '−1.50 bps', '+1.50 bps']);
  expect([counted(1, 'fill'), counted(1_200, 'fill'), counted(0, 'fill')]).toEqual([
    '1 fill',
    '1,200 fills',
    '0 fills',
  ]);
});

test('what is not known is a dash; what cannot be is refused', () => {
  expect([f.money(null), f.signed(null, 2), f.percent(null), f.interval(null), f.value(null)]).toEqual([
    '–',
    '–',
    '–',
    '–',
    '–',
  ]);
  expect(() => f.money(Number.NaN)).toThrow(/NaN.*damaged/);
  expect(() => f.number(Number.POSITIVE_INFINITY, 2)).toThrow(RangeError);
});
