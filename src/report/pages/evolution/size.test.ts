/** How long a history is, with few versions and with many. */

import { expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../../../testing/study.ts';
import { markdownFigures } from '../../figures.ts';
import { historyFiles } from '../historyFiles.ts';
import { keyInsight, MOST_WORDS } from './keyInsight.ts';

/** Versions of v1 in turns, each with one session beside it, claims, and a candidate on trial after every session. */
function versions(count: number): StudyBuilder {
  const study = aStudy().version().champion(1);
  for (let n = 2; n <= count; n++) {
    study.version(
      { levels: 1 + (n % 11), pauseSeconds: 1 + (n % 90), spreadBps: 0.5 + (n % 200) / 10, skew: n % 2 === 0 },
      { parent: 1 + (n % 3 === 0 ? n - 3 : 0), createdAt: '2026-01-05T10:00:00.000Z' },
    );
    const profit = ((n * 37) % 100) / 50 - 1;
    const blocks = Array.from({ length: 12 }, (_, i) => profit / 12 + (((i + n) % 5) - 2) / 10);
    const metrics = {
      pauseShare: (n % 7) / 10,
      forceCloses: n % 4,
      markouts: [{ horizonSeconds: 30, meanBps: ((n * 13) % 40) / 10 - 3, fills: 50 }],
    };
    study.session({
      acting: n,
      champion: 1,
      lanes: [
        { version: 1, profit: 0, volume: 6_000, fills: 60 },
        { version: n, profit, volume: 1_000 + (n % 9) * 1_000, fills: 10 + (n % 100), blocks, metrics },
      ],
    });
    study.proposal({
      base: 1,
      changes: [{ parameter: 'levels', from: 5, to: 6, why: '' }],
      status: 'on-trial',
      hypothesis: 'More levels, $5 more.',
    });
    if (n % 10 === 0) study.learning({ claim: `claim ${n}` });
  }
  return study;
}

function lines(study: StudyBuilder): number {
  const [page] = historyFiles(study.report()).pages;
  expect(page?.path).toBe('EVOLUTION.md');
  return page?.text.split('\n').length ?? 0;
}

test('eight versions take at most 250 lines', () => {
  expect(lines(versions(8))).toBeLessThanOrEqual(250);
});

test('a thousand versions take at most 400 lines, and all are on the page of versions', { timeout: 120_000 }, () => {
  const study = versions(1_000);
  expect(lines(study)).toBeLessThanOrEqual(400);
  const { pages } = historyFiles(study.report());
  const all = pages.find(({ path }) => path === 'versions.md')?.text.match(/^\| \**\[v\d+\]/gm) ?? [];
  expect(all).toHaveLength(1_000);
});

test('no key insight has more than ten words', () => {
  const report = versions(120).report();
  const figures = markdownFigures('$');
  const insights = report.snapshot.versions.map((version) => keyInsight(report, version, 'paper', figures));
  for (const insight of insights) expect(insight.split(/\s+/).length, insight).toBeLessThanOrEqual(MOST_WORDS);
  // Most differ from one another: they say what was measured of this version.
  expect(new Set(insights).size).toBeGreaterThan(60);
});
