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

  /** Counts one sample. null stands for a side that has quotes. */
  add(bids: GapCause | null, asks: GapCause | null): void {
    if (bids !== null) this.#of(bids)[0]++;
    if (asks !== null) this.#of(asks)[1]++;
  }

  counts(): QuoteGapCounts {
    return Object.fromEntries([...this.#counts].map(([cause, [bids, asks]]) => [cause, [bids, asks] as const]));
  }

  #of(cause: GapCause): [number, number] {
    const known = this.#counts.get(cause);
    if (known !== undefined) return known;
    const fresh: [number, number] = [0, 0];
    this.#counts.set(cause, fresh);
    return fresh;
  }
}
