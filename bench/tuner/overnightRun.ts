/** What `tune start` believes after a night without a model and without named tapes. */

import type { Posterior } from '../../src/evaluation/beliefs.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { bestGuess } from '../../src/study/leaderboard.ts';
import { snapshotOf } from '../../src/study/studySnapshot.ts';
import { type Course, tuningMarkets } from './markets.ts';
import { campaignPlan, EFFECT_SCALE, memoryJournal, start, studyTerms } from './settings.ts';
import { tune } from './study.ts';

/** Probabilities that may be asked before a version is recommended. */
export const ASKED: readonly number[] = [0, 0.6, 0.7, 0.8, 0.9, 0.95];

export interface Belief extends Posterior {
  readonly parameters: Parameters;
  readonly probabilityBetter: number;
}

export interface NightEnd {
  /** Whom beliefs are against: the default, unless another was promoted. */
  readonly champion: Parameters;
  /** Of all versions that ran beside the champion. */
  readonly beliefs: readonly Belief[];
  /** What would be recommended, by {@link ASKED}. */
  readonly recommended: readonly Parameters[];
}

export interface NightRequest {
  readonly course: Course;
  readonly seed: number;
  readonly sessions: number;
  readonly minutes: number;
}

export async function night({ course, seed, sessions, minutes }: NightRequest): Promise<NightEnd> {
  const journal = memoryJournal(studyTerms(course, seed));
  journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
  const proposer = surrogateProposer(EFFECT_SCALE);
  const plan = campaignPlan(course, { sessions, minutes, archive: false });
  await tune(
    journal,
    { proposer, model: null, replayGate: 'sessions' },
    tuningMarkets(course, seed),
    plan,
    () => undefined,
  );
  const { champion, versions } = snapshotOf(journal).leaderboard;
  return {
    champion: journal.version(champion).parameters,
    beliefs: versions.flatMap(({ version: { parameters }, guess }) =>
      guess === null ? [] : [{ parameters, ...guess }],
    ),
    recommended: ASKED.map((asked) => journal.version(bestGuess(champion, versions, asked)).parameters),
  };
}
