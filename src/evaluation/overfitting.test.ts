import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { overfitting } from './overfitting.ts';

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
