import { describe, expect, it } from 'vitest';
import { hoursOfBlocks, profitAfterRisk, riskPrice, secondsOfBlocks } from './blocks.ts';
import { compare } from './compare.ts';
import type { Blocks } from './comparison.ts';
import { decisionRules } from './decisionRules.ts';
import { effectOf } from './effect.ts';

const study = { capital: 1_000, minVolumePerHour: 100, riskAversion: 200 };
const rules = decisionRules(study);

/** Hours of one block each. */
function side(profit: readonly number[], swings: readonly number[]): Blocks {
  return { blockSeconds: 3_600, profit, swings, volume: profit.map(() => 1_000), holding: profit.map(() => 0) };
}

function compared(challenger: Blocks, champion: Blocks, riskAversion = 200) {
  const session = { challenger, champion, optimisticChallenger: challenger, optimisticChampion: champion };
  const asked = { ...rules, riskPrice: riskPrice({ ...study, riskAversion }) };
  return compare(2, 1, [{ ...session, regime: 'calm', halted: false }], asked);
}

describe('the charge for risk', () => {
  it('is 0.01 % of capital for an hour that deviates by 0.1 % of it, and four times that for twice the swings', () => {
    // Of $1,000: a deviation of $1, squared 1, costs $0.10; of $2, squared 4, $0.40.
    expect(riskPrice(study) * 1).toBeCloseTo(0.1, 12);
    expect(riskPrice(study) * 4).toBeCloseTo(0.4, 12);
  });

  it('makes the calmer of two equal earners the better one', () => {
    // Profit +1 −1 against nothing; swings of 2 and 2 less cost 0.2 an hour less.
    const { gainPerHour, profitPerHour, riskChargePerHour } = compared(side([1, -1], [1, 1]), side([0, 0], [3, 3]));
    expect(gainPerHour?.mean).toBeCloseTo(0.2, 12);
    expect(profitPerHour?.mean).toBeCloseTo(0, 12);
    expect(riskChargePerHour).toEqual({
      mean: expect.closeTo(-0.2, 12),
      low: expect.closeTo(-0.2, 6),
      high: expect.closeTo(-0.2, 6),
      level: 0.9,
    });
  });

  it('takes profit back that came with more swings than it is worth', () => {
    // +0.5 an hour, bought with 8 more of squared swings: −0.8.
    const comparison = compared(side([1, 0], [9, 9]), side([0, 0], [1, 1]));
    expect(comparison.profitPerHour?.mean).toBeCloseTo(0.5, 12);
    expect(effectOf(comparison)?.mean).toBeCloseTo(-0.3, 12);
    expect(comparison.probabilityBetter).toBeLessThan(0.5);
  });

  it('is none for a study without risk aversion', () => {
    const { gainPerHour, profitPerHour } = compared(side([1, 0], [9, 9]), side([0, 0], [1, 1]), 0);
    expect(gainPerHour).toEqual(profitPerHour);
  });

  it('comes off what one side made by itself', () => {
    // 3 of profit, 5 of squared swings at 0.1.
    expect(profitAfterRisk(side([1, 2], [4, 1]), riskPrice(study))).toBeCloseTo(2.5, 12);
  });
});

describe('the length of a lane', () => {
  it('is that of its blocks together', () => {
    const blocks = { blockSeconds: 360, profit: [1, 2, 3, 4, 5] };
    expect(secondsOfBlocks(blocks)).toBe(1800);
    expect(hoursOfBlocks(blocks)).toBe(0.5);
  });
});
