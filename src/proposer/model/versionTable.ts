/** Every version with what is believed and measured of it now. */

import { effectOf } from '../../evaluation/effect.ts';
import type { Leaderboard, LeaderboardRow } from '../../study/leaderboard.ts';
import type { Mode } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { brief, lineOf, type PromptLine, percent, row } from './promptLine.ts';

const LEADERS = 30;

/** Ascending, so that the best stand nearest to the question; the best of many. @param leaderboard of the versions that are shown */
export function versionTable(history: StudySnapshot, leaderboard: Leaderboard, mode: Mode): PromptLine[] {
  const { champion } = leaderboard;
  const ranked = leaderboard.versions
    .flatMap((one) => {
      const belief = beliefOf(one, champion);
      return belief === null ? [] : [{ one, belief }];
    })
    .sort((a, b) => a.belief.mean - b.belief.mean || a.one.version.number - b.one.version.number);
  const head = row(
    'version',
    'gain an hour',
    'sd',
    'P',
    'markout/holding/charge',
    'sessions',
    'hours',
    'regimes',
    'fills an hour',
    'volume an hour',
    'per 10k',
    'sessions needed',
    'verdict',
  );
  return [
    lineOf(head),
    ...(ranked.length <= LEADERS ? [] : [lineOf(`${ranked.length - LEADERS} lower ones are not listed`)]),
    ...ranked.slice(-LEADERS).map(({ one, belief }) => versionLine(one, belief, champion, history, mode)),
  ];
}

interface Belief {
  readonly mean: number;
  readonly sd: number;
}

/** Gain per hour against the champion: sessions and race together. An effect through a third version is as measured. */
function beliefOf({ version, effect, guess }: LeaderboardRow, champion: number): Belief | null {
  if (version.number === champion) return { mean: 0, sd: 0 };
  if (effect === null) return null;
  if (guess === null) return { mean: effect.mean, sd: effect.standardError };
  return { mean: guess.mean, sd: guess.sd };
}

function versionLine(
  { version, comparison, guess, volumePerHour, rolledBack }: LeaderboardRow,
  belief: Belief,
  champion: number,
  history: StudySnapshot,
  mode: Mode,
): PromptLine {
  const id = `v${version.number}`;
  const pooled = history.pooled(version.number, mode, 'pessimistic');
  const effect = comparison === null ? null : effectOf(comparison);
  const parts = effect === null ? '–' : [effect.markout, effect.holding, effect.riskCharge].map((p) => brief(p.mean));
  const isChampion = version.number === champion;
  const notes = [
    isChampion ? 'champion' : (comparison?.verdict ?? 'linked'),
    ...(rolledBack ? ['rolled back'] : []),
    ...(comparison === null || comparison.signAgrees ? [] : ['sign differs']),
    ...(comparison === null || comparison.tradesEnough ? [] : ['too little volume']),
    ...(comparison?.alwaysValid == null
      ? []
      : [`always-valid ${brief(comparison.alwaysValid.low)} to ${brief(comparison.alwaysValid.high)}`]),
    ...(comparison?.minimumDetectableEffect == null
      ? []
      : [`would have shown from ${brief(comparison.minimumDetectableEffect)}`]),
  ];
  const text = row(
    id,
    brief(belief.mean),
    brief(belief.sd),
    percent(guess?.probabilityBetter),
    typeof parts === 'string' ? parts : parts.join('/'),
    comparison?.sessions ?? pooled?.sessions ?? 0,
    brief(comparison?.hours ?? pooled?.hours ?? 0),
    comparison?.regimes.length ?? '–',
    brief(pooled === null ? null : pooled.fills / pooled.hours),
    brief(volumePerHour),
    brief(pooled?.profitPer10k),
    comparison?.sessionsNeeded ?? '–',
    notes.join(', '),
  );
  return lineOf(text, id);
}
