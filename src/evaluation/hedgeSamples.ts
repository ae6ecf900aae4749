/** What a hedge is fitted on: seconds of a market with the move of the reference that was known, and the own move that came. */

import type { ReferenceMids } from '../market/referenceMids.ts';
import { ReferenceMove } from '../signals/referenceMove.ts';

/** Half-lives that are tried, seconds: all are steps of hedgeHalfLifeSeconds. */
export const HEDGE_HALF_LIVES: readonly number[] = [0.2, 0.5, 1, 2, 5, 10, 20];

export interface HedgeSecond {
  /** Own move over the horizon from the mid that was seen, bps. */
  readonly next: number;
  /** Move of the reference as it was seen, bps: one for each of {@link HEDGE_HALF_LIVES}. */
  readonly moves: readonly number[];
}

/** Up to an hour of one pair of tapes, in the order of time. */
export type HedgeHour = readonly HedgeSecond[];

export interface HedgeView {
  /** How late a trader sees the own market and the reference, µs. */
  readonly feedUs: number;
  readonly referenceUs: number;
  readonly horizonSeconds: number;
  /** Age from which a row of the reference says nothing. */
  readonly staleSeconds: number;
}

const HOUR_SECONDS = 3600;
/** A rest of a pair that has fewer seconds is left out: it says little. */
const LEAST_SECONDS = HOUR_SECONDS / 2;

/**
 * The hours of two markets beside each other. A second counts where both mids are known and the own one is known a horizon later.
 *
 * @param own mids of the market that is traded, and of the `reference`; both with times since the same moment
 * @param durationUs how long both are known
 */
export function hedgeHours(
  own: ReferenceMids,
  reference: ReferenceMids,
  durationUs: number,
  { feedUs, referenceUs, horizonSeconds, staleSeconds }: HedgeView,
): HedgeHour[] {
  const moves = HEDGE_HALF_LIVES.map((halfLife) => new ReferenceMove(halfLife, staleSeconds));
  const seen = new MidAt(own);
  const later = new MidAt(own);
  const hours: HedgeSecond[][] = [];
  let pushed = 0;
  for (let second = 1; second * 1e6 + horizonSeconds * 1e6 <= durationUs; second++) {
    const nowUs = second * 1e6;
    let to = pushed;
    while (to < reference.length && (reference.timeUs[to] as number) <= nowUs - referenceUs) to++;
    const rows = [reference.timeUs.subarray(pushed, to), reference.midTicks.subarray(pushed, to)] as const;
    for (const move of moves) {
      move.push(...rows, to - pushed);
      move.lookAt(nowUs - referenceUs);
    }
    pushed = to;
    const next = 10_000 * Math.log(later.mid(nowUs - feedUs + horizonSeconds * 1e6) / seen.mid(nowUs - feedUs));
    const bps = moves.map((move) => move.bps);
    if ([next, ...bps].some(Number.isNaN)) continue;
    const hour = Math.floor((second - 1) / HOUR_SECONDS);
    hours[hour] ??= [];
    hours[hour].push({ next, moves: bps });
  }
  return hours.filter((hour) => hour !== undefined && hour.length >= LEAST_SECONDS);
}

/** The mid at moments that never decrease; NaN before the first row. */
class MidAt {
  readonly #mids: ReferenceMids;
  #next = 0;

  constructor(mids: ReferenceMids) {
    this.#mids = mids;
  }

  mid(atUs: number): number {
    const { timeUs, midTicks, length } = this.#mids;
    while (this.#next < length && (timeUs[this.#next] as number) <= atUs) this.#next++;
    return this.#next === 0 ? Number.NaN : (midTicks[this.#next - 1] as number);
  }
}
