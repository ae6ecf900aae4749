/** What the program's exit codes mean, and which error ends with which. */

import { ConfigError } from '../config/load.ts';
import { TapeError } from '../market/tapeError.ts';
import { HistoryTooLong } from '../proposer/model/condense.ts';
import { NothingToPermute } from '../proposer/model/roundQuestion.ts';
import { TemplateError } from '../proposer/model/templates.ts';
import { ImportError } from '../recordings/import/importResult.ts';
import { TapeFileError } from '../recordings/tapeFile/tapeFileError.ts';
import { StoreError } from '../store/errors.ts';
import { LockBusy } from '../store/lock.ts';
import { IllegalTransition, NotFound } from '../study/journal.ts';
import { MarketError } from '../workspace/markets.ts';
import { ViewError } from '../workspace/writeFile.ts';

/** 5 is kept for a halt by risk in live trading. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  proposalWaits: 3,
  refused: 4,
  busy: 6,
  interrupted: 130,
} as const;

/** Something the user typed cannot be meant. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A guardrail refused what a person wanted. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Stands in the JSON of an error: what a program that calls this one can tell apart. */
export type ErrorKind =
  | 'usage'
  | 'settings'
  | 'not-found'
  | 'no-study'
  | 'refused'
  | 'busy'
  | 'not-allowed'
  | 'database'
  | 'file'
  | 'tape'
  | 'model'
  | 'fault';

/** Errors that explain themselves; any other is a fault of the program, unless the system gave it. */
const explained = [
  [UsageError, 'usage', EXIT.usage],
  [ConfigError, 'settings', EXIT.usage],
  [NotFound, 'not-found', EXIT.usage],
  [Refused, 'refused', EXIT.refused],
  [LockBusy, 'busy', EXIT.busy],
  [IllegalTransition, 'not-allowed', EXIT.error],
  [StoreError, 'database', EXIT.error],
  [ViewError, 'file', EXIT.error],
  [ImportError, 'tape', EXIT.error],
  [MarketError, 'tape', EXIT.error],
  [TapeError, 'tape', EXIT.error],
  [TapeFileError, 'tape', EXIT.error],
  [HistoryTooLong, 'model', EXIT.error],
  [NothingToPermute, 'model', EXIT.error],
  [TemplateError, 'model', EXIT.error],
] as const;

export interface ErrorFacts {
  readonly kind: ErrorKind;
  readonly exitCode: number;
  /** For a person, whole sentences. */
  readonly message: string;
  /** Where the program is at fault: the place in its code. */
  readonly stack: string | null;
}

export function errorFactsOf(error: unknown): ErrorFacts {
  if (error instanceof StoreError && error.kind === 'locked') {
    return { kind: 'busy', exitCode: EXIT.busy, message: error.message, stack: null };
  }
  if (error instanceof StoreError && error.kind === 'missing') {
    return { kind: 'no-study', exitCode: EXIT.error, message: error.message, stack: null };
  }
  const found = explained.find(([type]) => error instanceof type);
  if (found !== undefined) {
    const [, kind, exitCode] = found;
    return { kind, exitCode, message: (error as Error).message, stack: null };
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
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

/** What the system said of a file, without a stack; null for any other error. */
function systemMessage(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const words = SYSTEM_WORDS[code ?? ''];
  if (words === undefined || syscall === undefined) return null;
  return `${path ?? `cannot ${syscall} a file`}: ${words}`;
}
