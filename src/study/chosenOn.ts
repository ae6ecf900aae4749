/** Markets that a version was chosen on: it won a race there, and winning there again is no new evidence. */

import { raceOfVersion } from './raceOfVersion.ts';
import type { MarketSource, VersionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** Of all these versions together, and of those that they descend from: what chose a parent chose most of its child. */
export function marketsChosenOn(
  numbers: readonly number[],
  { versions, sessions, proposals }: Pick<StudyRecords, 'versions' | 'sessions' | 'proposals'>,
): MarketSource[] {
  return [...withAncestors(numbers, versions)].flatMap((version) => {
    const race = raceOfVersion(version, versions, proposals);
    if (race === null) return [];
    const raced = new Set(race.sessions);
    return [...sessions.flatMap(({ number, source }) => (raced.has(number) ? [source] : [])), ...race.tapes];
  });
}

function withAncestors(numbers: readonly number[], versions: readonly VersionRecord[]): Set<VersionRecord> {
  const found = new Set<VersionRecord>();
  const byNumber = new Map(versions.map((version) => [version.number, version]));
  for (const number of numbers) {
    let at = byNumber.get(number);
    while (at !== undefined && !found.has(at)) {
      found.add(at);
      at = at.parent === null ? undefined : byNumber.get(at.parent);
    }
  }
  return found;
}
