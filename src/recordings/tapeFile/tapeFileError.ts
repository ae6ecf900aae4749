/** The error of reading or writing a tape file, and which error of the file system leads to it. */

import { ExplainedError } from '../../market/explainedError.ts';

export type TapeFileProblem =
  /** No such file or folder, or a folder in place of the file. */
  | 'missing'
  /** A file of zero bytes. */
  | 'empty'
  /** Not Parquet at all. */
  | 'not parquet'
  /** Parquet, but not written as a tape. */
  | 'not a tape'
  /** A tape of a format version that this program does not know. */
  | 'newer version'
  /** Truncated, or its bytes are not those that were written. */
  | 'corrupt'
  /** The file is intact, but one of its rows is impossible. Also when a tape with such a row is refused at writing. */
  | 'impossible row'
  /** The disk is full. */
  | 'disk full'
  /** The system denies reading or writing. */
  | 'no access';

/** A tape file that cannot be used as asked. The message says which file, what is wrong, and what to do. */
export class TapeFileError extends ExplainedError {
  override name = 'TapeFileError';
  readonly errorKind = 'tape';
  readonly file: string;
  readonly problem: TapeFileProblem;

  constructor(file: string, problem: TapeFileProblem, message: string, cause?: unknown) {
    super(`${file}: ${message}`, cause === undefined ? undefined : { cause });
    this.file = file;
    this.problem = problem;
  }
}

/** The error for a file whose bytes have changed since it was written. */
export function corruptTape(file: string, what: string, cause?: unknown): TapeFileError {
  return new TapeFileError(
    file,
    'corrupt',
    `the tape file is damaged (${what}). Restore it from a copy, or import or record it again.`,
    cause,
  );
}

/** The {@link TapeFileError} that explains an error of the file system; undefined for any other error. */
export function fileSystemError(file: string, doing: 'read' | 'write', error: unknown): TapeFileError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new TapeFileError(
        file,
        'missing',
        doing === 'read' ? 'no such file. Check the path.' : 'its folder does not exist. Create it or choose another.',
        error,
      );
    case 'EISDIR':
      return new TapeFileError(file, 'missing', 'this is a folder. Name a tape file.', error);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new TapeFileError(
        file,
        'disk full',
        'the disk is full; nothing was written under this name. Free some space and try again.',
        error,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TapeFileError(
        file,
        'no access',
        `may not ${doing} (${error.code}). Check the permissions of the file and of its folder.`,
        error,
      );
    case 'EIO':
      return new TapeFileError(file, 'no access', `the disk failed to ${doing} (EIO). Check the disk.`, error);
    default:
      return undefined;
  }
}
