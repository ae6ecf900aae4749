/**
 * Which sessions of a long study have their files in runs/ as this program writes them. Sealed sessions never change: their files
 * are not written again by every `tune history`.
 */

import { readFileSync } from 'node:fs';
import type { EvaluationRecord, SessionRecord } from '../study/records.ts';
import { programStamp } from './keptAnswers.ts';
import { ViewError, writeChanged } from './writeFile.ts';

/** A shorter study is written whole: that takes a few seconds. */
const FEWEST_SESSIONS = 100;

interface Noted {
  readonly program: string;
  /** What the files of a session follow from, by its number. */
  readonly sessions: Readonly<Record<string, string>>;
}

/** What can change in the files of a session after it was sealed. */
export interface CameLater {
  readonly evaluation: Pick<EvaluationRecord, 'evaluatedAt'> | null;
  readonly hasRound: boolean;
  /** Whether its tape lies beside its page, which names it then. */
  readonly hasTape: boolean;
}

export class WrittenSessions {
  readonly #file: string;
  readonly #program: () => string;
  readonly #sessions: Map<string, string>;

  /** @param program changes with the program */
  constructor(file: string, program: () => string = programStamp) {
    this.#file = file;
    this.#program = program;
    const noted = notedIn(file);
    this.#sessions = new Map(noted !== null && noted.program === program() ? Object.entries(noted.sessions) : []);
  }

  has(session: SessionRecord, later: CameLater): boolean {
    return this.#sessions.get(String(session.number)) === keyOf(session, later);
  }

  /** To be called after its files were written. */
  add(session: SessionRecord, later: CameLater): void {
    this.#sessions.set(String(session.number), keyOf(session, later));
  }

  /** Where it cannot be written, the files are written again the next time. */
  save(): void {
    if (this.#sessions.size < FEWEST_SESSIONS) return;
    const noted: Noted = { program: this.#program(), sessions: Object.fromEntries(this.#sessions) };
    try {
      writeChanged(this.#file, JSON.stringify(noted));
    } catch (error) {
      if (!(error instanceof ViewError)) throw error;
    }
  }
}

function keyOf({ id, endedAt }: SessionRecord, { evaluation, hasRound, hasTape }: CameLater): string {
  return `${id} ${endedAt} ${evaluation?.evaluatedAt ?? '-'} ${hasRound} ${hasTape}`;
}

/** null where there is none, and where it cannot be read: then the files are written. */
function notedIn(file: string): Noted | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Noted;
  } catch {
    return null;
  }
}
