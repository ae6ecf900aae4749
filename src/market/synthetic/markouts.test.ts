/**
 * What resting costs in each family, measured with a maker that has no skill. Markouts in bps, signed in his favour.
 */

import { describe, expect, it } from 'vitest';
import { HORIZONS_SECONDS, type SimpleFill, simpleMakerFills } from '../../testing/simpleMaker.ts';
import { btcUsdPerp } from '../instrument.ts';
import type { Family } from './families.ts';
import { generateMarket } from './generate.ts';

const REBATE_BPS = 0.5;
/** Fills of one block share a trend or a jump: only blocks count as independent. */
const BLOCK_US = 600e6;

function fillsByBlock(family: Family, hours: number): SimpleFill[][] {
  const blocks: SimpleFill[][] = [];
  for (let hour = 0; hour < hours; hour++) {
    const tape = generateMarket({ family, seed: `markouts/${hour}`, minutes: 60, instrument: btcUsdPerp });
    const first = blocks.length;
    for (const fill of simpleMakerFills(tape)) {
      const block = first + Math.floor(fill.timeUs / BLOCK_US);
      while (blocks.length <= block) blocks.push([]);
      (blocks[block] as SimpleFill[]).push(fill);
    }
  }
  return blocks;
}

/** Mean over fills and its standard error over blocks (ratio of sums). */
function estimate(
  blocks: readonly SimpleFill[][],
  value: (fill: SimpleFill) => number,
): { mean: number; error: number } {
  const sums = blocks.map((fills) => fills.reduce((sum, fill) => sum + value(fill), 0));
  const count = blocks.reduce((n, fills) => n + fills.length, 0);
  const mean = sums.reduce((a, b) => a + b, 0) / count;
  const squares = blocks.reduce((s, fills, i) => s + ((sums[i] as number) - mean * fills.length) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / count };
}

const markout = (blocks: readonly SimpleFill[][], seconds: number): { mean: number; error: number } => {
  const horizon = HORIZONS_SECONDS.indexOf(seconds);
  return estimate(blocks, (fill) => fill.markoutsBps[horizon] as number);
};

/** Profit a fill in bps when it is closed at the mid after a minute: price against that mid, and the rebate. */
const profit = (blocks: readonly SimpleFill[][], distanceBps: number): { mean: number; error: number } => {
  const chosen = blocks.map((fills) => fills.filter((fill) => fill.distanceBps === distanceBps));
  const horizon = HORIZONS_SECONDS.indexOf(60);
  return estimate(chosen, (fill) => {
    const edgeBps = (1e4 * fill.sign * (fill.midBeforeTicks - fill.priceTicks)) / fill.midBeforeTicks;
    return edgeBps + (fill.markoutsBps[horizon] as number) + REBATE_BPS;
  });
};

describe('a maker without skill', () => {
  it('is hardly selected against in calm: under 0.15 bps at any horizon, nothing provable beyond 0.05, and makes a little', () => {
    const blocks = fillsByBlock('calm', 16);
    for (const seconds of HORIZONS_SECONDS) expect(Math.abs(markout(blocks, seconds).mean)).toBeLessThan(0.15);
    const { mean, error } = markout(blocks, 30);
    expect(Math.abs(mean) - 2 * error).toBeLessThan(0.05);
    const earned = profit(blocks, 0.5);
    expect(earned.mean).toBeGreaterThan(3 * earned.error);
    expect(earned.mean).toBeLessThan(1);
  });

  it('is run over in trending: the price goes on against his fills, and further every second', () => {
    const blocks = fillsByBlock('trending', 8);
    expectRunOver(blocks);
    expect(markout(blocks, 60).mean).toBeLessThan(markout(blocks, 5).mean);
  });

  it('is run over in toxic and loses even with the rebate, the more the farther out he waits to be swept', () => {
    const blocks = fillsByBlock('toxic', 6);
    expectRunOver(blocks);
    const near = profit(blocks, 1.5);
    const far = profit(blocks, 2.5);
    expect(near.mean).toBeLessThan(-2 * near.error);
    expect(far.mean).toBeLessThan(near.mean);
  });

  it('pays for jumps in jumpy: they run over the orders farther out', () => {
    const blocks = fillsByBlock('jumpy', 6);
    expect(markout(blocks, 30).mean).toBeLessThan(-0.15);
    expect(profit(blocks, 2.5).mean).toBeLessThan(profit(blocks, 0.5).mean);
  });
});

/** Adverse selection at a realistic size, far beyond its standard error. */
function expectRunOver(blocks: readonly SimpleFill[][]): void {
  for (const seconds of [5, 30]) {
    const { mean, error } = markout(blocks, seconds);
    expect(mean).toBeLessThan(-0.2);
    expect(mean).toBeGreaterThan(-2);
    expect(mean / error).toBeLessThan(-3);
  }
}
