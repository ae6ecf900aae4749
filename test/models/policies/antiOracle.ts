/** Goes where money is lost: the tightest spread, the biggest size, closing at every twitch, no pauses. */

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
