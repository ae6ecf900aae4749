/** Time for which a side had no quotes, by cause. Counted at the samples of a lane; it is no part of what decides anything. */

/**
 * Why a side has no quotes. Of risk: `halted`; `side-pause` after repeated fills; `reducing`, where only orders that shrink the
 * position pass; `inventory-cap`, beyond the version's own limit. Of the market: `stale-feed`; `one-sided-book`. Of the strategy:
 * `strategy-pause`; `position-limit`, where it is at its own limit; `no-level`, where it wants no quote there for another reason, such
 * as levels that are filled and not placed anew, or a position being closed.
 */
export const gapCauses = [
  'halted',
  'side-pause',
  'reducing',
  'inventory-cap',
  'stale-feed',
  'one-sided-book',
  'strategy-pause',
  'position-limit',
  'no-level',
] as const;

export type GapCause = (typeof gapCauses)[number];

/** Counts by cause, of bids and of asks. */
export type QuoteGapCounts = Readonly<Partial<Record<GapCause, readonly [bids: number, asks: number]>>>;

export class QuoteGaps {
  readonly #counts = new Map<GapCause, [number, number]>();
  // Causes mostly stay from one sample to the next: they are counted when they change, since races take millions of samples.
  #bids: GapCause | null = null;
  #asks: GapCause | null = null;
  #same = 0;

  /** Counts one sample. null stands for a side that has quotes. */
  add(bids: GapCause | null, asks: GapCause | null): void {
    if (bids !== this.#bids || asks !== this.#asks) {
      this.#count();
      this.#bids = bids;
      this.#asks = asks;
    }
    this.#same++;
  }

  counts(): QuoteGapCounts {
    this.#count();
    return Object.fromEntries([...this.#counts].map(([cause, [bids, asks]]) => [cause, [bids, asks] as const]));
  }

  #count(): void {
    if (this.#bids !== null) this.#of(this.#bids)[0] += this.#same;
    if (this.#asks !== null) this.#of(this.#asks)[1] += this.#same;
    this.#same = 0;
  }

  #of(cause: GapCause): [number, number] {
    const known = this.#counts.get(cause);
    if (known !== undefined) return known;
    const fresh: [number, number] = [0, 0];
    this.#counts.set(cause, fresh);
    return fresh;
  }
}
