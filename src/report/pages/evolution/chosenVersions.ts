/** Which versions a history tells the story of. */

import type { VersionRecord } from '../../../study/records.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';

const NEWEST = 3;
const BEST = 3;

/** By what is believed of their gain, the champion's being zero; the best first. Versions of which nothing is known are left out. */
export function bestVersions({ heldLeaderboard }: StudySnapshot): number[] {
  const { champion, versions } = heldLeaderboard;
  return versions
    .flatMap(({ version: { number }, guess, rolledBack }) => {
      if (number === champion) return [{ number, gain: 0 }];
      return guess === null || rolledBack ? [] : [{ number, gain: guess.mean }];
    })
    .toSorted((a, b) => b.gain - a.gain || a.number - b.number)
    .slice(0, BEST)
    .map(({ number }) => number);
}

/** The newest three and the best three, newest first. */
export function storyVersions(snapshot: StudySnapshot): VersionRecord[] {
  const best = new Set(bestVersions(snapshot));
  const { versions } = snapshot;
  return versions.filter(({ number }, i) => i >= versions.length - NEWEST || best.has(number)).toReversed();
}
