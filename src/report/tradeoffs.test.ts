import { expect, test } from 'vitest';
import { asShown } from '../testing/pages.ts';
import { aStudy } from '../testing/study.ts';
import { markdownFigures } from './figures.ts';
import { spearman, tradeoffsSection } from './tradeoffs.ts';

function versions(volumes: readonly number[], profits: readonly number[]): string {
  const study = aStudy();
  for (const [i, volume] of volumes.entries()) {
    const version = i + 1;
    study
      .version()
      .session({ acting: version, champion: 1, lanes: [{ version, volume, profit: profits[i] ?? 0, fills: 40 }] });
  }
  return asShown(tradeoffsSection(study.snapshot(), 'paper', markdownFigures('$')));
}

test('rank correlation, ties sharing their mean rank', () => {
  expect(
    spearman([
      [1, 10],
      [2, 20],
      [3, 25],
      [4, 1_000],
    ]),
  ).toBe(1);
  expect(
    spearman([
      [1, 9],
      [2, 5],
      [3, 1],
    ]),
  ).toBe(-1);
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: Σxy = 4.5, Σx² = 4.5, Σy² = 5 → 4.5 / √22.5 = 0.9487.
  expect(
    spearman([
      [1, 1],
      [2, 2],
      [2, 3],
      [3, 4],
    ]),
  ).toBeCloseTo(0.9487, 4);
  expect(
    spearman([
      [1, 1],
      [1, 2],
    ]),
  ).toBeNull();
});

test('volume against per $10k over versions', () => {
  const text = versions([1_000, 2_000, 3_000, 4_000, 5_000], [1, 1, 1, 1, 1]);
  expect(text).toContain('| [v2](v002.md) | 1 | $2,000 | 40.0 | +5.00 [+5.00, +5.00] |');
  expect(text).toContain(
    'More volume per hour went with **less profit per $10k** (rank correlation −1.00, n = 5 versions; not proof of a cause).',
  );
});

test('a weak relation is called chance, and three versions show none', () => {
  expect(versions([1_000, 2_000, 3_000, 4_000], [1, 3, 2, 3])).toContain(
    // Per $10k 10, 15, 6.67, 7.5: ranks 3, 4, 1, 2 → ρ = 1 − 6 × 16 / 60 = −0.6.
    'Volume per hour and profit per $10k: no relation beyond chance (rank correlation −0.60, n = 4 versions; chance reaches ±1.00).',
  );
  expect(versions([1_000, 2_000, 3_000], [1, 1, 1])).toContain(
    '3 versions measured: at least 4 are needed to show a relation.',
  );
});

test('a figure that differs only by binary fractions is the same figure', () => {
  expect(versions([1_000, 3_000, 7_000, 9_000], [0.1, 0.3, 0.7, 0.9])).toContain(
    'Volume per hour and profit per $10k: one of them is the same in all 4 versions.',
  );
});
