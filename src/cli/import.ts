/** `tune import FILE.toml`: versions that were made elsewhere become a study's first versions. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { openStudy } from '../app/openStudy.ts';
import { readVersionsFile } from '../config/versionsFile.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { openStore } from '../store/store.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { type Context, now } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function importVerb(program: Command, run: Run): void {
  program
    .command('import <file>')
    .description('Make the versions of a TOML file the first versions of a new study.')
    .action((file: string, _options: unknown, command: Command) =>
      run(command, (context) => importVersions(context, file)),
    );
}

async function importVersions(context: Context, file: string): Promise<number> {
  const loaded = context.settings();
  const { config } = loaded;
  const { study, instrument } = config;
  const versions = readVersionsFile(file, study.strategy);
  const strategy = strategyNamed(study.strategy);
  const problems = versions.flatMap(({ parameters }, i) =>
    versionProblems(strategy, parameters, { instrument, capital: study.capital }, config.limits).map(
      (problem) => `${file}: version ${i + 1}: ${problem}`,
    ),
  );
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const store = openStore(context.workspace.databaseFile, { now });
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
  const { io } = context;
  if (context.json) io.out(JSON.stringify({ study: study.name, versions: versions.length }, null, 2));
  else io.tell(`${versions.length} versions imported into study ${study.name}; each runs in a session of its own.`);
  io.say(`Next: tune --study ${study.name} start --sessions ${versions.length}`);
  return EXIT.ok;
}
