import type { FeedLog } from '../messages/messageMapping.ts';
import { ImportLog } from './importLog.ts';
import type { BookReset, SequenceGap } from './importResult.ts';

/** The logs of files that are read as one recording: what happens is counted for the file that is being read. */
export class FileLogs implements FeedLog {
  readonly all: readonly ImportLog[];
  #current: ImportLog;

  /** `files` holds at least one. */
  constructor(files: readonly string[]) {
    this.all = files.map((file) => new ImportLog(file));
    this.#current = this.all[0] ?? new ImportLog('');
  }

  get current(): ImportLog {
    return this.#current;
  }

  /** The file that is being read from here on. */
  turnTo(file: number): void {
    this.#current = this.all[file] ?? this.#current;
  }

  get line(): number {
    return this.#current.line;
  }

  get gaps(): SequenceGap[] {
    return this.#current.gaps;
  }

  get resets(): BookReset[] {
    return this.#current.resets;
  }

  get reordered(): number {
    return this.#current.reordered;
  }

  set reordered(count: number) {
    this.#current.reordered = count;
  }

  drop(reason: string, count?: number): void {
    this.#current.drop(reason, count);
  }

  /** Throws an `ImportError` if too many lines of a file are malformed. */
  refuseIfTooMalformed(): void {
    for (const log of this.all) log.refuseIfTooMalformed();
  }
}
