/** Markets that a version was chosen on: it won a race there, and winning there again is no new evidence. */

import { raceOfVersion } from './raceOfVersion.ts';
import type { MarketSource, ProposalRecord, SessionRecord, VersionRecord } from './records.ts';

interface ChosenInput {
  readonly versions: readonly VersionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly proposals: readonly ProposalRecord[];
}

/** Of all these versions together. */
export function marketsChosenOn(
  numbers: readonly number[],
  { versions, sessions, proposals }: ChosenInput,
): MarketSource[] {
  return versions.flatMap((version) => {
    const race = numbers.includes(version.number) ? raceOfVersion(version, versions, proposals) : null;
    if (race === null) return [];
    const raced = new Set(race.sessions);
    return [...sessions.flatMap(({ number, source }) => (raced.has(number) ? [source] : [])), ...race.tapes];
  });
}
