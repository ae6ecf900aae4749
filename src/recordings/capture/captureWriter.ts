/** Writes the capture of a live feed: appended, flushed by its owner every second, in files that never grow too large. */

import { closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ExplainedError } from '../../market/explainedError.ts';
import { type CaptureHead, type CaptureNote, captureLine, noteLine } from './captureFormat.ts';

/** A file ends at the first flush beyond either. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_US = 3600e6;
/** So much is written at once: a second of a busy market in one piece would hold up the feed for milliseconds. */
const MOST_WAITING_BYTES = 32 * 2 ** 10;

/** A capture that cannot be written. What was flushed before is on the disk. */
export class CaptureError extends ExplainedError {
  override name = 'CaptureError';
  readonly errorKind = 'file';
}

/** Name of a file that begins at a time, µs since 1970; names sort as their times do. */
export function captureFileName(atUs: number): string {
  return `${new Date(Math.floor(atUs / 1000)).toISOString().replaceAll(/[-:]/g, '')}.jsonl`;
}

/** Files in one folder, each named by the time at which it begins, so that their names sort in order. */
export class CaptureWriter {
  readonly folder: string;
  readonly #head: Omit<CaptureHead, 'part'>;
  readonly #mostUs: number;
  #file = '';
  #descriptor: number | undefined;
  #part = 0;
  #fileBytes = 0;
  #fileSinceUs = 0;
  #bytes = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #isSyncing = false;
  #problem: unknown;

  /**
   * Makes the folder and the first file, with its head.
   * @param mostUs longest time in one file, µs
   * @throws CaptureError
   */
  constructor(folder: string, head: Omit<CaptureHead, 'part'>, mostUs: number = MOST_US) {
    this.folder = folder;
    this.#head = head;
    this.#mostUs = mostUs;
    this.#explained(() => mkdirSync(folder, { recursive: true }));
    this.#begin(head.startUs);
    this.flush();
  }

  /** Bytes of all files, and of what waits for the next flush. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws CaptureError */
  message(atUs: number, json: string): void {
    this.#add(captureLine(atUs, json));
    if (this.#waitingBytes >= MOST_WAITING_BYTES) this.#explained(() => this.#write());
  }

  note(atUs: number, note: CaptureNote): void {
    this.#add(noteLine(atUs, note));
  }

  /**
   * Writes what has come since the last flush, so that it survives the end of the program, and has the disk keep it for good.
   * @throws CaptureError
   */
  flush(): void {
    this.#explained(() => {
      if (this.#problem !== undefined) throw this.#problem;
      this.#write();
      this.#sync();
    });
  }

  /** Begins the next file where this one is full; returns whether it did. @param atUs later than any line so far. @throws CaptureError */
  rotate(atUs: number): boolean {
    if (this.#fileBytes < MOST_BYTES && atUs - this.#fileSinceUs < this.#mostUs) return false;
    this.close();
    this.#begin(atUs);
    return true;
  }

  /** @throws CaptureError */
  close(): void {
    this.#explained(() => {
      const descriptor = this.#descriptor;
      if (descriptor === undefined) return;
      this.#write();
      fdatasyncSync(descriptor);
      this.#descriptor = undefined;
      // The disk may still be at work on an earlier flush; closing waits for nobody.
      closeSync(descriptor);
    });
  }

  #begin(atUs: number): void {
    this.#part++;
    this.#file = join(this.folder, captureFileName(atUs));
    this.#explained(() => {
      this.#descriptor = openSync(this.#file, 'wx');
    });
    this.#fileBytes = 0;
    this.#fileSinceUs = atUs;
    this.note(atUs, { mmtune: 'capture', ...this.#head, part: this.#part });
  }

  #add(line: string): void {
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    // JSON of venues is ASCII but for names.
    this.#fileBytes += line.length;
    this.#bytes += line.length;
  }

  #write(): void {
    if (this.#descriptor === undefined || this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
  }

  /** Not awaited: a slow disk must not hold up the feed. */
  #sync(): void {
    if (this.#descriptor === undefined || this.#isSyncing) return;
    this.#isSyncing = true;
    fdatasync(this.#descriptor, (error) => {
      this.#isSyncing = false;
      // The file may have been closed meanwhile, and was synced then.
      if (error !== null && error.code !== 'EBADF') this.#problem = error;
    });
  }

  #explained(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof CaptureError || !(error instanceof Error)) throw error;
      throw new CaptureError(
        `${this.#file === '' ? this.folder : this.#file}: the capture cannot be written: ${error.message}`,
        {
          cause: error,
        },
      );
    }
  }
}
