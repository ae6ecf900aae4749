import { readLines } from './readLines.ts';

export interface LineOfFile {
  /** Which of the files, from 0. */
  readonly file: number;
  readonly line: string;
}

/**
 * Merges the lines of several files of one recording by key, lowest first; at equal keys the line of the file named first comes
 * first. So files of successive days are read one after the other, and files of the same hours together. A line without a key
 * (NaN) has the key of the line before it in its file.
 */
export async function* mergedLines(
  files: readonly string[],
  keyOf: (line: string, file: number) => number,
): AsyncGenerator<LineOfFile> {
  const readers = files.map((file, i) => new FileReader(file, i, keyOf));
  for (const reader of readers) await reader.next();
  for (;;) {
    let first: FileReader | undefined;
    for (const reader of readers) {
      if (reader.line !== undefined && (first === undefined || reader.key < first.key)) first = reader;
    }
    if (first?.line === undefined) return;
    const { line, index } = first;
    yield { file: index, line };
    // Awaiting only at the end of a chunk is much faster than awaiting each line.
    if (!first.advance()) await first.next();
  }
}

class FileReader {
  readonly index: number;
  line: string | undefined;
  key: number = Number.NEGATIVE_INFINITY;
  readonly #chunks: AsyncGenerator<readonly string[]>;
  readonly #keyOf: (line: string, file: number) => number;
  #lines: readonly string[] = [];
  #at = -1;

  constructor(file: string, index: number, keyOf: (line: string, file: number) => number) {
    this.index = index;
    this.#chunks = readLines(file);
    this.#keyOf = keyOf;
  }

  /** Goes to the next line of the chunk; false at its end. */
  advance(): boolean {
    this.#at++;
    this.line = this.#lines[this.#at];
    if (this.line === undefined) return false;
    const key = this.#keyOf(this.line, this.index);
    if (!Number.isNaN(key)) this.key = key;
    return true;
  }

  async next(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#chunks.next();
      if (done === true) {
        this.line = undefined;
        return;
      }
      this.#lines = value;
      this.#at = -1;
      if (this.advance()) return;
    }
  }
}
