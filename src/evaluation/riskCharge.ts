/**
 * What swings of profit cost: half the risk aversion times their variance, relative to capital (mean–variance utility, Markowitz
 * 1952; in market making the running inventory penalty of Cartea, Jaimungal & Penalva 2015, ch. 10, which is proportional to the
 * same variance while a position is held). Without it, the surest way to look better would be to carry more inventory.
 *
 *     charge = riskAversion / (2 · capital) · Σ (change of profit over a minute)²
 */

import type { Blocks } from './comparison.ts';

/** The charge for one (quote currency)² of squared swings, in quote currency. */
export function riskPrice(study: { readonly capital: number; readonly riskAversion: number }): number {
  return study.riskAversion / (2 * study.capital);
}

/** What blocks made after the charge for risk, quote currency. @param price as of {@link riskPrice} */
export function profitAfterRisk({ profit, swings }: Blocks, price: number): number {
  return profit.reduce((sum, value, i) => sum + value - price * (swings[i] as number), 0);
}
