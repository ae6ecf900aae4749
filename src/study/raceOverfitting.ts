/** How far the choice of a race can be trusted: cross-validation over its markets. */

import { overfitting } from '../evaluation/overfitting.ts';
import type { ProposalRecord } from './records.ts';
import type { PastRound } from './rounds.ts';

export interface RaceOverfitting {
  /** Number of the session after which the race was run. */
  readonly session: number;
  readonly candidates: number;
  readonly markets: number;
  /** Share of the splits in which the best of one half of the markets is no better than the median on the other half. */
  readonly probability: number;
  readonly splits: number;
}

const LEAST_CANDIDATES = 4;
const LEAST_MARKETS = 4;
/** Six markets make 20 splits; a race has no more. */
const MOST_GROUPS = 6;

/**
 * Of the newest race whose candidates allow it; else why there is none, as a sentence. Only what ran over the very same markets
 * can be compared: of a round the longest such race, and those that were taken out of it are left out.
 */
export function raceOverfitting(rounds: readonly PastRound[]): RaceOverfitting | string {
  for (const { session, taken, passedOver } of rounds.toReversed()) {
    const rows = longestRace([...taken, ...passedOver]);
    const markets = rows[0]?.length ?? 0;
    if (markets < LEAST_MARKETS) continue;
    const groups = Math.min(MOST_GROUPS, markets - (markets % 2));
    return { session: session.number, candidates: rows.length, markets, ...overfitting(rows, groups) };
  }
  return `No race was run to its end by ${LEAST_CANDIDATES} candidates over ${LEAST_MARKETS} markets.`;
}

/** Gains by market of those that ran over the same ones, at least four; empty without. */
function longestRace(proposals: readonly ProposalRecord[]): readonly (readonly number[])[] {
  const races = proposals.flatMap(({ race }) => (race === null ? [] : [race]));
  const together = [...Map.groupBy(races, ({ sessions, tapes }) => JSON.stringify([sessions, tapes])).values()]
    .filter(({ length }) => length >= LEAST_CANDIDATES)
    .map((same) => same.map(({ byMarket }) => byMarket));
  return together.sort(([a], [b]) => (b?.length ?? 0) - (a?.length ?? 0))[0] ?? [];
}
