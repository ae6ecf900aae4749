import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { pairedRatioInterval } from './pairedBootstrap.ts';
import type { Pair } from './pairing.ts';

const options = { level: 0.9, resamples: 400, seed: 'bootstrap' };

function aPair(challengerProfit: number, championProfit = 0, volume = 1_000): Pair {
  const unused = { challengerSwings: 0, championSwings: 0, challengerHolding: 0, championHolding: 0 };
  return {
    hours: 1 / 12,
    challengerProfit,
    championProfit,
    challengerVolume: volume,
    championVolume: volume,
    ...unused,
  };
}

describe('the difference per $10k', () => {
  it('is of ratios of sums, never a mean of ratios', () => {
    // (3 + 1) / 3,000 against 1 / 3,000, times 10,000: 10.
    const interval = pairedRatioInterval([[aPair(3, 0, 1_000), aPair(1, 1, 2_000)]], options);
    expect(interval?.mean).toBeCloseTo(10, 9);
  });

  it('draws both sides together: what the market did to both falls out', () => {
    const rng = createRng('market');
    const session = Array.from({ length: 24 }, () => {
      const market = 100 * rng.normal();
      return aPair(market + 2, market);
    });
    const interval = pairedRatioInterval([session], options);
    expect(interval?.low).toBeCloseTo(20, 9);
    expect(interval?.high).toBeCloseTo(20, 9);
  });

  it('is the same for the same seed and none without volume or with one block', () => {
    const session = [aPair(1), aPair(2), aPair(0)];
    expect(pairedRatioInterval([session], options)).toEqual(pairedRatioInterval([session], options));
    expect(pairedRatioInterval([[aPair(1)]], options)).toBeNull();
    expect(pairedRatioInterval([[aPair(1, 0, 0), aPair(1, 0, 0)]], options)).toBeNull();
    expect(() => pairedRatioInterval([], options)).toThrow(RangeError);
  });

  it('sees from the fifth session on what blocks alone would miss', () => {
    // Blocks of a session agree; sessions do not. Over five, the blocks together still vary; drawn one by one they average out.
    const levels = [-4, -2, 0, 2, 4];
    const sessions = levels.map((level) => Array.from({ length: 12 }, () => aPair(level)));
    const width = (some: typeof sessions): number => {
      const interval = pairedRatioInterval(some, options);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    // The deviation of a block is √8; of the mean of 60 blocks √8/√60, of five sessions √8/√5: in $10k, 3.29 of either between the bounds.
    expect(width(sessions) / ((3.29 * Math.sqrt(8)) / Math.sqrt(5)) / 10).toBeGreaterThan(0.85);
    expect(width(sessions) / ((3.29 * Math.sqrt(8)) / Math.sqrt(5)) / 10).toBeLessThan(1.15);
    // With four the sessions are too few to be drawn.
    expect(width(sessions.slice(1)) / 10).toBeLessThan(1.5);
  });

  it.each([
    ['independent blocks', 0, 0.83],
    ['blocks that share their session’s fortune', 0.4, 0.8],
  ])('covers about nine times in ten with eight sessions of %s', (_, shared, least) => {
    const rng = createRng(`coverage-${shared}`);
    let covered = 0;
    for (let run = 0; run < 300; run++) {
      const sessions = Array.from({ length: 8 }, () => {
        const common = rng.normal() * Math.sqrt(shared / 12);
        return Array.from({ length: 12 }, () => aPair(1 + common + rng.normal() * Math.sqrt(1 - shared)));
      });
      const interval = pairedRatioInterval(sessions, { ...options, resamples: 200, seed: `r${run}` });
      if (interval !== null && interval.low <= 10 && interval.high >= 10) covered++;
    }
    expect(covered / 300).toBeGreaterThan(least);
    expect(covered / 300).toBeLessThan(0.97);
  });
});
