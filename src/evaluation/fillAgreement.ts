/**
 * How well a simulated lane tells when the venue filled our orders: minute by minute, bids and asks apart. A minute counts and not a
 * fill, since the fills of one moment are one event.
 */

import type { FillColumns } from '../session/result.ts';

const MINUTE_US = 60e6;

/** Minutes of a side, by where it was filled. */
export interface SideMinutes {
  readonly both: number;
  readonly onlyLive: number;
  readonly onlySimulated: number;
  readonly neither: number;
}

export const NO_MINUTES: SideMinutes = { both: 0, onlyLive: 0, onlySimulated: 0, neither: 0 };

/** @param durationUs that both ran; minutes that began before its end count */
export function sideMinutes(live: FillColumns, simulated: FillColumns, durationUs: number): SideMinutes {
  const minutes = Math.ceil(durationUs / MINUTE_US);
  const inLive = filled(live, minutes);
  const inSimulation = filled(simulated, minutes);
  const both = [...inLive].filter((one) => inSimulation.has(one)).length;
  const onlyLive = inLive.size - both;
  const onlySimulated = inSimulation.size - both;
  return { both, onlyLive, onlySimulated, neither: 2 * minutes - both - onlyLive - onlySimulated };
}

export function addMinutes(a: SideMinutes, b: SideMinutes): SideMinutes {
  return {
    both: a.both + b.both,
    onlyLive: a.onlyLive + b.onlyLive,
    onlySimulated: a.onlySimulated + b.onlySimulated,
    neither: a.neither + b.neither,
  };
}

/**
 * Logarithm of the likelihood of what the venue did, where a simulated lane is wrong about a minute and side with a probability that is
 * the same for all of them. That probability is the one that fits best, kept off zero (Jeffreys: half a wrong minute of one more), and
 * at most a half: a lane that is mostly wrong tells no more than a coin.
 */
export function logLikelihood({ both, onlyLive, onlySimulated, neither }: SideMinutes): number {
  const wrong = onlyLive + onlySimulated;
  const right = both + neither;
  const share = Math.min(0.5, (wrong + 0.5) / (wrong + right + 1));
  return wrong * Math.log(share) + right * Math.log(1 - share);
}

/** Minutes of bids as 2 × minute, of asks as 2 × minute + 1. */
function filled({ length, timeUs, side }: FillColumns, minutes: number): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < length; i++) {
    const minute = Math.min(minutes - 1, Math.floor((timeUs[i] as number) / MINUTE_US));
    found.add(2 * minute + (side[i] as number));
  }
  return found;
}
