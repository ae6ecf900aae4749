/** Versions that were made elsewhere become the first versions of a study. */

import { readVersionsFile } from '../config/versionsFile.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { openStore } from '../store/store.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { UsageError } from './errors.ts';
import { openStudy } from './openStudy.ts';
import type { UseCasePorts } from './ports.ts';

export interface ImportedVersions {
  readonly study: string;
  readonly versions: number;
}

/**
 * Makes the versions of a file the first of the study. The study is made if it is missing, and must have no versions.
 * @param file TOML
 * @throws ConfigError for a file that cannot be read as versions; UsageError for a version that breaks a rule
 */
export function importVersions(file: string, ports: UseCasePorts): ImportedVersions {
  const loaded = ports.settings();
  const { study, instrument, limits } = loaded.config;
  const versions = readVersionsFile(file, study.strategy);
  const strategy = strategyNamed(study.strategy);
  const problems = versions.flatMap(({ parameters }, i) =>
    versionProblems(strategy, parameters, { instrument, capital: study.capital }, limits).map(
      (problem) => `${file}: version ${i + 1}: ${problem}`,
    ),
  );
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const store = openStore(ports.workspace.databaseFile, { now: ports.now });
  try {
    const journal = openStudy(store, loaded);
    const existing = journal.versions().length;
    if (existing > 0) {
      throw new UsageError(
        `study ${study.name} has ${existing} versions already; import into a new one with --study NAME`,
      );
    }
    for (const [i, { reason, parameters }] of versions.entries()) {
      journal.addVersion({ parent: i === 0 ? null : i, author: 'import', reason, parameters });
    }
  } finally {
    store.close();
  }
  return { study: study.name, versions: versions.length };
}
