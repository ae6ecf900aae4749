/** Runs many versions over many tapes and measures them side by side. Writes nothing into the study. */

import { readVersionsFile } from '../config/versionsFile.ts';
import type { SetOutcome } from '../evaluation/setSummary.ts';
import { type SetSummary, summarise } from '../evaluation/setSummary.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import type { SetRunner } from './setRunner.ts';
import { readStudy } from './studyAccess.ts';

export interface NamedVersion {
  readonly name: string;
  readonly parameters: Parameters;
}

export interface ReplayedVersions {
  /** One a version, over the tapes that are done; none where no tape is done. */
  readonly summaries: readonly SetSummary[];
  /** Tapes on which every version ran. */
  readonly tapes: number;
  readonly stopped: boolean;
}

/** Runs every version on every tape. @param tapes how many the runner has. @param what they are called while it runs. @throws what the runner throws */
export async function replayVersions(
  versions: readonly NamedVersion[],
  tapes: number,
  runSets: SetRunner,
  what = 'tape',
): Promise<ReplayedVersions> {
  const onTapes = Array.from({ length: tapes }, () => [] as SetOutcome[]);
  const title = `${versions.length} versions on ${tapes} ${what}${tapes === 1 ? '' : 's'}`;
  const sets = versions.map((version) => version.parameters);
  const stopped = await runSets({ sets, firstDone: 'tapes', title }, ({ tape, fromSet, outcomes }) => {
    for (const [i, outcome] of outcomes.entries()) (onTapes[tape] as SetOutcome[])[fromSet + i] = outcome;
  });
  const whole = onTapes.filter((outcomes) => versions.every((_, i) => outcomes[i] !== undefined));
  const summaryOf = ({ name }: NamedVersion, i: number): SetSummary =>
    summarise(
      name,
      whole.map((outcomes) => outcomes[i] as SetOutcome),
    );
  return { summaries: whole.length === 0 ? [] : versions.map(summaryOf), tapes: whole.length, stopped };
}

/** Versions of a TOML file, or for null those of the study. @throws UsageError for a study without versions; ConfigError, StoreError, NotFound */
export async function versionsToReplay(file: string | null, ports: UseCasePorts): Promise<readonly NamedVersion[]> {
  if (file !== null) {
    const versions = readVersionsFile(file, ports.settings().config.study.strategy);
    return versions.map(({ parameters }, i) => ({ name: `v${i + 1}`, parameters }));
  }
  const versions = await readStudy(ports, (journal) => journal.versions());
  if (versions.length === 0) throw new UsageError('the study has no versions yet; name a file with --versions');
  return versions.map(({ number, parameters }) => ({ name: `v${number}`, parameters }));
}
