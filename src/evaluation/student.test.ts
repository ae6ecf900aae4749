import { expect, test } from 'vitest';
import { studentQuantile } from './student.ts';

// Percentage points as printed in statistical tables (e.g. NIST/SEMATECH e-Handbook, 1.3.6.7.2).
test.each([
  [0.95, 1, 6.314],
  [0.95, 2, 2.92],
  [0.95, 3, 2.353],
  [0.95, 10, 1.812],
  [0.95, 100, 1.66],
  [0.975, 5, 2.571],
  [0.995, 30, 2.75],
  [0.9, 4, 1.533],
])('the quantile at %d with %d degrees of freedom is that of the tables', (p, nu, expected) => {
  expect(studentQuantile(p, nu)).toBeCloseTo(expected, 3);
  expect(studentQuantile(1 - p, nu)).toBeCloseTo(-expected, 3);
});

test('with many degrees of freedom it is that of the normal distribution, and in the middle it is zero', () => {
  expect(studentQuantile(0.95, 1e6)).toBeCloseTo(1.644_854, 4);
  expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 9);
});

test('what is no probability, and no degrees of freedom, is refused', () => {
  expect(() => studentQuantile(1, 3)).toThrow(/p is 1/);
  expect(() => studentQuantile(0.9, 0)).toThrow(/degrees of freedom are 0/);
});
