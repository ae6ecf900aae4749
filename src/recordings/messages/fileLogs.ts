import { ImportLog } from '../import/importLog.ts';
import type { BookReset, SequenceGap } from '../import/importResult.ts';
import type { MappingLog } from './messageMapping.ts';

/** The logs of files that are read as one recording. Whatever happens is counted for the file that is being read. */
export class FileLogs implements MappingLog {
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

  /** Counts for the file of this number from here on. */
  turnTo(file: number): void {
    this.#current = this.all[file] ?? this.#current;
  }

  get line(): number {
    return this.#current.line;
  }

  get resets(): BookReset[] {
    return this.#current.resets;
  }

  drop(reason: string, count?: number): void {
    this.#current.drop(reason, count);
  }

  malformed(reason: string): void {
    this.#current.malformed(reason);
  }

  gap(gap: SequenceGap): void {
    this.#current.gap(gap);
  }

  reset(reset: BookReset): void {
    this.#current.reset(reset);
  }

  countReordered(): void {
    this.#current.countReordered();
  }

  /** Throws an `ImportError` if too many lines of a file are malformed. */
  refuseIfTooMalformed(): void {
    for (const log of this.all) log.refuseIfTooMalformed();
  }
}
