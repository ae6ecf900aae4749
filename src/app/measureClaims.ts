/** Measures versions of an imported document beside what it claims of them. Writes nothing into the study. */

import type { Config } from '../config/config.ts';
import type { SetSummary } from '../evaluation/setSummary.ts';
import { childSeed } from '../market/rng.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { type ClaimedVersion, claimedOf } from '../study/importedDocument.ts';
import type { StudyReader } from '../study/journal.ts';
import type { SyntheticSource } from '../study/records.ts';
import { type NamedVersion, replayVersions } from './replayVersions.ts';
import type { SetRunner } from './setRunner.ts';

const MARKET_MINUTES = 60;

/** A version with what a document claims of it. */
export interface ClaimToMeasure extends NamedVersion {
  readonly claimed: ClaimedVersion;
}

export interface MeasuredClaims {
  readonly on: 'sim' | 'tapes';
  readonly claims: readonly ClaimToMeasure[];
  /** One a claim; none where nothing is done. */
  readonly summaries: readonly SetSummary[];
  /** Markets on which every version ran. */
  readonly markets: number;
  readonly stopped: boolean;
}

/** Those of the versions of which a document claims something. @throws NotFound */
export function claimsToMeasure(journal: StudyReader, versions: readonly number[]): ClaimToMeasure[] {
  return versions.flatMap((number) => {
    const { parameters } = journal.version(number);
    const claimed = claimedOf(journal.documents(), number);
    return claimed === null ? [] : [{ name: `v${number}`, parameters, claimed }];
  });
}

/**
 * Synthetic markets of an hour each, the families in turn. They are apart from the markets of the study's sessions.
 * @param hours at least 1; undefined for one hour of each family
 */
export function marketsForClaims(
  { study, sim, reference }: Pick<Config, 'study' | 'sim' | 'reference'>,
  hours: number | undefined,
): SyntheticSource[] {
  return Array.from({ length: hours ?? sim.families.length }, (_, i) => ({
    type: 'synthetic',
    family: sim.families[i % sim.families.length] as string,
    seed: childSeed(study.seed, 'claims', i + 1),
    generator: GENERATOR_VERSION,
    minutes: MARKET_MINUTES,
    startPrice: sim.startPrice,
    ...(reference.pair === null ? {} : { reference: reference.pair }),
  }));
}

/** Every version on every market, under both fill models. @param markets how many the runner has. @throws what the runner throws */
export async function measureClaims(
  claims: readonly ClaimToMeasure[],
  on: MeasuredClaims['on'],
  markets: number,
  runSets: SetRunner,
): Promise<MeasuredClaims> {
  const what = on === 'sim' ? 'synthetic market' : 'tape';
  const { summaries, tapes, stopped } = await replayVersions(claims, markets, runSets, what);
  return { on, claims, summaries, markets: tapes, stopped };
}
