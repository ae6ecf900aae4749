import { expect, test } from 'vitest';
import { btcUsdPerp } from '../../market/instrument.ts';
import { aSeries } from '../../testing/series.ts';
import { aStudy } from '../../testing/study.ts';
import { splitProfit } from '../profitSplit.ts';
import { equityOption } from './equityChart.ts';
import type { ChartOption } from './frame.ts';
import { posteriorOption } from './posteriorChart.ts';
import { priceOption } from './priceChart.ts';
import { renderSvg } from './renderSvg.ts';
import { replayOption } from './replayChart.ts';
import { effectsOption, versionsChartData, versionsOption } from './versionCharts.ts';

// Two minutes: bought 0.01 BTC 10 below the mid, later forced to sell it 5 below a mid that had risen by 20.
const series = aSeries(
  120,
  (second) => (second < 60 ? 60_000 : 60_020),
  [
    { second: 30, side: 'buy', price: 59_990, mid: 60_000, lots: 1_000, fee: -0.03 },
    { second: 90, side: 'sell', price: 60_015, mid: 60_020, lots: 1_000, fee: 0.18, taker: true },
  ],
  (second) => (second > 40 && second <= 50 ? 1 : second > 50 && second <= 55 ? 3 : 0),
);
const price = priceOption({ title: 'Session 1', subtitle: 'v1', instrument: btcUsdPerp, currency: '$', series });
const equity = equityOption({
  title: 'Profit',
  subtitle: '',
  instrument: btcUsdPerp,
  currency: '$',
  split: true,
  lanes: [
    { version: 2, role: 'acting', fillModel: 'pessimistic', series },
    { version: 2, role: 'acting', fillModel: 'optimistic', series },
    { version: 1, role: 'champion', fillModel: 'pessimistic', series },
  ],
});
const versions = versionsOption({
  title: 'Versions',
  subtitle: '',
  currency: '$',
  versions: [
    {
      version: 1,
      sessions: 3,
      isChampion: true,
      pessimistic: { mean: 0.5, low: -1, high: 2, level: 0.9 },
      optimistic: null,
    },
    { version: 2, sessions: 0, isChampion: false, pessimistic: null, optimistic: null },
  ],
});

// v2 is $1.20 an hour better than v1 over two hours: blocks of +$0.25 and −$0.05 in turns, σ² = 24 × 0.15² × 12 / 23.
const blocks = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.25 : -0.05));
const ran = (version: number, profit: number) => ({ version, profit, volume: 6_000, fills: 60 });
const better = { acting: 2, champion: 1, lanes: [ran(1, 0), { ...ran(2, 1.2), blocks }] };
const twoHours = aStudy()
  .version()
  .version({ spreadBps: 1.5 })
  .champion(1)
  .session(better)
  .session(better)
  .snapshot().heldLeaderboard;
const effects = effectsOption(twoHours, '$') ?? {};
const [, v2] = twoHours.versions;
const posterior = v2?.comparison && v2.guess ? (posteriorOption(v2.comparison, v2.guess, '$') ?? {}) : {};
const replay =
  replayOption(
    {
      versions: [
        { version: 2, replayed: 1, replayedError: 0.5, measured: 0.5, measuredError: 0.5, sessions: 3 },
        { version: 3, replayed: -0.5, replayedError: 0.5, measured: 0.25, measuredError: 0.5, sessions: 1 },
      ],
      correlation: null,
      weight: 0.6,
    },
    '$',
  ) ?? {};

