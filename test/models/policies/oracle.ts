/**
 * Knows where the synthetic markets pay more than the defaults do, from a sweep over markets that no study runs on
 * (bench/MODELS.md tells it), and goes there step by step. It reads the base of the round and nothing else.
 */

import type { Parameters } from '../../../src/strategy/parameters.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn, stepTo } from './policy.ts';

/** Quotes on the endangered side rest for 24 seconds after a fast move. */
export const PAYING: Parameters = { pauseOnTrend: true, rocPauseBps: 0.5, pauseSeconds: 24 };

export function oracle(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    const sentBack = repairsIn(ask);
    // Sent back, it takes a smaller step, and then none.
    return anAnswerTo(base, sentBack < 2 ? stepTo(PAYING, base, 1 / (1 + sentBack)) : {}, 'Pause in fast moves.');
  };
}
