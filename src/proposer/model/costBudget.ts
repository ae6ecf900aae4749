/** What calls may cost. Before a call the most that it can cost is set aside, so that parallel calls stay within a cap together. */

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

  /** Sets `most` aside and returns null; or returns why the call may not be made. */
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

  /** A call for which `most` was set aside is over; `cost` is null when it is unknown: then `most` counts. */
  charge(most: number, cost: number | null): void {
    this.#setAside -= most;
    this.#spent += cost ?? most;
  }
}

function usd(amount: number): string {
  return amount.toFixed(4);
}