function named(option: ChartOption, name: string): ChartOption {
  const found = (option.series as ChartOption[]).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the chart has no series "${name}"`);
  return found;
}

test('profit splits into spread, fees and what the mid did', () => {
  const { spread, fees, inventory } = splitProfit(series, btcUsdPerp);
  const at = (values: Float64Array, ...samples: number[]): number[] =>
    samples.map((i) => Number(values[i]?.toFixed(6)) + 0);
  // Bought 10 better than the mid: +0.10; sold 5 worse: −0.05. The mid rose 20 while 0.01 was held: +0.20.
  expect(at(spread, 28, 29, 119)).toEqual([0, 0.1, 0.05]);
  expect(at(fees, 28, 29, 119)).toEqual([0, 0.03, -0.15]);
  expect(at(inventory, 58, 59, 119)).toEqual([0, 0.2, 0.2]);
});

test('fills are marked where they happened, forced ones apart', () => {
  expect(named(price, 'bought').data).toEqual([[0.5, 59_990]]);
  expect(named(price, 'force close').data).toEqual([[1.5, 60_015]]);
  expect((price.series as ChartOption[]).some((one) => one.name === 'sold')).toBe(false);
});

test('pauses are bands from the end of the last free second to the end of the last held one', () => {
  expect(named(price, 'bids paused').markArea).toMatchObject({ data: [[{ xAxis: 40 / 60 }, { xAxis: 50 / 60 }]] });
  expect(named(price, 'both paused').markArea).toMatchObject({ data: [[{ xAxis: 50 / 60 }, { xAxis: 55 / 60 }]] });
});

test('inventory is drawn at its value', () => {
  // 0.01 BTC at 60,000, one second after the fill's own.
  expect(named(price, 'inventory').data).toContainEqual([0.516667, 600]);
});

test('acting and champion differ in colour, fill models in dashes, the split is of the acting version', () => {
  expect(named(equity, 'v2 acting, pessimistic').lineStyle).toMatchObject({ color: '#0072b2', type: 'solid' });
  expect(named(equity, 'v2 acting, optimistic').lineStyle).toMatchObject({ color: '#56b4e9', type: [6, 4] });
  expect(named(equity, 'v1 champion, pessimistic').lineStyle).toMatchObject({ color: '#d55e00', type: 'solid' });
  expect((named(equity, 'v2: spread').data as unknown[]).at(-1)).toEqual([2, 0.05]);
});

test('the versions chart is drawn from pooled results; a version without a session keeps its place', () => {
  const study = aStudy().version().version().champion(1);
  study.session({
    acting: 1,
    champion: 1,
    lanes: [{ version: 1, profit: 3, volume: 10_000, fills: 60, optimisticProfit: 4 }],
  });
  const data = versionsChartData(study.snapshot(), 'paper');
  // 3 / 10,000 × 10,000 = 3; twelve equal blocks leave no width.
  expect(data.versions).toEqual([
    {
      version: 1,
      sessions: 1,
      isChampion: true,
      pessimistic: expect.objectContaining({ mean: expect.closeTo(3, 9) }),
      optimistic: expect.objectContaining({ mean: expect.closeTo(4, 9) }),
    },
    { version: 2, sessions: 0, isChampion: false, pessimistic: null, optimistic: null },
  ]);
  expect(data.subtitle).toBe('paper, 1 completed session, 90 % intervals, ★ champion');
});

test('the sold mark points down in the legend as it does in the chart', () => {
  const sold = priceOption({
    title: '',
    subtitle: '',
    instrument: btcUsdPerp,
    currency: '$',
    series: aSeries(2, () => 60_000, [{ second: 1, side: 'sell', price: 60_000, mid: 60_000, lots: 1 }]),
  });
  // Its first point is the top left, its last the bottom in the middle.
  expect(sold.legend).toMatchObject({
    data: expect.arrayContaining([{ name: 'sold', icon: 'path://M0,0L10,0L5,9Z' }]),
  });
});

test('effects have the plain interval, and the always-valid one only from the tenth session on', () => {
  // Blocks: √(24 × 0.0225 / 4 × 24/23) = 0.3753, sessions that agree √0.75 of it: 0.3250, times 2.353363 with 3 degrees of freedom.
  const [, caps] = (effects.series as ChartOption[]).filter((one) => one.name === '90 % interval');
  expect(caps?.data).toEqual([
    [-0.1, expect.closeTo(0.435, 3)],
    [-0.1, expect.closeTo(1.965, 3)],
  ]);
  expect(named(effects, 'always valid (from the tenth session on)').data).toEqual([]);
  expect(effectsOption({ ...twoHours, versions: twoHours.versions.slice(0, 1) }, '$')).toBeNull();
});

test('the belief about the best guess peaks at its posterior mean, and what is above zero is shaded', () => {
  // An error of 0.76494 / 1.644854 = 0.46505 under a prior of 0.5: 1.2 × 0.25 / (0.25 + 0.21627) = 0.6434, sd 0.3405; its peak is 1.1715.
  const curve = named(posterior, 'believed').data as [number, number][];
  const [at, density] = curve.reduce((best, point) => (point[1] > best[1] ? point : best));
  expect(at).toBeCloseTo(0.64, 1);
  expect(density).toBeCloseTo(1.1715, 2);
  expect((named(posterior, 'shaded').data as [number, number][])[0]?.[0]).toBe(0);
  // Φ(0.6434 / 0.3405) and Φ((−0.1 − 0.6434) / 0.3405).
  expect(posterior.title).toMatchObject({ text: 'v2 against v1: P(better) 97 %, P(harm) 1 %' });
});

test('replay and sessions agree on the dashed line, which spans what both axes show', () => {
  expect((named(replay, 'versions').data as { name: string; value: number[] }[])[0]).toEqual({
    name: 'v2',
    value: [1, 0.5],
  });
  // Replays reach from −0.5 to 1, sessions from 0 to 0.5, each with 12 % of room.
  expect((replay.series as ChartOption[])[0]?.data).toEqual([
    [-0.06, -0.06],
    [0.56, 0.56],
  ]);
  expect(replay.title).toMatchObject({
    text: 'Replay against sessions: too few for a rank correlation, n = 2 versions',
  });
  expect(replayOption({ versions: [], correlation: null, weight: 0.6 }, '$')).toBeNull();
});

test('more fills than can be drawn are thinned and the chart says so; force closes all stay', () => {
  const many = Array.from({ length: 4_100 }, (_, i) => ({
    second: 1 + i / 100,
    side: 'buy' as const,
    price: 60_000,
    mid: 60_000,
    lots: 1,
    taker: i % 1_000 === 1,
  }));
  const crowded = priceOption({
    title: '',
    subtitle: 'v1',
    instrument: btcUsdPerp,
    currency: '$',
    series: aSeries(2, () => 60_000, many),
  });
  expect(crowded.title).toMatchObject({ subtext: 'v1; one of every 3 of 4100 fills is drawn' });
  expect(named(crowded, 'force close').data).toHaveLength(5);
  expect((named(crowded, 'bought').data as unknown[]).length).toBeLessThanOrEqual(2_000);
});

test.each([
  ['price', price],
  ['equity', equity],
  ['versions', versions],
  ['effects', effects],
  ['posterior', posterior],
  ['replay', replay],
])('%s: plain JSON, an opaque ground, and the same bytes however many charts came before', (_name, option) => {
  expect(JSON.parse(JSON.stringify(option))).toEqual(option);
  const size = { width: 640, height: 360 };
  const first = renderSvg(option, size);
  renderSvg(versions, size);
  expect(renderSvg(option, size)).toBe(first);
  expect(first).toMatch(/^<svg width="640" height="360"/);
  expect(first).toContain('fill="#ffffff"');
});
