/** Promotion asks that replays of recorded markets, run before the version had a session, point the same way. */

import type { Comparison } from '../evaluation/comparison.ts';
import { amountText } from '../market/money.ts';
import { raceOfVersion } from './raceOfVersion.ts';
import type { ProposalRecord, VersionRecord } from './records.ts';

/** A promotion that the version's own race contradicts is held back, and says why; others stay as they are. */
export function heldByReplay(
  comparison: Comparison,
  versions: readonly VersionRecord[],
  proposals: readonly ProposalRecord[],
  currency: string,
): Comparison {
  if (comparison.verdict !== 'promote') return comparison;
  const version = versions.find(({ number }) => number === comparison.challenger);
  const race = version === undefined ? null : raceOfVersion(version, versions, proposals);
  const replayed = race?.champion === comparison.champion ? race.gainPerHour?.mean : undefined;
  if (replayed === undefined || replayed >= 0) return comparison;
  return {
    ...comparison,
    verdict: 'keep-testing',
    reason: `${comparison.reason}; held back: on ${race?.byMarket.length} recorded markets it did worse than v${comparison.champion} (−${amountText(replayed, currency)} an hour)`,
  };
}
