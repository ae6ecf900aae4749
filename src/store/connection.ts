/** One open database file: statements, transactions and backups, with SQLite's errors turned into {@link StoreError}. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { corruptStore, isSchemaMismatch, StoreError, storeErrorOf } from './errors.ts';

/** Tells the time of a record: ISO 8601, UTC. */
export type StoreClock = () => string;

export class Connection {
  readonly file: string;
  readonly #db: Database.Database;
  readonly #now: StoreClock | null;

  /** `now` is null on a connection for reading only. */
  constructor(file: string, db: Database.Database, now: StoreClock | null) {
    this.file = file;
    this.#db = db;
    this.#now = now;
  }

  /** @throws StoreError also when the statement does not fit the schema: then the file was changed by other means. */
  prepare<Bind extends unknown[] | object, Row>(sql: string): Database.Statement<Bind, Row> {
    try {
      return this.#db.prepare<Bind, Row>(sql) as Database.Statement<Bind, Row>;
    } catch (error) {
      if (isSchemaMismatch(error))
        throw corruptStore(this.file, `its schema is not as it was written (${error.message})`, error);
      throw storeErrorOf(error, this.file);
    }
  }

  /** All reads in `work` see the same state, whatever other processes write meanwhile. @throws StoreError */
  read<T>(work: () => T): T {
    return this.#guard(() => this.#db.transaction(work).deferred());
  }

  /**
   * One transaction, during which no other process can write (BEGIN IMMEDIATE). On return it is on the disk; when it
   * throws, nothing was written. `work` is given the time that its records carry. @throws StoreError
   */
  write<T>(work: (at: string) => T): T {
    const now = this.#now;
    if (now === null) {
      throw new StoreError('readonly', this.file, `${this.file} was opened for reading only and cannot be written.`);
    }
    return this.#guard(() => this.#db.transaction(() => work(now())).immediate());
  }

  /** @throws StoreError */
  pragma(source: string): readonly Record<string, unknown>[] {
    return this.#guard(() => this.#db.pragma(source) as Record<string, unknown>[]);
  }

  /** Copies the whole database while others may write. The copy gets its name when it is complete. @throws StoreError */
  async backup(to: string): Promise<void> {
    if (existsSync(to)) throw new StoreError('io', to, `${to} exists already; name a new file for the backup.`);
    const partial = `${to}.partial`;
    rmSync(partial, { force: true });
    try {
      await this.#db.backup(partial, { progress: pace() });
      renameSync(partial, to);
    } catch (error) {
      rmSync(partial, { force: true });
      if (error instanceof TypeError)
        throw new StoreError('missing', to, `${to} cannot be written: ${error.message}`, error);
      throw storeErrorOf(error, to);
    }
  }

  close(): void {
    this.#db.close();
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeErrorOf(error, this.file);
    }
  }
}

/**
 * Pages to copy per step. Small steps let this process do other work in between; but a commit of another process
 * makes the copy start anew (https://www.sqlite.org/backup.html), so after the first such time all is copied in one step.
 */
function pace(): (progress: { readonly remainingPages: number }) => number {
  let least = Number.POSITIVE_INFINITY;
  let restarted = false;
  return ({ remainingPages }) => {
    restarted ||= remainingPages > least;
    least = Math.min(least, remainingPages);
    return restarted ? 0x7fffffff : 1_000;
  };
}
