/** Runs one study as `tune start` does overnight, without a model and without named tapes, and returns its best guesses at the end. */

import type { Posterior } from '../../src/evaluation/beliefs.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { bestGuess } from '../../src/study/leaderboard.ts';
import { snapshotOf } from '../../src/study/studySnapshot.ts';
import { type MarketSchedule, tuningMarkets } from '../../test/market/scheduledMarkets.ts';
import { campaignPlan, EFFECT_SCALE, memoryJournal, start, studyTerms } from './settings.ts';
import { runTuningCampaign } from './study.ts';

/** Smallest P(better) with which a version is recommended: the thresholds that the benchmark compares. */
export const ASKED_PROBABILITIES: readonly number[] = [0, 0.6, 0.7, 0.8, 0.9, 0.95];

/** A version, and what the study believes about its gain over the champion. */
export interface GuessedVersion extends Posterior {
  readonly parameters: Parameters;
  readonly probabilityBetter: number;
}

export interface OvernightResult {
  /** The version that the guesses compare with: the default, unless another was promoted. */
  readonly champion: Parameters;
  /** Of all versions that ran beside the champion. */
  readonly guesses: readonly GuessedVersion[];
  /** The version that is recommended for each of {@link ASKED_PROBABILITIES}. */
  readonly recommended: readonly Parameters[];
}

export interface OvernightRequest {
  readonly schedule: MarketSchedule;
  readonly seed: number;
  readonly sessions: number;
  readonly minutes: number;
}

export async function overnightRun({ schedule, seed, sessions, minutes }: OvernightRequest): Promise<OvernightResult> {
  const journal = memoryJournal(studyTerms(schedule, seed));
  journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
  const proposers = [surrogateProposer(EFFECT_SCALE)];
  const plan = campaignPlan(schedule, { sessions, minutes, archive: false, trials: 0 });
  await runTuningCampaign(
    journal,
    { proposers, trials: 0, model: null, replayGate: 'sessions' },
    tuningMarkets(schedule, seed),
    plan,
    () => undefined,
  );
  const { champion, versions } = snapshotOf(journal).leaderboard;
  return {
    champion: journal.version(champion).parameters,
    guesses: versions.flatMap(({ version: { parameters }, guess }) =>
      guess === null ? [] : [{ parameters, ...guess }],
    ),
    recommended: ASKED_PROBABILITIES.map(
      (threshold) => journal.version(bestGuess(champion, versions, threshold)).parameters,
    ),
  };
}
