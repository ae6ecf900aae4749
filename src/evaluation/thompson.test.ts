import { expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { drawChance, meanChance } from './thompson.ts';

function draws(successes: number, failures: number, count = 20_000): number[] {
  const rng = createRng('draws');
  return Array.from({ length: count }, () => drawChance({ successes, failures }, rng));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

it('draws have the mean and the variance of the Beta distribution', () => {
  // Beta(1 + 3, 1 + 1): mean 4/6, variance 4 · 2 / (6² · 7).
  const drawn = draws(3, 1);
  const mean = meanOf(drawn);
  expect(mean).toBeCloseTo(4 / 6, 2);
  expect(meanOf(drawn.map((value) => (value - mean) ** 2))).toBeCloseTo(8 / 252, 3);
  expect(meanChance({ successes: 3, failures: 1 })).toBeCloseTo(4 / 6, 12);
});

it('without a trial every chance is as likely', () => {
  const drawn = draws(0, 0);
  expect(drawn.filter((value) => value < 0.25).length / drawn.length).toBeCloseTo(0.25, 1);
  expect(Math.min(...drawn)).toBeGreaterThan(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
});

it('a source with better trials wins most draws, and the other some', () => {
  const rng = createRng('sources');
  const wins = Array.from({ length: 4_000 }, () => {
    const good = drawChance({ successes: 6, failures: 2 }, rng);
    return good > drawChance({ successes: 2, failures: 6 }, rng);
  }).filter(Boolean).length;
  // P(Beta(7, 3) > Beta(3, 7)) = 0.971 by simulation with another generator integration.
  expect(wins / 4_000).toBeCloseTo(0.971, 1);
  expect(wins).toBeLessThan(4_000);
});
