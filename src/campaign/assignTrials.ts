/** Which candidates of a round get a trial lane: every model's and person's, then by what earlier trials of their source were worth. */

import { drawChance, type Successes } from '../evaluation/thompson.ts';
import type { Rng } from '../market/rng.ts';
import { sourceOf } from '../study/trialSources.ts';
import type { Ranked } from './ranking.ts';

/** Of a source that has had no trial yet: both chances are as likely. */
const UNKNOWN: Successes = { successes: 0, failures: 0 };

/**
 * The candidates that go on trial, in the order in which they got their lane. Those of models and people are taken whatever the race
 * said, also when there are more of them than lanes: they wait for a lane. Each other source gets one lane, so that none is left
 * out, and Thompson sampling gives the rest. Within a source the best by expected gain come first.
 *
 * @param ranked without those that the race has shown to be harmful, but for candidates of models and people; best first
 * @param worthOf what earlier trials of a source were worth
 */
export function assignTrials(
  ranked: readonly Ranked[],
  lanes: number,
  worthOf: ReadonlyMap<string, Successes>,
  rng: Rng,
): Ranked[] {
  const taken = ranked.filter(isAlwaysTried);
  const left = Map.groupBy(
    ranked.filter((one) => !isAlwaysTried(one)),
    ({ candidate }) => sourceOf(candidate.draft),
  );
  const take = (source: string): void => {
    const own = left.get(source) ?? [];
    const [first, ...others] = own;
    if (first !== undefined) taken.push(first);
    if (others.length === 0) left.delete(source);
    else left.set(source, others);
  };
  for (const source of [...left.keys()]) if (taken.length < lanes) take(source);
  while (taken.length < lanes && left.size > 0) {
    const draws = [...left.keys()].map((source) => ({
      source,
      chance: drawChance(worthOf.get(source) ?? UNKNOWN, rng),
    }));
    const best = draws.reduce((a, b) => (b.chance > a.chance ? b : a));
    take(best.source);
  }
  return taken;
}

/** A model's answer was paid for, and a person's idea is a wish: the race may order them, it does not drop them. */
export function isAlwaysTried({ candidate }: Pick<Ranked, 'candidate'>): boolean {
  const { proposer } = candidate.draft;
  return proposer === 'model' || proposer === 'human';
}
