/**
 * Loaded before the program (`NODE_OPTIONS=--import`): ends it with SIGKILL at a commit to the database, each kind of KILL_AT once. They
 * are added to the file KILLED_AT. KILL_WHEN is `before`: all is written and not committed, or `after`: nobody was told that it is. The
 * program itself knows nothing of this.
 */

import { appendFileSync, readFileSync } from 'node:fs';
import { Connection } from '../../src/store/connection.ts';
import { SqliteJournal } from '../../src/store/sqliteJournal.ts';

const { KILL_AT = '', KILL_WHEN, KILLED_AT = '' } = process.env;
/** What is asked of the journal just now. */
let kind: string | null = null;

function dieIf(now: 'before' | 'after'): void {
  if (now !== KILL_WHEN || kind === null || !KILL_AT.split(',').includes(kind)) return;
  if (readFileSync(KILLED_AT, 'utf8').split('\n').includes(kind)) return;
  appendFileSync(KILLED_AT, `${kind}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** The status that something is given, itself or as a part of its end. */
function statusOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null && 'status' in value ? [String(value.status)] : [];
}

for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(SqliteJournal.prototype))) {
  if (typeof value !== 'function' || name === 'constructor') continue;
  const method: (...all: unknown[]) => unknown = value;
  Object.defineProperty(SqliteJournal.prototype, name, {
    value(this: SqliteJournal, ...all: unknown[]): unknown {
      const before = kind;
      kind = [name, ...statusOf(all[1])].join(' ');
      try {
        return method.apply(this, all);
      } finally {
        kind = before;
      }
    },
  });
}

const { write } = Connection.prototype;
Connection.prototype.write = function <T>(this: Connection, work: (at: string) => T): T {
  const done = write.call(this, (at: string): T => {
    const written = work(at);
    dieIf('before');
    return written;
  }) as T;
  dieIf('after');
  return done;
};
