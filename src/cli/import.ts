/** `tune import FILE`: versions that were made elsewhere become a study's first versions. The ending of the file says what it is. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { importDocument } from '../app/importDocument.ts';
import { importVersions } from '../app/importVersions.ts';
import type { GivenValue } from '../evolution/versionParameters.ts';
import { currencyOf } from '../market/money.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { importedDocumentText } from './importedDocumentText.ts';
import type { Run } from './program.ts';
import { versionNumber } from './recordIds.ts';
import { valuesOfFlags } from './setFlags.ts';
import { collect } from './sharedFlags.ts';

interface ImportOptions {
  readonly set: readonly string[];
}

export function importVerb(program: Command, run: Run): void {
  program
    .command('import <file>')
    .description(
      'Make the versions of a TOML file, or of an evolution document (.md), the first versions of a new study.',
    )
    .option('--set <value>', 'of a document: a value that it leaves open, e.g. v4.inventorySkewSteps=4', collect, [])
    .action((file: string, options: ImportOptions, command: Command) =>
      run(command, (context) =>
        /\.(md|markdown)$/i.test(file) ? importMarkdown(file, options, context) : importToml(file, options, context),
      ),
    );
}

async function importToml(file: string, { set }: ImportOptions, context: Context): Promise<number> {
  if (set.length > 0) throw new UsageError('--set is for documents (.md); a TOML file names every value itself');
  const imported = importVersions(file, context);
  const { study, versions } = imported;
  const { io, json } = context;
  if (json) io.out(JSON.stringify(imported, null, 2));
  else io.tell(`${versions} versions imported into study ${study}; each runs in a session of its own.`);
  io.say(`Next: tune --study ${study} start --sessions ${versions}`);
  return EXIT.ok;
}

async function importMarkdown(file: string, { set }: ImportOptions, context: Context): Promise<number> {
  const { config } = context.settings();
  const given = givenValues(set, config.study.strategy);
  const imported = await importDocument(file, given, userName(), context);
  const { io, json } = context;
  if (json) io.out(JSON.stringify(imported, null, 2));
  else io.out(importedDocumentText(imported, currencyOf(config.instrument)));
  const { study, document } = imported;
  io.say(`Next: tune --study ${study} verify v1..v${document.claimed.length}, or tune --study ${study} start`);
  return EXIT.ok;
}

/** `v4.levels=5` by version. @throws UsageError */
function givenValues(flags: readonly string[], strategy: string): GivenValue[] {
  const byVersion = Map.groupBy(flags, (flag) => {
    const [, version] = /^(v\d+)\../i.exec(flag) ?? [];
    if (version === undefined) throw new UsageError(`--set ${flag} names no version, e.g. v4.levels=5`);
    return versionNumber(version);
  });
  return [...byVersion].flatMap(([version, own]) =>
    Object.entries(
      valuesOfFlags(
        own.map((flag) => flag.slice(flag.indexOf('.') + 1)),
        strategy,
      ),
    ).map(([parameter, value]) => ({ version, parameter, value })),
  );
}
