import { type Fields, numberOf } from '../fields/jsonFields.ts';

/** Numbers of levels a side for which there are streams of partial depth. */
const LEVELS: readonly number[] = [5, 10, 20];
/** Messages that list all levels are partial depth if there are at least this many of them, and this share of all. */
const FEWEST_FULL = 3;
const SMALLEST_SHARE = 0.05;

/** Which depth events without the name of a stream are partial depth: none, all, or those that list the full number of levels. */
export type UnnamedPartialDepth = 'none' | 'all' | 'full';

/**
 * Tells partial depth from changes by content, for recordings that do not name their streams. A message of partial depth lists
 * both sides best first, without a size of 0 and with the same number of levels in nearly every message. Changes list what
 * changed: sizes of 0, single levels and sides without any are part of every minute. A recording may hold both.
 */
export class PartialDepthShape {
  #messages = 0;
  #possible = 0;
  /** Messages that can be partial depth, by the larger number of levels of their sides. */
  readonly #messagesOfLevels = new Map<number, number>();
  readonly #fullOfLevels = new Map<number, number>();

  /** Takes a depth event, whether it can be read or not. */
  take(fields: Fields): void {
    this.#messages++;
    const sides = levelCounts(fields);
    if (sides === undefined) return;
    this.#possible++;
    const most = Math.max(...sides);
    this.#messagesOfLevels.set(most, (this.#messagesOfLevels.get(most) ?? 0) + 1);
    if (Math.min(...sides) === most) this.#fullOfLevels.set(most, (this.#fullOfLevels.get(most) ?? 0) + 1);
  }

  get partialDepth(): UnnamedPartialDepth {
    if (this.#possible === this.#messages) return this.#areAll ? 'all' : 'none';
    const full = this.#fullOfLevels.get(this.#fullLevels) ?? 0;
    return full >= FEWEST_FULL && full >= SMALLEST_SHARE * this.#messages ? 'full' : 'none';
  }

  /** Levels a side of the partial depth. */
  get levels(): number {
    return this.partialDepth === 'full' ? this.#fullLevels : this.#mostLevels;
  }

  get #areAll(): boolean {
    const levels = this.#mostLevels;
    const isEnough = levels >= 5 || (levels >= 2 && this.#messages >= 3);
    const full = this.#messagesOfLevels.get(levels) ?? 0;
    return isEnough && levels <= Math.max(...LEVELS) && full >= 0.8 * this.#messages;
  }

  get #mostLevels(): number {
    return Math.max(0, ...this.#messagesOfLevels.keys());
  }

  /** The number of levels that the most messages list on both sides. */
  get #fullLevels(): number {
    return LEVELS.reduce((a, b) => ((this.#fullOfLevels.get(b) ?? 0) >= (this.#fullOfLevels.get(a) ?? 0) ? b : a));
  }
}

/** Whether an event can be partial depth with this number of levels on both sides. */
export function hasAllLevels(fields: Fields, levels: number): boolean {
  return levelCounts(fields)?.every((side) => side === levels) ?? false;
}

/** The numbers of levels of both sides; undefined if it cannot be partial depth. */
function levelCounts({ b, a }: Fields): readonly [number, number] | undefined {
  const bids = sideOf(b, -1);
  const asks = sideOf(a, 1);
  if (bids === undefined || asks === undefined || bids.best >= asks.best) return undefined;
  return [bids.levels, asks.levels];
}

/** `way`: 1 where prices go up from the best, −1 where they go down. Undefined if it cannot be a side of partial depth. */
function sideOf(list: unknown, way: 1 | -1): { readonly best: number; readonly levels: number } | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  let last = way === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (const level of list) {
    if (!Array.isArray(level)) return undefined;
    const [price, size] = [numberOf(level[0]), numberOf(level[1])];
    if (!(size > 0) || !((price - last) * way > 0)) return undefined;
    last = price;
  }
  return { best: numberOf(list[0][0]), levels: list.length };
}
