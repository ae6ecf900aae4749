/** `tune export`: the records of a study as tables for other programs. */

import { type Command, Option } from 'commander';
import { exportStudy } from '../app/exportStudy.ts';
import { readStudy } from '../app/studyAccess.ts';
import { type ExportFormat, exportFormats } from '../exports/writeTable.ts';
import { counted } from '../report/figures.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly out?: string;
}

const HELP = `
Example: tune export --format parquet --out data
In DuckDB:
  select version, sum(profit_quote) from 'data/lanes.parquet'
  where fill_model = 'pessimistic' group by version`;

export function exportVerb(program: Command, run: Run): void {
  program
    .command('export')
    .description('Write versions, sessions, fills, evidence and decisions as tables for other programs.')
    .addOption(new Option('--format <format>', 'format of the files').choices(exportFormats).default('parquet'))
    .option('--out <folder>', 'folder for one file a table; by default exports/<study>')
    .addHelpText('after', HELP)
    .action(({ format, out }: ExportOptions, command: Command) =>
      run(command, (context) => {
        return readStudy(context, (journal) => {
          const { io, json } = context;
          const exported = exportStudy(journal, format, out ?? null, context);
          if (json) io.out(JSON.stringify(exported, null, 2));
          else for (const { file, rows } of exported.tables) io.out(`${file}  ${counted(rows, 'row')}`);
          io.say(`Written to ${exported.folder}; docs/export.md explains the tables.`);
          return EXIT.ok;
        });
      }),
    );
}
