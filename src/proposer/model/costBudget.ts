/** What calls may cost. Money is set aside before a call, at the most that it can cost, so that calls side by side never pass a cap together. */

import type { LlmUsage } from '../llm.ts';

/** USD for a million tokens. */
export interface Prices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

export interface CostCaps {
  /** USD for one candidate with its repairs. */
  readonly perProposal: number;
  /** USD for a day (UTC). */
  readonly perDay: number;
}

/** What a token costs that is written to the cache, in prices of input: from Anthropic's price list, for a cache of five minutes. */
export const CACHE_WRITE = 1.25;

export function costOf(usage: LlmUsage, prices: Prices): number {
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens } = usage;
  const fresh = inputTokens - cachedTokens - cacheWriteTokens;
  const input = (fresh + cacheWriteTokens * CACHE_WRITE) * prices.input;
  return (input + cachedTokens * prices.cachedInput + outputTokens * prices.output) / 1e6;
}

/** The day's money. */
export class CostBudget {
  readonly #caps: CostCaps;
  #spent: number;
  #setAside = 0;

  /** @param spentToday USD */
  constructor(caps: CostCaps, spentToday: number) {
    this.#caps = caps;
    this.#spent = spentToday;
  }

  /** Why a call that may cost so much is not made; null when the money was set aside for it. */
  reserve(most: number, spentOnProposal: number): string | null {
    const { perProposal, perDay } = this.#caps;
    if (spentOnProposal + most > perProposal) {
      return `the cap of $${perProposal} a proposal: $${usd(spentOnProposal)} is spent on it, and a call may cost $${usd(most)}`;
    }
    const committed = this.#spent + this.#setAside;
    if (committed + most > perDay) {
      return `the cap of $${perDay} a day: $${usd(committed)} is spent or under way today, and a call may cost $${usd(most)}`;
    }
    this.#setAside += most;
    return null;
  }

  /** A call for which `most` was set aside is over; `cost` is null when nobody knows what it cost: then it counts as the most. */
  charge(most: number, cost: number | null): void {
    this.#setAside -= most;
    this.#spent += cost ?? most;
  }
}

function usd(amount: number): string {
  return amount.toFixed(4);
}
