import { describe, expect, test } from 'vitest';
import { asShown } from '../../testing/pages.ts';
import { aSeries } from '../../testing/series.ts';
import { aStudy } from '../../testing/study.ts';
import { markdownFigures } from '../figures.ts';
import { largeOrdersWarning, renderSessionPage, type SessionPageData } from './sessionPage.ts';

const shownSession = (data: SessionPageData): string => asShown(renderSessionPage(data));

const of = aStudy()
  .version()
  .version({ spreadBps: 1.5 })
  .session({
    acting: 2,
    champion: 1,
    lanes: [
      { version: 1, profit: -0.5, volume: 4_000, fills: 40 },
      {
        version: 2,
        profit: 1.19,
        volume: 6_549,
        fills: 37,
        metrics: { spreadProfit: 1.5, markouts: [{ horizonSeconds: 5, meanBps: -0.25, fills: 36 }], forceCloses: 1 },
        riskEvents: [{ timeUs: 90e6, code: 'loss_warn', message: 'profit fell below -10' }],
      },
    ],
  })
  .compared(2, 1, {})
  .recordedSession();

// Bought 0.01 BTC at 100 above the mid by force: 1.00 against the mid, and a fee of 0.18.
const series = aSeries(10, () => 60_000, [
  { second: 3, side: 'buy', price: 60_100, mid: 60_000, lots: 1_000, fee: 0.18, taker: true },
]);
const text = shownSession({
  of,
  series: [{ version: 2, fillModel: 'pessimistic', series }],
  charts: [{ title: 'Price', path: 'price.svg' }],
  files: [{ path: 'fills-v2-pessimistic.csv', what: 'own fills' }],
});

test('says what ran on which market, and that one session is little evidence', () => {
  expect(text).toMatch(/^# Session 1: v2 \(paper\)\n/);
  expect(text).toContain('**Feed**: generated: family trending, seed s101, generator 1');
  expect(text).toContain('**Market time**: from 2026-01-05 00:00 UTC');
  expect(text).toContain('range 41.0 bps, net move −12.5 bps');
  expect(text).toContain('v2 made +$1.19 on $6,549 (pessimistic fills). 1 session, 37 fills: says little.');
  expect(text).toContain(
    '- v2 against v1: +$0.12/h [−0.10, +0.34] (90 % interval, 1 paired session, 12 blocks), P(better) 70 %. Verdict: **keep-testing**.',
  );
});

test('lanes are in order: acting, champion; pessimistic first', () => {
  const names = [...text.matchAll(/^\| (v\d \w+, \w+) \| \$/gm)].map((match) => match[1]);
  expect(names).toEqual([
    'v2 acting, pessimistic',
    'v2 acting, optimistic',
    'v1 champion, pessimistic',
    'v1 champion, optimistic',
  ]);
});

test('force closes are costed where the fills are at hand', () => {
  // (60,100 − 60,000) × 0.01 + 0.18 = 1.18
  expect(text).toContain(
    '| v2 acting, pessimistic | +$1.19 | +$1.50 | 0.00 | +$1.19 | $0.00 | $0.00 | $0.00 | −$1.18 (1) |',
  );
  expect(text).toMatch(/\| v2 acting, optimistic .* – \|/);
});

test('markouts with their counts, risk events with their minute, charts and files', () => {
  expect(text).toContain('| v2 acting, pessimistic | −0.25 (36) |');
  expect(text).toContain('- v2 acting, pessimistic, minute 1.5: **loss_warn** profit fell below -10');
  expect(text).toContain('![Price](price.svg)');
  expect(text).toContain('- [fills-v2-pessimistic.csv](fills-v2-pessimistic.csv): own fills');
});

test('a session without that measurement has no such section', () => {
  expect(text).not.toContain('What could have happened');
  expect(text).not.toContain('**Note**');
});

describe('a session with outcomes', () => {
  const [pessimistic, optimistic] = [-1, 3].map((profit) => ({ profit, volume: 1_000 + 500 * profit, fills: 10 }));
  const alone = (profit: number, volume: number, fills: number) => ({ profit, volume, fills });
  const measured = aStudy()
    .version()
    .session({
      acting: 1,
      champion: 1,
      lanes: [
        {
          version: 1,
          profit: -1,
          volume: 500,
          fills: 10,
          metrics: { requests: { placed: 200, cancelled: 0, rejected: 0, large: 74, denied: {} } },
        },
      ],
      outcomes: {
        pessimistic: pessimistic ?? expect.unreachable(),
        optimistic: optimistic ?? expect.unreachable(),
        alone: {
          queue: alone(-0.5, 600, 12),
          crossing: alone(-1, 500, 10),
          sweep: alone(1, 1_500, 8),
          latency: alone(-1.25, 500, 11),
          postOnly: alone(-1, 500, 10),
        },
      },
    })
    .recordedSession();
  const page = shownSession({ of: measured, series: [], charts: [], files: [] });

  test('shows both ends, what each factor changes alone, and what they change together beyond that', () => {
    // −1 to 3 is 4; alone +0.50, 0, +2.00, −0.25 and 0: 2.25; the rest is 1.75. Volume 2,000 less 1,100; fills 0 less 1.
    const from = page.indexOf('## What could have happened');
    const rows = page
      .slice(from, page.indexOf('## Lanes'))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows.slice(2)).toEqual([
      '| **pessimistic** | −$1.00 | $500 | 10 |',
      '| queue position alone | +$0.50 | +$100.00 | +2 |',
      '| quotes that cross alone | $0.00 | $0.00 | 0 |',
      '| share of a sweep alone | +$2.00 | +$1,000.00 | −2 |',
      '| latency alone | −$0.25 | $0.00 | +1 |',
      '| post-only orders that would cross alone | $0.00 | $0.00 | 0 |',
      '| together, beyond their sum | +$1.75 | +$900.00 | −1 |',
      '| **optimistic** | +$3.00 | $2,500 | 10 |',
    ]);
  });

  test('warns of orders that a real market would react to', () => {
    expect(page).toContain(
      '**Note**: 37 % of orders were larger than 10 % of the size at the best price: a real market would react, so these fills are too optimistic.',
    );
  });
});

test('few large orders are no matter, and none were counted in old records', () => {
  const figures = markdownFigures('$');
  const lane = (placed: number, large?: number) => ({
    metrics: { requests: { placed, cancelled: 0, rejected: 0, denied: {}, ...(large === undefined ? {} : { large }) } },
  });
  expect(largeOrdersWarning([lane(100, 2)], figures)).toBeNull();
  expect(largeOrdersWarning([lane(100)], figures)).toBeNull();
  expect(largeOrdersWarning([lane(0, 0)], figures)).toBeNull();
  // Of 200 that were counted 10 were large; the hundred of a record from before do not count.
  expect(largeOrdersWarning([lane(100, 10), lane(100, 0), lane(100)], figures)).toMatch(/^5 % of orders/);
});
