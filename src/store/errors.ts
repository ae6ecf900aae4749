/** What can go wrong with the database file, as messages for people: which file, what happened, what to do. */

import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';
import { latestBackup } from './backups.ts';
import { DamagedJson } from './json.ts';

export type StoreErrorKind = 'missing' | 'corrupt' | 'newer' | 'locked' | 'full' | 'readonly' | 'io';

/** The database cannot be used as asked. Whatever the kind, nothing of the failed action was written. */
export class StoreError extends ExplainedError {
  override name = 'StoreError';
  readonly kind: StoreErrorKind;
  readonly errorKind: ErrorKind;
  readonly file: string;

  constructor(kind: StoreErrorKind, file: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.errorKind = kind === 'locked' ? 'busy' : kind === 'missing' ? 'no-study' : 'database';
    this.file = file;
  }
}

/**
 * The {@link StoreError} behind an error of SQLite; any other error comes back as it is. Constraint and syntax errors
 * are defects of this program and are left as they are.
 * Codes: https://www.sqlite.org/rescode.html
 */
export function storeErrorOf(error: unknown, file: string): unknown {
  if (error instanceof DamagedJson) return corruptStore(file, error.message, error);
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_CANTOPEN') && existsSync(file) && !isWritable(dirname(file))) {
    return new StoreError(
      'readonly',
      file,
      `${file} cannot be opened: its folder cannot be written to, and SQLite keeps companions (-wal, -shm) beside a database even to read it. Copy the folder to a place that can be written to, and work there.`,
      error,
    );
  }
  const kind = kindOf(error.code, file);
  return kind === undefined ? error : new StoreError(kind, file, describe(kind, file, error.message), error);
}

/** Whether a statement was refused because a table or column that it names is not there. */
export function isSchemaMismatch(error: unknown): error is Error {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR';
}

/** The error for a file that is damaged or no database at all. */
export function corruptStore(file: string, what: string, cause?: unknown): StoreError {
  return new StoreError('corrupt', file, describe('corrupt', file, what), cause);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function kindOf(code: string, file: string): StoreErrorKind | undefined {
  // Extended codes begin with the primary one: SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_FSYNC.
  const primary = code.split('_').slice(0, 2).join('_');
  switch (primary) {
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return 'corrupt';
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
    case 'SQLITE_PROTOCOL':
      return 'locked';
    case 'SQLITE_FULL':
      return 'full';
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
      return 'readonly';
    case 'SQLITE_CANTOPEN':
      return existsSync(file) ? 'io' : 'missing';
    case 'SQLITE_IOERR':
      return 'io';
    default:
      return undefined;
  }
}

function describe(kind: StoreErrorKind, file: string, what: string): string {
  switch (kind) {
    case 'corrupt':
      return `${file} cannot be read as a journal: ${what}. Nothing was changed. ${recovery(file)}`;
    case 'locked':
      return `${file} is locked by another process (${what}). Wait for it to finish, or stop it, then try again.`;
    case 'full':
      return `the disk that holds ${file} is full (${what}). The last action was not recorded; all earlier ones are safe. Free some space, then resume.`;
    case 'readonly':
      return `${file} cannot be written (${what}). Check the permissions of the file and of its directory.`;
    case 'missing':
      return `${file} does not exist and could not be made (${what}). Check that its folder can be written to.`;
    case 'newer':
    case 'io':
      return `${file} could not be read or written (${what}). Check the disk and the permissions of its directory.`;
  }
}

/** What to do with a damaged file. */
export function recovery(file: string): string {
  const backup = latestBackup(file);
  return backup === undefined
    ? `There is no backup beside it. Keep the file with its -wal and -shm companions, and try \`sqlite3 ${file} .recover\` on a copy.`
    : `The latest backup is ${backup}: move ${file} with its -wal and -shm companions aside, and put a copy of the backup in its place.`;
}
