/** A copy of the database, made while others may write, and checked before it counts. */

import { rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../store/errors.ts';
import { openStore } from '../store/store.ts';
import type { RecordsDigest } from '../study/records.ts';
import type { UseCasePorts } from './ports.ts';

export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly studies: readonly string[];
  readonly records: RecordsDigest;
}

/**
 * @param to null for `tune.db.backup-<time>` beside the database, where a message about a damaged database finds it
 * @throws StoreError also where the copy is not sound: then it is removed, and the message names its problems
 */
export async function backupDatabase(
  to: string | null,
  { workspace, now }: Pick<UseCasePorts, 'workspace' | 'now'>,
): Promise<Backup> {
  const { databaseFile } = workspace;
  const file = to === null ? backupName(databaseFile, now()) : resolve(to);
  const store = openStore(databaseFile, { readonly: true });
  try {
    await store.backup(file);
  } finally {
    store.close();
  }
  try {
    return checkedCopy(file, now);
  } catch (error) {
    // Later messages would offer it as a backup. The database itself is as it was.
    rmSync(file, { force: true });
    throw error;
  }
}

/** @throws StoreError where it is not sound */
function checkedCopy(file: string, now: UseCasePorts['now']): Backup {
  // Opened for writing, so that SQLite removes the companions of the copy when it is closed.
  const copy = openStore(file, { now });
  try {
    const problems = copy.check();
    if (problems.length > 0) {
      const found = problems.join('; ');
      throw new StoreError(
        'corrupt',
        file,
        `The copy is not sound and was removed: ${found}. The database itself was not changed; what to do: tune db check`,
      );
    }
    return {
      file,
      bytes: statSync(file).size,
      studies: copy.list().map(({ name }) => name),
      records: copy.digest(),
    };
  } finally {
    copy.close();
  }
}

function backupName(databaseFile: string, now: string): string {
  const time = now.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  return join(dirname(databaseFile), `${basename(databaseFile)}.backup-${time}`);
}
