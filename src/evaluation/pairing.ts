/** Two versions side by side: the same sessions cut into the same blocks. */

import type { Blocks } from './comparison.ts';

/** One session in which both versions ran. */
export interface PairedSession {
  readonly challenger: Blocks;
  readonly champion: Blocks;
  /** The same under the optimistic fill model. */
  readonly optimisticChallenger: Blocks;
  readonly optimisticChampion: Blocks;
  /** Label of the market's regime; promotion asks for at least two. */
  readonly regime: string;
  /** Whether risk stopped the challenger. */
  readonly halted: boolean;
}

/** The same minutes of both sides; profit and volume in quote currency, swings in its square. */
export interface Pair {
  readonly hours: number;
  readonly challengerProfit: number;
  readonly championProfit: number;
  readonly challengerVolume: number;
  readonly championVolume: number;
  readonly challengerSwings: number;
  readonly championSwings: number;
  readonly challengerHolding: number;
  readonly championHolding: number;
}

/** @throws RangeError when the two sides do not cover the same blocks. */
export function pairBlocks(challenger: Blocks, champion: Blocks): Pair[] {
  if (challenger.profit.length !== champion.profit.length || challenger.blockSeconds !== champion.blockSeconds) {
    throw new RangeError('blocks of a paired session have to cover the same times');
  }
  return challenger.profit.map((profit, i) => ({
    hours: challenger.blockSeconds / 3600,
    challengerProfit: profit,
    championProfit: champion.profit[i] as number,
    challengerVolume: challenger.volume[i] as number,
    championVolume: champion.volume[i] as number,
    challengerSwings: challenger.swings[i] as number,
    championSwings: champion.swings[i] as number,
    challengerHolding: challenger.holding[i] as number,
    championHolding: champion.holding[i] as number,
  }));
}

/** Sum of all pairs, field by field. One pass over the pairs, since a race does this very often. */
export function sumOf(pairs: readonly Pair[]): Pair {
  const sum = {
    hours: 0,
    challengerProfit: 0,
    championProfit: 0,
    challengerVolume: 0,
    championVolume: 0,
    challengerSwings: 0,
    championSwings: 0,
    challengerHolding: 0,
    championHolding: 0,
  };
  for (const pair of pairs) {
    sum.hours += pair.hours;
    sum.challengerProfit += pair.challengerProfit;
    sum.championProfit += pair.championProfit;
    sum.challengerVolume += pair.challengerVolume;
    sum.championVolume += pair.championVolume;
    sum.challengerSwings += pair.challengerSwings;
    sum.championSwings += pair.championSwings;
    sum.challengerHolding += pair.challengerHolding;
    sum.championHolding += pair.championHolding;
  }
  return sum;
}

/** Difference of profit, challenger minus champion. */
export function profitDifference(pair: Pair): number {
  return pair.challengerProfit - pair.championProfit;
}

/** Difference of what positions earned after their first minute. */
export function holdingDifference(pair: Pair): number {
  return pair.challengerHolding - pair.championHolding;
}

/** Difference of what fills were worth a minute later. */
export function markoutDifference(pair: Pair): number {
  return profitDifference(pair) - holdingDifference(pair);
}

/** Difference of the charge for risk. @param riskPrice as in the decision rules */
export function chargeDifference(pair: Pair, riskPrice: number): number {
  return riskPrice * (pair.challengerSwings - pair.championSwings);
}

/** Difference of profit after the charge for risk, by which versions are judged. */
export function gain(pair: Pair, riskPrice: number): number {
  return profitDifference(pair) - chargeDifference(pair, riskPrice);
}
