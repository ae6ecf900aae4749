/** Brings what was written to a file to the disk, on another thread: one flush for all that ask while another one runs. */

import { fdatasync } from 'node:fs';

/** What nobody waits for is on the disk after this. */
const LATER_MS = 200;

export class Flushes {
  readonly #file: number;
  readonly #failed: (error: Error) => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param failed called where the disk has refused, whether somebody waits or not */
  constructor(file: number, failed: (error: Error) => void) {
    this.#file = file;
    this.#failed = failed;
  }

  /** Resolves once everything that was written before is on the disk. */
  now(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#run();
    // The one that runs began before, and may leave out what was written since.
    const run = (): Promise<void> => this.#run();
    this.#next = this.#running.then(run, run);
    return this.#next;
  }

  /** Within a moment, with the next one that somebody asks for or by itself. */
  later(): void {
    this.#timer ??= setTimeout(() => {
      this.now().catch(() => undefined);
    }, LATER_MS).unref();
  }

  /** @param close called once no flush runs */
  close(close: () => void): void {
    this.#clearTimer();
    if (this.#running === undefined) close();
    else (this.#next ?? this.#running).then(close, close);
  }

  #run(): Promise<void> {
    this.#next = undefined;
    this.#clearTimer();
    const running = new Promise<void>((resolve, reject) => {
      fdatasync(this.#file, (error) => {
        this.#running = undefined;
        if (error === null) resolve();
        else {
          this.#failed(error);
          reject(error);
        }
      });
    });
    this.#running = running;
    return running;
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
