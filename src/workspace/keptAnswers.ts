/**
 * Answers that took long to compute from the records of a study. The newest of each kind is kept in a file for as long as neither
 * the records nor the program change, so that asking again takes as long with 10,000 sessions as with ten.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RecordsDigest } from '../study/records.ts';

/** The newest answer of each kind is kept. */
export type AnswerKind = 'status' | 'report' | 'review' | 'learnings' | 'proposal' | 'plan' | 'version' | 'session';

export interface KeptAnswers {
  /**
   * @param of what the answer follows from besides the records and the program, such as settings; it may be written as JSON
   * @param compute plain data: objects without a class, and no functions
   */
  answer<T>(kind: AnswerKind, of: readonly unknown[], compute: () => T): T;
}

/** For programs that have all records in memory: there it does not take long. */
export const COMPUTED_ANEW: KeptAnswers = { answer: (_kind, _of, compute) => compute() };

/** With fewer changes on record, about 100 sessions, answers come at once without any file. */
export const FEWEST_CHANGES = 5_000;

interface Kept {
  /** Of all that the answer follows from. */
  readonly digest: string;
  readonly answer: unknown;
}

/**
 * @param folder of one study; made when there is something to keep
 * @param records as they are, or were a moment before the answers are computed
 * @param program changes with the program: {@link programStamp}
 */
export function keptAnswers(folder: string, records: RecordsDigest, program: () => string = programStamp): KeptAnswers {
  if (records.changes < FEWEST_CHANGES) return COMPUTED_ANEW;
  return {
    answer: <T>(kind: AnswerKind, of: readonly unknown[], compute: () => T): T => {
      const file = join(folder, `${kind}.bin`);
      const digest = createHash('sha256')
        .update(JSON.stringify([records, program(), of]))
        .digest('hex');
      const kept = keptIn(file);
      if (kept?.digest === digest) return kept.answer as T;
      const answer = compute();
      keep(file, { digest, answer });
      return answer;
    },
  };
}

/** null where there is none, and where it was damaged: then it is computed. */
function keptIn(file: string): Kept | null {
  try {
    return deserialize(readFileSync(file)) as Kept;
  } catch {
    return null;
  }
}

/** The answer is right also where it cannot be kept, as on a full disk: then it takes as long the next time. */
function keep(file: string, kept: Kept): void {
  const bytes = serialize(kept);
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch {
    // A folder on the way may be a file: then there is nothing to remove.
    if (existsSync(temporary)) rmSync(temporary, { force: true });
  }
}

let stamp: string | undefined;

/** Changes whenever this program does: by names, sizes and times of its files, by its manifest and by the version of Node. */
export function programStamp(): string {
  stamp ??= stampOf(join(import.meta.dirname, '..'));
  return stamp;
}

function stampOf(code: string): string {
  const hash = createHash('sha256').update(process.version);
  hash.update(readFileSync(join(code, '../package.json')));
  for (const name of readdirSync(code, { recursive: true, encoding: 'utf8' }).sort()) {
    const { size, mtimeMs } = statSync(join(code, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
