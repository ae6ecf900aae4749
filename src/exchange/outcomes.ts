/**
 * What could have happened to an account, from the worst to the best that the tape allows, by the number of the rules that a
 * campaign runs under (fills.md, "Two outcomes"). A recorded session is always run again under its own number.
 */

import type { BookKind } from '../market/book.ts';
import type { FillRules, QueueModel } from './fillRules.ts';

/** Which of the two outcomes a lane computes; every version runs under both. */
export type FillModel = 'pessimistic' | 'optimistic';

/** What the two outcomes differ by, under rules from 2 on. */
export type Factor = 'queue' | 'crossing' | 'sweep' | 'latency' | 'postOnly';

export const factors: readonly Factor[] = ['queue', 'crossing', 'sweep', 'latency', 'postOnly'];

/** The rules of campaigns that were recorded before rules had a number. */
export const OLDEST_RULES = 1;
/** The rules of new campaigns. */
export const NEWEST_RULES = 2;

/** Which end of a range of delays; `as-set` is neither. */
export type LatencyEnd = 'slow' | 'as-set' | 'fast';

export interface Outcome {
  readonly fills: FillRules;
  readonly latency: LatencyEnd;
}

/** @throws RangeError for rules that this program does not know */
function checkRules(rules: number): void {
  if (rules !== OLDEST_RULES && rules !== NEWEST_RULES) {
    throw new RangeError(`fill rules ${rules} are unknown: this program knows ${OLDEST_RULES} to ${NEWEST_RULES}`);
  }
}

export function hasFactors(rules: number): boolean {
  return rules >= 2;
}

export function bookOf(rules: number): BookKind {
  return rules >= 2 ? 'displayed' : 'newest';
}

/**
 * The outcome of a fill model, with one factor at its optimistic end if one is named.
 * @param queue of pessimistic fills; left out, `risk-averse`
 * @throws RangeError for unknown rules, and for a factor under rules that have none
 */
export function outcomeOf(rules: number, fillModel: FillModel, factor?: Factor, queue?: QueueModel): Outcome {
  checkRules(rules);
  if (!hasFactors(rules)) {
    if (factor !== undefined) throw new RangeError(`fill rules ${rules} have no factors`);
    if (queue !== undefined) throw new RangeError(`fill rules ${rules} have no other queue`);
    return { fills: fillsOfRules1[fillModel], latency: 'as-set' };
  }
  const best = (one: Factor): boolean => fillModel === 'optimistic' || factor === one;
  return {
    fills: {
      queue: best('queue') ? { kind: 'power', exponent: 3 } : (queue ?? { kind: 'risk-averse' }),
      fillSize: best('sweep') ? 'whole' : 'proven',
      crossing: best('crossing') ? 'whole' : 'shown',
      postOnly: best('postOnly') ? 'slide' : 'reject',
    },
    latency: best('latency') ? 'fast' : 'slow',
  };
}

const fillsOfRules1: Readonly<Record<FillModel, FillRules>> = {
  pessimistic: { queue: { kind: 'risk-averse' }, fillSize: 'shared' },
  optimistic: { queue: { kind: 'power', exponent: 3 }, fillSize: 'whole' },
};
