import { expect, test } from 'vitest';
import { aStudy } from '../testing/study.ts';

/** An hour of one tape. */
const hour = (n: number) =>
  ({ type: 'tape', file: 'a.parquet', sha256: 'aa', fromUs: n * 3.6e9, toUs: (n + 1) * 3.6e9 }) as const;

const quiet = { version: 1, fills: 10 };

test('per $10k is a ratio of sums over sessions', () => {
  const input = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [{ ...quiet, profit: 1, volume: 1_000 }] })
    .session({ acting: 1, champion: 1, lanes: [{ ...quiet, profit: 1, volume: 9_000 }] })
    .snapshot();
  const pooled = input.pooled(1, 'paper', 'pessimistic');
  // 2 / 10,000 × 10,000; the mean of 10 and 1.11 would be 5.56.
  expect(pooled?.profitPer10k).toBeCloseTo(2, 12);
  expect(pooled?.per10kInterval?.mean).toBeCloseTo(2, 12);
  expect(pooled).toMatchObject({ sessions: 2, blocks: 24, fills: 20, volume: 10_000, profit: 2, hours: 2 });
});

test('an interrupted session and an aborted one are no evidence', () => {
  const lanes = [{ ...quiet, profit: 5, volume: 1_000 }];
  const study = aStudy().version().session({ acting: 1, champion: 1, status: 'interrupted', lanes });
  expect(study.snapshot().pooled(1, 'paper', 'pessimistic')).toBeNull();
  study.session({ acting: 1, champion: 1, status: 'aborted', lanes: [] });
  study.session({ acting: 1, champion: 1, lanes: [{ ...quiet, profit: -1, volume: 1_000 }] });
  expect(study.snapshot().pooled(1, 'paper', 'pessimistic')).toMatchObject({ sessions: 1, profit: -1 });
});

test('the same piece of a tape counts once, for each version that saw it', () => {
  const replayed = { acting: 1, champion: 1, mode: 'replay' } as const;
  const one = { ...quiet, profit: 1, volume: 1_000 };
  const input = aStudy()
    .version()
    .version({ levels: 6 })
    .session({ ...replayed, source: hour(0), lanes: [one] })
    .session({ ...replayed, source: hour(1), lanes: [{ ...one, profit: 3 }] })
    .session({ ...replayed, source: hour(0), lanes: [one, { ...one, version: 2, profit: 5 }] })
    .snapshot();
  expect(input.pooled(1, 'replay', 'pessimistic')).toMatchObject({ sessions: 2, hours: 2, fills: 20, profit: 4 });
  expect(input.pooled(2, 'replay', 'pessimistic')).toMatchObject({ sessions: 1, hours: 1, fills: 10, profit: 5 });
});

test('modes are never pooled', () => {
  const input = aStudy()
    .version()
    .session({ acting: 1, champion: 1, mode: 'sim', lanes: [{ ...quiet, profit: 9, volume: 1_000 }] })
    .session({ acting: 1, champion: 1, mode: 'paper', lanes: [{ ...quiet, profit: -1, volume: 1_000 }] })
    .snapshot();
  expect(input.pooled(1, 'paper', 'pessimistic')?.profit).toBe(-1);
  expect(input.pooled(1, 'sim', 'pessimistic')?.profit).toBe(9);
  expect(input.pooled(1, 'live', 'pessimistic')).toBeNull();
});

test('fill models are kept apart', () => {
  const input = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [{ ...quiet, profit: -1, volume: 1_000, optimisticProfit: 2 }] })
    .snapshot();
  expect(input.pooled(1, 'paper', 'pessimistic')?.profit).toBe(-1);
  expect(input.pooled(1, 'paper', 'optimistic')?.profit).toBe(2);
});

test('markouts are weighted by the volume behind them', () => {
  const markout = (meanBps: number | null, fills: number) => [{ horizonSeconds: 30, meanBps, fills }];
  const input = aStudy()
    .version()
    .session({
      acting: 1,
      champion: 1,
      lanes: [{ ...quiet, profit: 0, volume: 1_000, metrics: { markouts: markout(-1, 10) } }],
    })
    .session({
      acting: 1,
      champion: 1,
      lanes: [{ ...quiet, profit: 0, volume: 6_000, metrics: { markouts: markout(-3, 5) } }],
    })
    .session({
      acting: 1,
      champion: 1,
      lanes: [{ ...quiet, profit: 0, volume: 500, metrics: { markouts: markout(null, 0) } }],
    })
    .snapshot();
  // Weights 1,000 × 10/10 and 6,000 × 5/10: (−1 × 1,000 − 3 × 3,000) / 4,000 = −2.5.
  expect(input.pooled(1, 'paper', 'pessimistic')?.markouts).toEqual([{ horizonSeconds: 30, meanBps: -2.5, fills: 15 }]);
});

test('a version that never traded has no ratios', () => {
  const input = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [{ version: 1, profit: 0, volume: 0, fills: 0 }] })
    .snapshot();
  expect(input.pooled(1, 'paper', 'pessimistic')).toMatchObject({
    profitPer10k: null,
    per10kInterval: null,
    makerRatio: null,
    spreadCapturedBps: null,
  });
});

test('equal results under both fill models have equal intervals', () => {
  const blocks = [3, -1, 2, -2, 1, 0, 4, -3, 1, 1, -1, 2];
  const profit = 7;
  const study = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [{ ...quiet, profit, blocks, volume: 12_000 }] });
  const input = study.snapshot();
  const same = input.with({
    lanes: input.lanes.map((lane) => ({ ...lane, blocks: { ...lane.blocks, profit: blocks } })),
  });
  expect(same.pooled(1, 'paper', 'optimistic')?.per10kInterval).toEqual(
    same.pooled(1, 'paper', 'pessimistic')?.per10kInterval,
  );
});
