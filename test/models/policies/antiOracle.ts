/** Moves to parameters that lose money: the tightest spread, the largest size, a force close at every small move, no pauses. */

import type { Parameters } from '../../../src/strategy/parameters.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn, stepTo } from './policy.ts';

const LOSING: Parameters = {
  forceCloseOnTrend: true,
  forceCloseBps: 0.5,
  gridResetBps: 2,
  pauseOnTrend: false,
  spreadBps: 0.1,
  orderSizeUsd: 200,
  pauseSeconds: 0,
};

export function antiOracle(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    return anAnswerTo(base, stepTo(LOSING, base, 1 / (1 + repairsIn(ask))), 'Everything at once.');
  };
}
