/** `tune export`: the records of a study as tables for other programs. */

import type { Command } from 'commander';
import { exportStudy } from '../app/exportStudy.ts';
import { readStudy } from '../app/studyAccess.ts';
import { exportFormats } from '../exports/writeTable.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { oneOf } from './sharedFlags.ts';

interface ExportOptions {
  readonly format: string;
  readonly out?: string;
}

const HELP = `
Example: tune export --format parquet --out data
         duckdb -c "select version, sum(profit_quote) from 'data/lanes.parquet' group by version"`;

export function exportVerb(program: Command, run: Run): void {
  program
    .command('export')
    .description('Write versions, sessions, fills, evidence and decisions as tables for other programs.')
    .option('--format <format>', exportFormats.join(', '), 'parquet')
    .option('--out <folder>', 'folder for one file a table; by default exports/<study>')
    .addHelpText('after', HELP)
    .action(({ format, out }: ExportOptions, command: Command) =>
      run(command, (context) => {
        const chosen = oneOf('--format', format, exportFormats);
        return readStudy(context, (journal) => {
          const { io, json } = context;
          const exported = exportStudy(journal, chosen, out ?? null, context);
          if (json) io.out(JSON.stringify(exported, null, 2));
          else for (const { file, rows } of exported.tables) io.out(`${file}  ${rows} rows`);
          io.say(`Written to ${exported.folder}; docs/export.md explains the tables.`);
          return EXIT.ok;
        });
      }),
    );
}
