import { expect, test } from 'vitest';
import { aSeries } from '../../testing/series.ts';
import type { ChartOption } from './frame.ts';
import { markoutOption } from './markoutChart.ts';

// The mid is 60,000 for a minute, then 60,060, which is 10 bps more.
const series = aSeries(120, (second) => (second < 60 ? 60_000 : 60_060), [
  { second: 20, side: 'buy', price: 59_990, mid: 60_000, lots: 1 },
  { second: 40, side: 'buy', price: 59_990, mid: 60_000, lots: 1 },
  { second: 50, side: 'sell', price: 60_010, mid: 60_000, lots: 1 },
  { second: 100, side: 'sell', price: 60_070, mid: 60_060, lots: 1 },
]);
const option = markoutOption({ title: '', subtitle: '', seconds: 30, series });
const data = (name: string) => (option.series as ChartOption[]).find((one) => one.name === name)?.data;

test('a buy before a rise earned it, a sale lost it, and a fill that is too young has no markout', () => {
  expect(data('after a buy')).toEqual([
    [0.333333, 0],
    [0.666667, 10],
  ]);
  expect(data('after a sale')).toEqual([[0.833333, -10]]);
});

test('the mean so far is that of all fills up to each', () => {
  expect((data('mean so far') as [number, number][]).map(([, mean]) => mean)).toEqual([0, 5, 0]);
});
