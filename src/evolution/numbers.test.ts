import { expect, test } from 'vitest';
import { readNumber, withoutRemarks } from './numbers.ts';

test.each([
  ['$1,800', 1_800, '$', ''],
  ['+$0.09', 0.09, '$', ''],
  ['-$2.45', -2.45, '$', ''],
  ['−$2.45', -2.45, '$', ''],
  ['$-2.45', -2.45, '$', ''],
  ['1,234,567.8', 1_234_567.8, '', ''],
  ['0.005%', 0.005, '', '%'],
  ['2.5 bps', 2.5, '', 'bps'],
  ['30-35%', 30, '', '-35%'],
  ['1800.', 1_800, '', '.'],
  ['-0', 0, '', ''],
] as const)('“%s” is %d', (text, value, mark, rest) => {
  expect(readNumber(text)).toEqual({ kind: 'number', value, mark, rest });
});

test.each([
  [
    '1.234,56',
    /“1\.234,56” is not a number in English notation \(1,234\.56\); in German notation it would be 1234\.56/,
  ],
  ['0,25 %', /“0,25” is not a number in English notation .*it would be 0\.25/],
  ['1.234.567', /“1\.234\.567” is not a number in English notation/],
  ['12,34,567', /is not a number in English notation/],
  ['$1.800', /“1\.800” has two meanings: write 1800 or 1\.8/],
  ['+-3', /has two signs/],
])('“%s” is refused', (text, reason) => {
  const read = readNumber(text);
  expect(read.kind === 'refused' ? read.reason : read).toMatch(reason);
});

test.each(['', 'ZERO', 'n/a', '$'])('“%s” is no number', (text) => {
  expect(readNumber(text)).toEqual({ kind: 'none' });
});

test('remarks in parentheses are left out', () => {
  expect(withoutRemarks('$9,180 (LOW)  a day (from 3)')).toBe('$9,180 a day');
});
