/** The Studies port over one SQLite file. */

import type { Journal, Studies } from '../study/journal.ts';
import type { ProbeRecord, RecordsDigest, StudyRecord } from '../study/records.ts';
import { differingTerms, OtherTerms } from '../study/terms.ts';
import { findProblems } from './check.ts';
import type { Connection, StoreClock } from './connection.ts';
import { openConnection } from './open.ts';
import { SqliteJournal } from './sqliteJournal.ts';
import { type Tables, tablesOver } from './tables.ts';

export interface Store extends Studies {
  /** Journals of a closed store cannot be used any more. */
  close(): void;
  /**
   * Copies the whole database to a new file, also while a campaign writes. A copy named `<database>.backup-…` beside
   * the database is offered should the database ever be found damaged. @throws StoreError
   */
  backup(to: string): Promise<void>;
  /** Problems, one sentence each; empty when sound. */
  check(): readonly string[];
  digest(): RecordsDigest;
}

export type StoreOptions = (
  | { readonly now: StoreClock; readonly readonly?: false }
  /** For commands that only look: makes no file, migrates nothing, never delays a campaign. */
  | { readonly readonly: true }
) & {
  /** How long to wait for another process's transaction; 5,000 by default. */
  readonly busyTimeoutMs?: number;
};

/**
 * Opens the database of a workspace, made if missing and migrated if older.
 *
 * While it is open, no code of this process may open the file by other means (not even to read or hash it): closing
 * such a descriptor drops SQLite's locks.
 *
 * @throws StoreError by kind: `missing`, `corrupt`, `newer`, `locked`, `full`, `readonly`, `io`
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { btcUsdPerp } from 'mmtune/market/instrument.ts';
 * import { openStore } from 'mmtune/store/store.ts';
 * import { gridParameters } from 'mmtune/strategy/grid/parameters.ts';
 * import { defaultParameters } from 'mmtune/strategy/parameters.ts';
 *
 * const store = openStore('tune.db', { now: () => new Date().toISOString() });
 * const journal = store.open({
 *   name: 'btc',
 *   strategy: 'grid',
 *   instrument: btcUsdPerp,
 *   capital: 1000,
 *   minVolumePerHour: 0,
 *   riskAversion: 200,
 *   seed: 'btc',
 * });
 * const parameters = defaultParameters(gridParameters);
 * journal.addVersion({ parent: null, author: 'human', reason: 'the first', parameters });
 * assert.equal(journal.versions().length, 1);
 * store.close();
 * ```
 */
export function openStore(file: string, options: StoreOptions): Store {
  const now = options.readonly ? null : options.now;
  const connection = openConnection(file, { now, busyTimeoutMs: options.busyTimeoutMs ?? 5_000 });
  try {
    return storeOver(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A store over a connection that is open already; `close()` closes it. */
export function storeOver(connection: Connection): Store {
  return new SqliteStore(connection);
}

class SqliteStore implements Store {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#tables = tablesOver(connection);
  }

  open(terms: Omit<StudyRecord, 'id' | 'createdAt'>): Journal {
    const found = this.#connection.read(() => this.#tables.studies.find(terms.name)) ?? this.#create(terms);
    const differences = differingTerms(found, terms);
    if (differences.length > 0) throw new OtherTerms(terms.name, differences);
    return this.#journal(found);
  }

  existing(name: string): Journal {
    return this.#journal(this.#connection.read(() => this.#tables.studies.named(name)));
  }

  list(): StudyRecord[] {
    return this.#connection.read(() => this.#tables.studies.all());
  }

  addProbe(probe: Omit<ProbeRecord, 'probedAt'>): ProbeRecord {
    return this.#connection.write((at) => {
      const made = this.#tables.probes.add(probe, at);
      this.#tables.audit.append(null, at, 'probe-made', made);
      return made;
    });
  }

  probe(endpoint: string, model: string): ProbeRecord | undefined {
    return this.#connection.read(() => this.#tables.probes.newest(endpoint, model));
  }

  close(): void {
    this.#connection.close();
  }

  backup(to: string): Promise<void> {
    return this.#connection.backup(to);
  }

  check(): readonly string[] {
    return findProblems(this.#connection, this.#tables);
  }

  digest(): RecordsDigest {
    return this.#connection.read(() => this.#tables.audit.head());
  }

  #create(terms: Omit<StudyRecord, 'id' | 'createdAt'>): StudyRecord {
    return this.#connection.write((at) => {
      // Another process may have created it since the first look-up.
      const found = this.#tables.studies.find(terms.name);
      if (found !== undefined) return found;
      const study = this.#tables.studies.add(terms, at);
      this.#tables.audit.append(study.id, at, 'study-created', study);
      return study;
    });
  }

  #journal(study: StudyRecord): Journal {
    return new SqliteJournal(study, this.#connection, this.#tables);
  }
}
