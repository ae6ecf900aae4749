/** The exit codes of the program, and the code and message for each kind of error. */

import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';

export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  proposalWaits: 3,
  refused: 4,
  /** Live orders were halted; a person has to look. */
  halted: 5,
  busy: 6,
  interrupted: 130,
} as const;

const EXIT_OF: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT.usage,
  settings: EXIT.usage,
  'not-found': EXIT.usage,
  refused: EXIT.refused,
  busy: EXIT.busy,
  decided: EXIT.busy,
  'no-study': EXIT.error,
  'not-allowed': EXIT.error,
  database: EXIT.error,
  file: EXIT.error,
  tape: EXIT.error,
  model: EXIT.error,
  system: EXIT.error,
  venue: EXIT.error,
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
    return { kind: errorKind, exitCode: EXIT_OF[errorKind], message, stack: null };
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
