/** The records of a study as files that other programs read. */

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { laneTables } from '../exports/laneTables.ts';
import { studyTables } from '../exports/studyTables.ts';
import { type ExportFormat, writeTable } from '../exports/writeTable.ts';
import type { Journal } from '../study/journal.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { ASK_AGAIN, viewError } from '../workspace/writeFile.ts';
import type { UseCasePorts } from './ports.ts';

export interface Exported {
  readonly study: string;
  readonly format: ExportFormat;
  readonly folder: string;
  readonly tables: readonly { readonly table: string; readonly file: string; readonly rows: number }[];
}

/** One file a table. @param out folder, made where missing; null for `exports/<study>` of the workspace. @throws ViewError */
export function exportStudy(
  journal: Journal,
  format: ExportFormat,
  out: string | null,
  { workspace }: Pick<UseCasePorts, 'workspace'>,
): Exported {
  const { snapshot, declarations, calls } = reportedStudy(journal);
  const study = journal.study.name;
  const folder = out === null ? join(workspace.folder, 'exports', study) : resolve(out);
  const champion = snapshot.versions.length === 0 ? null : snapshot.champion;
  const tables = [
    ...studyTables(snapshot, calls, declarations, champion),
    ...laneTables(snapshot, ({ sessionId, version, fillModel }) => journal.laneSeries(sessionId, version, fillModel)),
  ];
  return {
    study,
    format,
    folder,
    tables: tables.map((table) => {
      const file = join(folder, `${table.name}.${format}`);
      try {
        mkdirSync(folder, { recursive: true });
        return { table: table.name, file, rows: writeTable(file, table, format) };
      } catch (error) {
        if (error instanceof Error && 'syscall' in error) throw viewError(file, error, ASK_AGAIN);
        throw error;
      }
    }),
  };
}
