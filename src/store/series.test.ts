import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LaneSeries } from '../study/records.ts';
import { someSeries } from '../testing/store/journalFixtures.ts';
import { decodeSeries, encodeSeries } from './series.ts';

/** The bits of a column, so that NaN payloads and −0 count. */
function bits(column: Float64Array): readonly bigint[] {
  return [...new BigUint64Array(column.slice().buffer)];
}

const seriesOf = (rows: number): fc.Arbitrary<LaneSeries> => {
  const float64 = fc.float64Array({ minLength: rows, maxLength: rows });
  const int32 = fc.int32Array({ minLength: rows, maxLength: rows });
  const flag = fc.uint8Array({ minLength: rows, maxLength: rows });
  return fc.record({
    fills: fc.record({
      length: fc.constant(rows),
      timeUs: float64,
      order: int32,
      side: flag,
      priceTicks: int32,
      lots: int32,
      maker: flag,
      fee: float64,
      midTicks: float64,
      inventoryLots: int32,
    }),
    samples: fc.record({
      stepUs: fc.double(),
      length: fc.constant(rows),
      profit: float64,
      inventoryLots: int32,
      paused: flag,
      volume: float64,
      holding: float64,
    }),
    midTicks: float64,
  });
};

describe('the columns of a lane', () => {
  test('any columns come back bit by bit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }).chain(seriesOf), (series) => {
        const back = decodeSeries(encodeSeries(series));
        expect(back).toEqual(series);
        expect(bits(back.midTicks)).toEqual(bits(series.midTicks));
        expect(bits(back.fills.fee)).toEqual(bits(series.fills.fee));
      }),
    );
  });

  test('spare room at the end of reused buffers is not kept', () => {
    const series = someSeries();
    const midTicks = Float64Array.of(...series.midTicks, 7, 8);
    expect(decodeSeries(encodeSeries({ ...series, midTicks }))).toEqual(series);
  });

  test('a column that is too short is refused by name', () => {
    const series = { ...someSeries(), midTicks: Float64Array.of(1) };
    expect(() => encodeSeries(series)).toThrow('column midTicks has 1 rows, 3 are needed');
  });

  test('blobs of another kind, of a later format, cut or damaged are refused', () => {
    const { fills, samples } = encodeSeries(someSeries());
    const changed = (at: number, byte: number): Uint8Array => fills.with(at, byte);
    expect(() => decodeSeries({ fills: new Uint8Array(), samples })).toThrow(/not a lane series/);
    expect(() => decodeSeries({ fills: changed(0, 0), samples })).toThrow(/not a lane series/);
    expect(() => decodeSeries({ fills: changed(3, 9), samples })).toThrow(/format 9 is unknown/);
    expect(() => decodeSeries({ fills: changed(4, 50), samples })).toThrow(/ends before row 50/);
    expect(() => decodeSeries({ fills: fills.subarray(0, fills.length - 5), samples })).toThrow(/damaged/);
  });
});
