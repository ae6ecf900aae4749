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
 * Of the newest race whose candidates allow it; else why there is none, as a sentence. Candidates that were taken out before
 * the end ran over fewer markets and are left out.
 */
export function raceOverfitting(rounds: readonly PastRound[]): RaceOverfitting | string {
  for (const { session, taken, passedOver } of rounds.toReversed()) {
    const rows = wholeRaces([...taken, ...passedOver]);
    const markets = rows[0]?.length ?? 0;
    if (rows.length < LEAST_CANDIDATES || markets < LEAST_MARKETS) continue;
    const groups = Math.min(MOST_GROUPS, markets - (markets % 2));
    return { session: session.number, candidates: rows.length, markets, ...overfitting(rows, groups) };
  }
  return `No race was run to its end by ${LEAST_CANDIDATES} candidates over ${LEAST_MARKETS} markets.`;
}

function wholeRaces(proposals: readonly ProposalRecord[]): (readonly number[])[] {
  const races = proposals.flatMap(({ race }) => (race === null ? [] : [race]));
  const most = Math.max(0, ...races.map(({ byMarket }) => byMarket.length));
  return races.filter(({ byMarket }) => byMarket.length === most).map(({ byMarket }) => byMarket);
}
