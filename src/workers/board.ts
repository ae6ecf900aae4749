/** Memory that two threads share while one works for the other: the request to stop, and the share that is done. */

const STOP = 0;
const SHARE = 1;
/** The share is stored as whole parts of this many. */
const PARTS = 1_000_000;

export class Board {
  /** The memory; the other thread makes its own Board of it. */
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, STOP) === 1;
  }

  stop(): void {
    Atomics.store(this.#cells, STOP, 1);
  }

  /** 0…1. */
  get share(): number {
    return Atomics.load(this.#cells, SHARE) / PARTS;
  }

  reached(share: number): void {
    Atomics.store(this.#cells, SHARE, Math.round(share * PARTS));
  }
}
