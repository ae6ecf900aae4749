import { expect, test } from 'vitest';
import type { Metrics } from '../evaluation/metrics.ts';
import { aStudy } from '../testing/study.ts';
import type { Ran } from '../testing/studyRecords.ts';
import { analysis } from './analysis.ts';
import { markdownFigures } from './figures.ts';

/** Sentences about v1 after one session of $6,549 and 37 fills, or as `more` says. */
function sentences(metrics: Partial<Metrics>, more: Partial<Ran> = {}, sessions = 1): string[] {
  const study = aStudy().version();
  for (let i = 0; i < sessions; i++) {
    study.session({
      acting: 1,
      champion: 1,
      lanes: [{ version: 1, profit: 1.19, volume: 6_549, fills: 37, metrics, ...more }],
    });
  }
  const snapshot = study.snapshot();
  const pessimistic = snapshot.pooled(1, 'paper', 'pessimistic');
  if (pessimistic === null) throw new Error('v1 ran');
  return analysis(pessimistic, snapshot.pooled(1, 'paper', 'optimistic'), snapshot.study, markdownFigures('$'));
}

test('the session that looked like a breakthrough says little', () => {
  const blocks = [1.19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const said = sentences({}, { blocks });
  expect(said[0]).toBe('Evidence: 1 session, 37 fills: says little.');
  // All profit in one of twelve blocks: two degrees of freedom, and the one block says that larger ones may come.
  expect(said[1]).toMatch(
    /^Per \$10k \+1\.82 \[−3\.49, \+10\.77\] \(90 % interval, 12 blocks\): the interval includes zero, so neither/,
  );
});

test('a clear interval of a single session is qualified as one session', () => {
  expect(sentences({})[1]).toBe(
    'Per $10k +1.82 [+1.82, +1.82] (90 % interval, 12 blocks): above zero, within this one session; another session may differ from it by more than its own blocks differ.',
  );
});

test('fill models that disagree on the sign allow no conclusion', () => {
  expect(sentences({}, { profit: -0.5, optimisticProfit: 0.4 })).toContain(
    '**The fill models disagree on the sign of P&L**: pessimistic −$0.50 (37 fills), optimistic +$0.40 (37 fills). No conclusion about profit can be drawn.',
  );
});

test('fill models that never differed do not count as agreement', () => {
  expect(sentences({})).toContain(
    'Both fill models gave the same P&L, +$1.19 (37 fills): no fill depended on the position in the queue, so the same sign is no further evidence.',
  );
  expect(sentences({}, { optimisticProfit: 1.5 })).toContain(
    'Both fill models give P&L the same sign: pessimistic +$1.19 (37 fills), optimistic +$1.50 (37 fills).',
  );
});

test('spread captured against what inventory lost', () => {
  expect(sentences({ spreadProfit: 1.2, spreadCapturedBps: 1.83, inventoryProfit: -0.9 })).toContain(
    // 0.9 / 1.2 = 75 %; 1.2 / 6,549 = 1.83 bps
    'Captured $1.20 of spread (1.83 bps of volume); the moves of the mid price cost $0.90 on inventory, 75 % of the spread (37 fills).',
  );
  expect(sentences({ spreadProfit: 1.2, inventoryProfit: -1.5 }).join()).toContain(
    'more than the whole spread (37 fills)',
  );
  expect(sentences({ spreadProfit: -0.2, inventoryProfit: 0.5 }).join()).toContain('It captured no spread');
});

test('adverse selection is larger than the spread when the markout at 30 s eats it', () => {
  const markouts = [
    { horizonSeconds: 1, meanBps: -0.5, fills: 37 },
    { horizonSeconds: 30, meanBps: -2.5, fills: 36 },
    { horizonSeconds: 60, meanBps: -9, fills: 35 },
  ];
  const said = sentences({ spreadProfit: 1.3098, markouts }).find((s) => s.startsWith('Adverse'));
  // 1.3098 / 6,549 = 2.00 bps; 2.00 − 2.50 = −0.50.
  expect(said).toBe(
    'Adverse selection is larger than the spread captured: markouts of passive fills in bps −0.50 at 1 s (37 fills), −2.50 at 30 s (36 fills), −9.00 at 60 s (35 fills); spread (all fills) +2.00 and markout −2.50 leave −0.50 bps after 30 s.',
  );
});

test('a profit made of rebates is called that', () => {
  expect(sentences({ rebates: 1.5 })).toContain(
    'Costs over $6,549 of volume: rebates +$1.50; without rebates P&L would be −$0.31.',
  );
});

test('force closes are counted and priced at the taker fee', () => {
  // 10 % of 2 × 6,549 was aggressive = 1,309.80, at 3 bps = 0.39.
  expect(sentences({ forceCloses: 2, makerRatio: 0.9 }, {}, 2)).toContain(
    '4 force closes in 2 sessions traded $1,310 aggressively: a fee of $0.39 (3.00 bps), on top of the spread that they crossed.',
  );
  expect(sentences({})).toContain('No force closes in 1 session.');
});

test('a position that stays mostly on one side is named', () => {
  const inventory = { final: 0, max: 400, mean: -80, meanAbsolute: 100, holdingSeconds: 60 };
  expect(sentences({ inventory })).toContain(
    'Held $100 (10 % of capital) on average and $400 (40 % of capital) at most over 1.0 h; mostly short, $80.00 on average.',
  );
  expect(sentences({ inventory: { ...inventory, mean: -40 } }).join()).not.toContain('leaned');
});

test('refusals and risk are named', () => {
  const requests = { placed: 200, cancelled: 100, rejected: 4, denied: { price_collar: 1, max_position: 2 } };
  const said = sentences(
    { requests, maxDrawdown: 12.5, riskState: 'halted' },
    {
      riskEvents: [
        { timeUs: 1, code: 'loss_warn', message: '' },
        { timeUs: 2, code: 'loss_warn', message: '' },
      ],
    },
  );
  expect(said).toContain(
    '200 orders placed, 4 rejections (would have crossed, 2 %), 3 denied by risk (max_position 2, price_collar 1).',
  );
  expect(said).toContain(
    'Largest fall from a peak $12.50 (worst of 1 session); **risk**: 2 × loss_warn, 1 of 1 session ended halted.',
  );
});

test('without a trade nothing is said about profit', () => {
  const said = sentences({}, { volume: 0, fills: 0, profit: 0 });
  expect(said).toContain('It never traded: nothing can be said about its profit.');
  expect(said.join()).not.toContain('$10k');
});
