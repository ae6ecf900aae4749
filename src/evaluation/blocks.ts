/**
 * A lane in blocks of about five minutes, and the charge for its risk.
 *
 * The charge is half the risk aversion times the variance of profit, relative to capital (mean–variance utility,
 * Markowitz 1952; in market making the running inventory penalty of Cartea, Jaimungal & Penalva 2015, ch. 10, which is
 * proportional to the same variance while a position is held). Without it, carrying more inventory would be the surest
 * way to look better.
 *
 *     charge = riskAversion / (2 · capital) · Σ (change of profit over a minute)²
 */

import type { LaneSamples } from '../session/result.ts';
import type { Blocks } from './comparison.ts';

const BLOCK_SECONDS = 300;
/** Changes over one second are mostly the flicker of the mid; a block of five minutes has too few longer ones. */
const SWING_SECONDS = 60;

/** Cuts the samples of a lane into equal blocks of about five minutes; a shorter session is one block. */
export function blocksOf(samples: LaneSamples): Blocks {
  const seconds = (samples.length * samples.stepUs) / 1e6;
  const n = Math.max(1, Math.floor(seconds / BLOCK_SECONDS));
  const profit: number[] = [];
  const volume: number[] = [];
  const swings: number[] = [];
  const holding: number[] = [];
  for (let i = 0; i < n; i++) {
    const from = Math.floor((i * samples.length) / n);
    const to = Math.floor(((i + 1) * samples.length) / n);
    profit.push(at(samples.profit, to) - at(samples.profit, from));
    volume.push(at(samples.volume, to) - at(samples.volume, from));
    holding.push(at(samples.holding, to) - at(samples.holding, from));
    swings.push(squaredChanges(samples.profit, from, to, Math.max(1, Math.round(seconds / n / SWING_SECONDS))));
  }
  return { blockSeconds: seconds / n, profit, volume, swings, holding };
}

/** Sum of the squared changes of profit over `pieces` equal pieces of the samples `from` … `to`. */
function squaredChanges(profit: Float64Array, from: number, to: number, pieces: number): number {
  let sum = 0;
  for (let i = 0; i < pieces; i++) {
    const start = from + Math.floor((i * (to - from)) / pieces);
    const end = from + Math.floor(((i + 1) * (to - from)) / pieces);
    sum += (at(profit, end) - at(profit, start)) ** 2;
  }
  return sum;
}

/** Value after `count` samples; zero before the first. */
function at(series: Float64Array, count: number): number {
  return count === 0 ? 0 : (series[count - 1] as number);
}

/** The charge for one (quote currency)² of squared swings, in quote currency. */
export function riskPrice(study: { readonly capital: number; readonly riskAversion: number }): number {
  return study.riskAversion / (2 * study.capital);
}

/** Profit of all blocks after the charge for risk, quote currency. @param price as {@link riskPrice} gives it */
export function profitAfterRisk({ profit, swings }: Blocks, price: number): number {
  return profit.reduce((sum, value, i) => sum + value - price * (swings[i] as number), 0);
}
