/** Whether the database and the files around it are whole, and what to do where they are not. */

import { recovery, StoreError } from '../store/errors.ts';
import { schemaVersions } from '../store/open.ts';
import { openStore, type Store } from '../store/store.ts';
import type { RecordsDigest } from '../study/records.ts';
import type { RemediedCheck } from './check.ts';
import type { UseCasePorts } from './ports.ts';
import { strayFiles } from './strayFiles.ts';

export interface DatabaseReport {
  readonly file: string;
  readonly checks: readonly RemediedCheck[];
  /** null where the database is damaged. */
  readonly records: RecordsDigest | null;
}

/** Changes nothing. @throws StoreError where there is no database, where another process locks it, or the folder cannot be read */
export function checkDatabase({ workspace }: Pick<UseCasePorts, 'workspace'>): DatabaseReport {
  const file = workspace.databaseFile;
  const opened = opening(file);
  if (opened instanceof StoreError) {
    const remedy = opened.kind === 'corrupt' ? recovery(file) : null;
    return { file, checks: [{ name: 'file', state: 'failed', text: opened.message, remedy }], records: null };
  }
  try {
    const problems = opened.store.check();
    const checks = [schemaCheck(opened.found, opened.newest), ...recordChecks(file, problems)];
    // What a damaged database says of its files and of itself cannot be trusted.
    if (problems.length > 0) return { file, checks, records: null };
    return {
      file,
      checks: [
        ...checks,
        ...strayFiles(
          workspace,
          opened.store.list().map(({ name }) => opened.store.existing(name)),
        ),
      ],
      records: opened.store.digest(),
    };
  } finally {
    opened.store.close();
  }
}

interface Opened {
  readonly store: Store;
  /** Schema of the file, and the newest that this program knows. */
  readonly found: number;
  readonly newest: number;
}

/** A file that cannot be read as a database is a finding. @throws StoreError of other kinds */
function opening(file: string): Opened | StoreError {
  try {
    const versions = schemaVersions(file);
    return { ...versions, store: openStore(file, { readonly: true }) };
  } catch (error) {
    if (error instanceof StoreError && (error.kind === 'corrupt' || error.kind === 'newer')) return error;
    throw error;
  }
}

function schemaCheck(found: number, newest: number): RemediedCheck {
  const name = 'schema';
  if (found === newest) return { name, state: 'ok', text: `version ${found}, the newest`, remedy: null };
  return {
    name,
    state: 'warning',
    text: `version ${found}; this program has ${newest} and reads the file through a copy in memory`,
    remedy: 'any verb that writes, e.g. tune resume, brings it up to date and keeps a copy from before',
  };
}

/** Pages, references, the chain of changes and the records against it are checked together: what is wrong is named by each problem. */
function recordChecks(file: string, problems: readonly string[]): RemediedCheck[] {
  if (problems.length === 0) {
    const text = 'pages, foreign keys and the chain of changes are sound, and every record is as it was written';
    return [{ name: 'records', state: 'ok', text, remedy: null }];
  }
  return problems.map((text, i) => ({
    name: 'records',
    state: 'failed',
    text,
    remedy: i === problems.length - 1 ? `Nothing was changed. ${recovery(file)}` : null,
  }));
}
