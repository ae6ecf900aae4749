/** Any two versions over the sessions that both ran in: what is known of one against the other. */

import type { Comparison } from '../evaluation/comparison.ts';
import { sameParameters } from '../strategy/parameters.ts';
import { champions } from './champions.ts';
import { compareVersions, haveMet } from './comparisons.ts';
import { effectThrough, guessOfPair, type LinkedEffect } from './leaderboard.ts';
import type { VersionRecord } from './records.ts';
import type { StudySnapshot } from './studySnapshot.ts';

export interface SideBySide {
  readonly version: VersionRecord;
  readonly against: VersionRecord;
  readonly champion: number;
  /** Over all sessions of each, quote currency; null before the first. */
  readonly volumePerHour: { readonly version: number | null; readonly against: number | null };
  /** Both have the same parameters: they are one version under two numbers. */
  readonly same: boolean;
  /** Whether they completed a session beside each other, also on a market that does not count for them. */
  readonly met: boolean;
  /** null when they have no session in common that is evidence, or are the same. */
  readonly comparison: Comparison | null;
  /** The same over the sessions of one regime alone. */
  readonly byRegime: readonly RegimeEffect[];
  /** What each was worth beside a champion that both met; null when they met each other, or none. */
  readonly linked: LinkedEffect | null;
}

export type RegimeEffect = { readonly regime: string } & Pick<
  Comparison,
  'sessions' | 'hours' | 'gainPerHour' | 'probabilityBetter'
>;

/** Against the champion the comparison is that of the leaderboard, so that every page shows the same figures. */
export function sideBySide(version: VersionRecord, against: VersionRecord, study: StudySnapshot): SideBySide {
  const guess = guessOfPair(version, against, study);
  const { champion, versions } = study.heldLeaderboard;
  const volumeOf = (number: number): number | null =>
    versions.find((one) => one.version.number === number)?.volumePerHour ?? null;
  const comparison =
    against.number === champion
      ? (versions.find((one) => one.version.number === version.number)?.comparison ?? null)
      : compareVersions(version.number, against.number, study, guess);
  const same = sameParameters(version.parameters, against.parameters);
  const links = champions(study).toReversed();
  return {
    version,
    against,
    champion,
    volumePerHour: { version: volumeOf(version.number), against: volumeOf(against.number) },
    same,
    met: haveMet(version.number, against.number, study),
    comparison,
    byRegime: (comparison?.regimes ?? []).flatMap((regime): RegimeEffect[] => {
      const found = compareVersions(version.number, against.number, study.inRegime(regime), guess);
      if (found === null) return [];
      const { sessions, hours, gainPerHour, probabilityBetter } = found;
      return [{ regime, sessions, hours, gainPerHour, probabilityBetter }];
    }),
    linked: same || comparison !== null ? null : effectThrough(version.number, against.number, links, study),
  };
}
