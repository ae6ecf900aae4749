/**
 * A policy that answers in place of a language model. It knows parameters that earn more than the defaults on synthetic markets,
 * and proposes to move to them step by step. They come from a sweep over markets that no study runs on (bench/MODELS.md). Of the
 * prompt it reads only the base version of the round and the number of refusals.
 */

import type { Parameters } from '../../../src/strategy/parameters.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn, stepTo } from './policy.ts';

/** Pauses the endangered side for 24 seconds after a fast move. */
export const PAYING: Parameters = { pauseOnTrend: true, rocPauseBps: 0.5, pauseSeconds: 24 };

export function oracle(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    const refusals = repairsIn(ask);
    // After the first refusal the step is half as long. After the second there is no step.
    return anAnswerTo(base, refusals < 2 ? stepTo(PAYING, base, 1 / (1 + refusals)) : {}, 'Pause in fast moves.');
  };
}
