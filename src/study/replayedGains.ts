/** What races over recorded markets measured, with what they may miss. */

import type { GainEstimates } from '../evaluation/comparison.ts';
import { effectOf, type GainOverHours, lessSure } from '../evaluation/effect.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { LEAST_TRUST } from './replayTrust.ts';

/** Gain per hour against the champion of a race. */
export interface ReplayedGain extends GainOverHours {
  readonly proposal: ProposalRecord;
  readonly race: RaceRecord;
}

/**
 * What one race measured; null when replays are not to be trusted, or it has too few blocks.
 *
 * @param trust 0…1, by which its errors are divided: its hours count by the square of it
 */
export function replayedGain(race: GainEstimates & Pick<RaceRecord, 'hours'>, trust: number): GainOverHours | null {
  const gain = trust < LEAST_TRUST ? null : effectOf(race);
  return gain === null ? null : { gain: lessSure(gain, 1 / trust), hours: race.hours * trust ** 2 };
}

/**
 * What all races against this champion measured, oldest first.
 *
 * A race on quiet markets alone is precise about quiet markets. So its error grows with how much more gains scattered on
 * the other markets that candidates raced on against this champion.
 *
 * @param trust as of {@link replayedGain}
 */
export function replayedGains(
  proposals: readonly ProposalRecord[],
  champion: number,
  trust: number,
): readonly ReplayedGain[] {
  const races = proposals.flatMap((proposal) =>
    proposal.race?.champion === champion ? [{ proposal, race: proposal.race }] : [],
  );
  const loudness = loudnessByMarket(races.map(({ race }) => race));
  const usual = average([...loudness.values()]);
  return races.flatMap(({ proposal, race }) => {
    const measured = replayedGain(race, trust);
    if (measured === null) return [];
    const own = average(marketsOf(race).map((market) => loudness.get(market) as number));
    const louder = own === 0 ? 1 : Math.max(1, Math.sqrt(usual / own));
    return [{ proposal, race, ...measured, gain: lessSure(measured.gain, louder) }];
  });
}

/** Squared gain of an hour on each market, averaged over all who raced there: a shorter market's gain per hour scatters more. */
function loudnessByMarket(races: readonly RaceRecord[]): Map<string, number> {
  const squares = new Map<string, number[]>();
  for (const race of races) {
    const hoursEach = race.hours / race.byMarket.length;
    for (const [i, market] of marketsOf(race).entries()) {
      const known = squares.get(market) ?? [];
      squares.set(market, known);
      known.push((race.byMarket[i] as number) ** 2 * hoursEach);
    }
  }
  return new Map([...squares].map(([market, values]) => [market, average(values)]));
}

/** Names of what it ran over, in the order of `byMarket`. */
export function marketsOf({ sessions, tapes }: RaceRecord): string[] {
  return [...sessions.map(String), ...tapes.map(({ sha256, fromUs, toUs }) => `${sha256} ${fromUs} ${toUs}`)];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
