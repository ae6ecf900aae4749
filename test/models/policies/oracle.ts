/**
 * Knows parameters that earn more than the defaults on synthetic markets, from a sweep over markets that no study runs on
 * (see bench/MODELS.md), and moves to them step by step. It reads only the base of the round.
 */

import type { Parameters } from '../../../src/strategy/parameters.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn, stepTo } from './policy.ts';

/** Pauses the endangered side for 24 seconds after a fast move. */
export const PAYING: Parameters = { pauseOnTrend: true, rocPauseBps: 0.5, pauseSeconds: 24 };

export function oracle(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    const sentBack = repairsIn(ask);
    // After the first refusal the step is smaller, after the second there is none.
    return anAnswerTo(base, sentBack < 2 ? stepTo(PAYING, base, 1 / (1 + sentBack)) : {}, 'Pause in fast moves.');
  };
}
