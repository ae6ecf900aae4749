import fc from 'fast-check';
import { expect, test } from 'vitest';
import { btcUsdPerp } from '../market/instrument.ts';
import { aSeries } from '../testing/series.ts';
import { fillsCsv } from './csv.ts';
import { isoMicroseconds } from './isoTime.ts';

test('one row a fill, in market units', () => {
  const series = aSeries(10, () => 60_000, [
    { second: 1.00025, side: 'buy', price: 59_990, mid: 60_000.05, lots: 333, fee: -0.0998833 },
    { second: 2, side: 'sell', price: 59_980.1, mid: 59_990, lots: 1_000, fee: 0.18, taker: true },
  ]);
  // 2026-01-05 14:59 UTC. 59,990 × 0.00333 = 199.7667; 59,980.1 × 0.01 = 599.801.
  expect(fillsCsv(series, btcUsdPerp, 1_767_625_140_000_000)).toBe(
    [
      'time,side,price,size,value,liquidity,fee,mid,inventory',
      '2026-01-05T14:59:01.000250Z,buy,59990.0,0.00333,199.7667,maker,-0.0998833,60000.05,0.00333',
      '2026-01-05T14:59:02.000000Z,sell,59980.1,0.01000,599.801,taker,0.18,59990.00,-0.00667',
      '',
    ].join('\n'),
  );
});

test('no fills: the head alone; no mid: an empty cell', () => {
  expect(
    fillsCsv(
      aSeries(1, () => 1, []),
      btcUsdPerp,
      0,
    ),
  ).toBe('time,side,price,size,value,liquidity,fee,mid,inventory\n');
  const oneSided = aSeries(1, () => 60_000, [{ second: 1, side: 'buy', price: 60_000, mid: Number.NaN, lots: 1_000 }]);
  expect(fillsCsv(oneSided, btcUsdPerp, 0)).toContain(',600,maker,0,,0.01000\n');
});

test('a microsecond time agrees with the calendar of the language, leap days included', () => {
  expect(isoMicroseconds(0)).toBe('1970-01-01T00:00:00.000000Z');
  expect(isoMicroseconds(951_782_400_000_007)).toBe('2000-02-29T00:00:00.000007Z');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7e12 }), fc.integer({ min: 0, max: 999 }), (milliseconds, micros) => {
      const expected = new Date(milliseconds).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
      expect(isoMicroseconds(milliseconds * 1000 + micros)).toBe(expected);
    }),
  );
});
