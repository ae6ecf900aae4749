import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linePoints, thin } from './thin.ts';

test('a short line keeps every point', () => {
  expect(thin([3, 1, 2])).toEqual([0, 1, 2]);
});

test('a single spike among ten thousand points survives', () => {
  const values = new Float64Array(10_000);
  values[6_543] = 5;
  values[1_234] = -5;
  const kept = thin(values);
  expect(kept).toContain(6_543);
  expect(kept).toContain(1_234);
});

test('never more points than asked for, in order, ends and extremes kept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 4, max: 80 }),
      (values, most) => {
        const kept = thin(values, most);
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, values.length <= most ? values.length : 0));
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1]);
        const drawn = kept.map((i) => values[i] as number);
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
      },
    ),
  );
});

test('a gap stays a gap', () => {
  const values = Float64Array.from({ length: 9_000 }, (_, i) => (i >= 3_000 && i < 6_000 ? Number.NaN : 1));
  const points = linePoints(values, (i) => i);
  expect(points.some(([x, y]) => x > 3_000 && x < 6_000 && y === null)).toBe(true);
  expect(points.every(([x, y]) => (y === null) === (x >= 3_000 && x < 6_000))).toBe(true);
});
