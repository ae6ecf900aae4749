/**
 * Answers that took long to compute from the records of a study. The newest of each kind is kept in a file for as long as neither
 * the records nor the program change, so that asking again takes as long with 10,000 sessions as with ten.
 */

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RecordsDigest } from '../study/records.ts';

/** The newest answer of each kind is kept. */
export type AnswerKind = 'status' | 'report' | 'review' | 'learnings' | 'proposal' | 'plan' | 'version';

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
    const bytes = readFileSync(file);
    const content = bytes.subarray(HASH_BYTES);
    // Without this check a damaged file could give a wrong number.
    return hashOf(content).equals(bytes.subarray(0, HASH_BYTES)) ? (deserialize(content) as Kept) : null;
  } catch {
    return null;
  }
}

/** The answer is right also where it cannot be kept, as on a full disk: then it takes as long the next time. */
function keep(file: string, kept: Kept): void {
  const content = serialize(kept);
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, Buffer.concat([hashOf(content), content]));
    renameSync(temporary, file);
  } catch {
    // A folder on the way may be a file: then there is nothing to remove.
    if (existsSync(temporary)) rmSync(temporary, { force: true });
  }
}

/** Of the hash before the content of a file. */
const HASH_BYTES = 32;

function hashOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

let stamp: string | undefined;

/** Changes whenever this program does: by names, sizes and times of its files, by its manifest and by the version of Node. */
export function programStamp(): string {
  stamp ??= stampOf(join(import.meta.dirname, '..'), performance.timeOrigin);
  return stamp;
}

/**
 * Of a program that was replaced while it ran, as a campaign that takes days may be, the files say nothing: then no other process has
 * the same stamp.
 * @param code folder of the program's files; its manifest lies beside it
 * @param begunMs when the process began, ms since 1970
 */
export function stampOf(code: string, begunMs: number): string {
  try {
    const hash = createHash('sha256').update(process.version);
    const manifest = join(code, '../package.json');
    hash.update(readFileSync(manifest));
    let changedMs = statSync(manifest).ctimeMs;
    for (const name of readdirSync(code, { recursive: true, encoding: 'utf8' }).sort()) {
      // A copy or an unpacked archive may set mtime to an old time. No program can set ctime.
      const { size, ctimeMs } = statSync(join(code, name));
      hash.update(`${name} ${size} ${ctimeMs}\n`);
      changedMs = Math.max(changedMs, ctimeMs);
    }
    return changedMs < begunMs ? hash.digest('hex') : randomUUID();
  } catch {
    // Its files are being replaced.
    return randomUUID();
  }
}
