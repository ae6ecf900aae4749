import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { deflatedScore, expectedMaximum, overfitting, scoreOf } from './overfitting.ts';

describe('the best of many worthless ones', () => {
  it('looks the better, the more were tried', () => {
    expect(expectedMaximum(1)).toBe(0);
    // 0.422784 Φ⁻¹(6/7) + 0.577216 Φ⁻¹(1 − 1/(7e)) = 0.422784 × 1.067571 + 0.577216 × 1.6207.
    expect(expectedMaximum(7)).toBeCloseTo(1.387, 2);
    // The paper's own example, below: 0.1132 over √(1/2 / 250).
    expect(expectedMaximum(100)).toBeCloseTo(0.1132 / Math.sqrt(0.5 / 250), 2);
  });

  it('is near what drawing shows', () => {
    const rng = createRng('best of seven');
    let sum = 0;
    for (let i = 0; i < 50_000; i++) sum += Math.max(...Array.from({ length: 7 }, () => rng.normal()));
    // The formula is asymptotic; at seven it is 2.6 % above the exact 1.352.
    expect(Math.abs(expectedMaximum(7) / (sum / 50_000) - 1)).toBeLessThan(0.04);
  });

  it('needs something tried', () => {
    expect(() => expectedMaximum(0)).toThrow(RangeError);
    expect(() => expectedMaximum(2.5)).toThrow(RangeError);
  });
});

describe('the deflated score', () => {
  // Bailey & López de Prado (2014), numerical example: an annual Sharpe of 2.5 over five years of 250 days, skew −3,
  // kurtosis 10, variance 1/2 between trials a year; SR₀ = 0.1132 a day, DSR = 0.9004 after 100 trials, 0.9505 after 46.
  const strategy = { sharpe: 2.5 / Math.sqrt(250), observations: 1250, skew: -3, kurtosis: 10 };
  const spread = Math.sqrt(0.5 / 250);

  it('is that of the paper', () => {
    const { luck, probability } = deflatedScore(strategy, 100, spread);
    expect(luck).toBeCloseTo(0.1132, 4);
    expect(probability).toBeCloseTo(0.9004, 4);
    expect(deflatedScore(strategy, 46, spread).probability).toBeCloseTo(0.9505, 3);
  });

  it('of a single trial is the plain probability of a Sharpe ratio above zero', () => {
    // SR = 0.1, T = 101, normal: 0.1 × 10 / √(1 + 0.01 / 2) = 0.997509; Φ = 0.84074.
    const { luck, probability } = deflatedScore({ sharpe: 0.1, observations: 101, skew: 0, kurtosis: 3 }, 1, 5);
    expect(luck).toBe(0);
    expect(probability).toBeCloseTo(0.84074, 4);
  });

  it('refuses what no sample has', () => {
    expect(() => deflatedScore({ ...strategy, observations: 1 }, 2, 1)).toThrow(RangeError);
    expect(() => deflatedScore({ sharpe: 1, observations: 9, skew: 3, kurtosis: 1 }, 2, 1)).toThrow(/skew 3/);
  });
});

describe('the score of a series', () => {
  it('has its moments', () => {
    // Mean 2, deviations −1 −1 −1 3: m₂ = 3, m₃ = (−3 + 27)/4 = 6, m₄ = (3 + 81)/4 = 21; sample deviation √4 = 2.
    const score = scoreOf([1, 1, 1, 5]);
    expect(score?.sharpe).toBeCloseTo(1, 12);
    expect(score?.skew).toBeCloseTo(6 / 3 ** 1.5, 12);
    expect(score?.kurtosis).toBeCloseTo(21 / 9, 12);
    expect(score?.observations).toBe(4);
  });

  it('is none without variation', () => {
    expect(scoreOf([2, 2, 2])).toBeNull();
    expect(scoreOf([2])).toBeNull();
  });
});

describe('the probability of overfitting', () => {
  it('is counted over all halves', () => {
    // Against a trial of zeros, by the halves {chosen | other}: {1,2} 6 wins, −8 follows; {1,3} 1 wins, −3 follows;
    // {1,4} −1: zeros win, −1 follows; {2,3} −1: zeros win, −1 follows; {2,4} −3: zeros win, 1 follows; {3,4} −8: zeros win, 6 follows.
    // The winner is the worse one afterwards in four of six.
    const profits = [
      [4, 2, -3, -5],
      [0, 0, 0, 0],
    ];
    expect(overfitting(profits, 4)).toEqual({ probability: 4 / 6, splits: 6 });
  });

  it('groups consecutive blocks', () => {
    const profits = [
      [3, 1, 1, 1, -1, -2, -5, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
    ];
    expect(overfitting(profits, 4)).toEqual({ probability: 4 / 6, splits: 6 });
  });

  it('is zero for a trial that is best everywhere, and one where what wins always loses', () => {
    expect(overfitting([Array(8).fill(1), Array(8).fill(0), Array(8).fill(-1)], 8)).toEqual({
      probability: 0,
      splits: 70,
    });
    const swinging = [
      [1, -1],
      [-1, 1],
    ];
    expect(overfitting(swinging, 2).probability).toBe(1);
  });

  it('is one when all trials are the same: there is nothing to choose', () => {
    expect(overfitting([Array(4).fill(1), Array(4).fill(1)], 4).probability).toBe(1);
  });

  it('is about a half for noise, and small when one trial is truly better', () => {
    const rng = createRng('overfitting');
    const noise = (edge: number): number[] => Array.from({ length: 120 }, () => edge + rng.normal());
    let luck = 0;
    let skill = 0;
    for (let i = 0; i < 20; i++) {
      const trials = Array.from({ length: 10 }, () => noise(0));
      luck += overfitting(trials, 10).probability / 20;
      skill += overfitting([noise(0.8), ...trials], 10).probability / 20;
    }
    expect(luck).toBeGreaterThan(0.35);
    expect(luck).toBeLessThan(0.65);
    expect(skill).toBeLessThan(0.05);
  });

  it('refuses what cannot be halved, and nothing to choose from', () => {
    const two = [Array(6).fill(1), Array(6).fill(2)];
    expect(() => overfitting(two, 3)).toThrow(/even/);
    expect(() => overfitting(two, 8)).toThrow(/from 2 to 6/);
    expect(() => overfitting(two.slice(1), 2)).toThrow(/at least 2/);
    expect(() => overfitting([[1, 2], [1]], 2)).toThrow(/same blocks/);
  });
});
