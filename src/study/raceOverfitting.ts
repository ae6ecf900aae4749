/** How far the choice of a race can be trusted: cross-validation over its markets. */

import { overfitting } from '../evaluation/overfitting.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { marketsOf } from './replayedGains.ts';
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
 * can be compared: what most markets have in common, without those that were taken out before.
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

/** Gains on markets that at least four ran over, the most of them: rows by candidate, columns by market. Empty without. */
function longestRace(proposals: readonly ProposalRecord[]): readonly (readonly number[])[] {
  const races = proposals.flatMap(({ race }) => (race === null ? [] : [gainByMarket(race)]));
  const comparable = races.flatMap((markets) => {
    const rows = races.filter((other) => [...markets.keys()].every((market) => other.has(market)));
    const gains = rows.map((row) => [...markets.keys()].map((market) => row.get(market) as number));
    return gains.length < LEAST_CANDIDATES ? [] : [gains];
  });
  return comparable.sort(([a], [b]) => (b?.length ?? 0) - (a?.length ?? 0))[0] ?? [];
}

function gainByMarket(race: RaceRecord): ReadonlyMap<string, number> {
  return new Map(marketsOf(race).map((market, i) => [market, race.byMarket[i] as number]));
}
