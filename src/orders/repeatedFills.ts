import type { Fill } from './gateway.ts';
import type { Side } from './priceGrid.ts';

export interface RepeatedFillSettings {
  /** So many orders of one side, each filled for the first time ... */
  readonly most: number;
  /** ... within this time by the venue's clock, ms ... */
  readonly withinMs: number;
  /** ... pause that side for this long, ms. */
  readonly pauseMs: number;
}

/** Pauses a side that is filled again and again: somebody knows more than we do. */
export class RepeatedFills {
  readonly #settings: RepeatedFillSettings;
  readonly #venueMs: Record<Side, number[]> = { buy: [], sell: [] };
  readonly #pausedUntilMs: Record<Side, number> = { buy: Number.NEGATIVE_INFINITY, sell: Number.NEGATIVE_INFINITY };

  constructor(settings: RepeatedFillSettings) {
    this.#settings = settings;
  }

  /** The first fill of an own order; fills may be told late and in any order. */
  told({ side, venueMs }: Pick<Fill, 'side' | 'venueMs'>, nowMs: number): void {
    const { most, withinMs, pauseMs } = this.#settings;
    const times = this.#venueMs[side];
    times.push(venueMs);
    times.sort((a, b) => a - b);
    const newest = times.at(-1) ?? venueMs;
    while ((times[0] ?? newest) <= newest - withinMs) times.shift();
    if (times.length < most) return;
    this.#pausedUntilMs[side] = nowMs + pauseMs;
    // After the pause so many are needed again.
    times.length = 0;
  }

  isPaused(side: Side, nowMs: number): boolean {
    return nowMs < this.#pausedUntilMs[side];
  }
}
