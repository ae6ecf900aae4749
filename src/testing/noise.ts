/** Noise of known kinds, for simulated sessions: differences of twelve blocks whose sum has a mean of zero. */

import type { Rng } from '../market/rng.ts';

export const BLOCKS = 12;

/** Differences of one session's blocks. The deviation of their sum is 1 unless stated. */
export type Noise = (rng: Rng) => readonly number[];

export const normal: Noise = (rng) => Array.from({ length: BLOCKS }, () => rng.normal() / Math.sqrt(BLOCKS));

/** Student's t with 3 degrees of freedom: variance 3, so divided by √3. */
function studentT3(rng: Rng): number {
  const chiSquare = rng.normal() ** 2 + rng.normal() ** 2 + rng.normal() ** 2;
  return rng.normal() / Math.sqrt(chiSquare / 3) / Math.sqrt(3);
}
export const fatBlocks: Noise = (rng) => Array.from({ length: BLOCKS }, () => studentT3(rng) / Math.sqrt(BLOCKS));
/** All blocks of a session are equal, so only whole sessions show noise. */
export const oneDraw =
  (draw: (rng: Rng) => number): Noise =>
  (rng) => {
    const value = draw(rng);
    return Array.from({ length: BLOCKS }, () => value / BLOCKS);
  };
/** Small gains and a rare large loss; skewness −2. */
export const seldomLosses: Noise = oneDraw((rng) => 1 + Math.log(1 - rng.uniform()));
export const seldomGains: Noise = oneDraw((rng) => -1 - Math.log(1 - rng.uniform()));
/** A deviation of 1.5 of the logarithm: one value in a thousand is a hundred times the median. */
export const lognormalLosses: Noise = oneDraw((rng) => Math.exp(1.125) - Math.exp(1.5 * rng.normal()));
export const lognormalGains: Noise = oneDraw((rng) => Math.exp(1.5 * rng.normal()) - Math.exp(1.125));
/**
 * Each session has a common deviation that all its blocks share: 40 % of the variance, more than simulated markets
 * show.
 */
export const linked: Noise = (rng) => {
  const common = rng.normal() * Math.sqrt(0.4);
  return Array.from({ length: BLOCKS }, () => common / BLOCKS + rng.normal() * Math.sqrt(0.6 / BLOCKS));
};
/** The common deviation has fat tails: now and then one session outweighs all others. */
export const fatSessions: Noise = (rng) => {
  const common = studentT3(rng);
  return Array.from({ length: BLOCKS }, () => common / BLOCKS);
};
