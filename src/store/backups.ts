/** Copies of the database beside it: `<file>.backup-…`. Made and named here, never removed. */

import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Copies the database before it is migrated from `version`. Gives the copy's name; undefined when another process
 * migrated it in the meantime, having made its own copy.
 */
export function copyBeforeMigration(db: Database.Database, file: string, version: number): string | undefined {
  const copy = freeName(file, version);
  const partial = `${copy}.${process.pid}.partial`;
  rmSync(partial, { force: true });
  db.prepare<[string], never>('VACUUM INTO ?').run(partial);
  if (versionOfCopy(partial) !== version) {
    rmSync(partial);
    return undefined;
  }
  renameSync(partial, copy);
  return copy;
}

function versionOfCopy(copy: string): unknown {
  const db = new Database(copy, { readonly: true });
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
}

/** `tune.db.backup-v1`, then `tune.db.backup-v1-2`. */
function freeName(file: string, version: number): string {
  const plain = `${file}.backup-v${version}`;
  if (!existsSync(plain)) return plain;
  for (let n = 2; ; n++) if (!existsSync(`${plain}-${n}`)) return `${plain}-${n}`;
}

/** The backup beside `file` that was written last, if there is one. Unfinished copies do not count. */
export function latestBackup(file: string): string | undefined {
  const directory = dirname(file);
  if (!existsSync(directory)) return undefined;
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${basename(file)}.backup-`) && !/(\.partial|-wal|-shm|-journal)$/.test(name))
    .map((name) => join(directory, name))
    .map((path) => ({ path, writtenMs: statSync(path).mtimeMs }))
    .sort((a, b) => b.writtenMs - a.writtenMs || b.path.localeCompare(a.path))[0]?.path;
}
