/** The exit codes of the program, and the code and message for each kind of error. */

import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';

export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  proposalWaits: 3,
  refused: 4,
  halted: 5,
  busy: 6,
  interrupted: 130,
} as const;

/** docs/refusals.md is written from here. */
export const exitMeanings: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Done; also the end of `tune schedule` and `tune dashboard` by Ctrl-C or SIGTERM.',
  error:
    'An error: an unreadable file or database, a difference found by `verify`, a failed check of `doctor` or `db check`, a permutation check without result, an action that the records do not allow.',
  usage: 'Wrong usage, wrong settings, a record that does not exist.',
  proposalWaits: 'A proposal waits for a decision.',
  refused: 'Refused by a guardrail.',
  halted: 'Live orders were halted; a person has to look.',
  busy: 'Another campaign runs in this workspace, the database is locked, or somebody else has decided.',
  interrupted: 'Interrupted.',
};

interface KindFacts {
  readonly exit: keyof typeof EXIT;
  readonly meaning: string;
}

/** The kinds of errors in JSON. docs/refusals.md is written from here. */
export const errorKinds: Readonly<Record<ErrorKind | 'fault', KindFacts>> = {
  usage: { exit: 'usage', meaning: 'Wrong flags or values, or flags that contradict each other.' },
  settings: { exit: 'usage', meaning: 'Wrong `tune.toml`, `.env`, `TUNE_…` or versions file.' },
  'not-found': { exit: 'usage', meaning: 'A record that does not exist.' },
  refused: { exit: 'refused', meaning: 'Refused by a guardrail.' },
  busy: { exit: 'busy', meaning: 'Another campaign runs, or the database is locked.' },
  decided: { exit: 'busy', meaning: 'Somebody else has decided; the message says who and when.' },
  'no-study': { exit: 'error', meaning: 'Nothing was started in this workspace yet.' },
  'not-allowed': {
    exit: 'error',
    meaning: 'An action that the records do not allow, e.g. to approve what was rejected.',
  },
  database: { exit: 'error', meaning: 'The database cannot be used.' },
  file: { exit: 'error', meaning: 'A file cannot be used.' },
  tape: { exit: 'error', meaning: 'A recording or a tape cannot be used.' },
  model: { exit: 'error', meaning: 'A prompt for the language model cannot be made.' },
  system: {
    exit: 'error',
    meaning: 'A program of the operating system is missing or refused, e.g. `systemctl`.',
  },
  venue: { exit: 'error', meaning: 'A venue cannot be reached, or does not answer as it should.' },
  fault: { exit: 'error', meaning: 'A fault of `tune` itself; the message comes with the place in the code.' },
};

export interface ErrorFacts {
  readonly kind: ErrorKind | 'fault';
  readonly exitCode: number;
  /** For a person, whole sentences. */
  readonly message: string;
  /** The place in the code, for a fault of the program; null otherwise. */
  readonly stack: string | null;
}

/**
 * What the program reports about an error. An explained error keeps its message. An error of the file system is put into words.
 * Any other error is a fault of the program.
 */
export function errorFactsOf(error: unknown): ErrorFacts {
  if (error instanceof ExplainedError) {
    const { errorKind, message } = error;
    return { kind: errorKind, exitCode: EXIT[errorKinds[errorKind].exit], message, stack: null };
  }
  const system = systemMessage(error);
  if (system !== null) return { kind: 'file', exitCode: EXIT.error, message: system, stack: null };
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'fault',
    exitCode: EXIT.error,
    message: `a fault of tune itself: ${message}`,
    stack: error instanceof Error ? (error.stack ?? null) : null,
  };
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'in use by another program',
  EISDIR: 'this is a folder where a file is needed',
  ELOOP: 'its links form a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

/** An error of the file system in words; null for any other error. */
function systemMessage(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const words = SYSTEM_WORDS[code ?? ''];
  if (words === undefined || syscall === undefined) return null;
  return `${path ?? `cannot ${syscall} a file`}: ${words}`;
}
