/** What threads share while they work: the wish to stop, and how much of each unit is done. */

const STOP = 0;
const FIRST_UNIT = 1;
/** Shares are stored as whole parts of this many. */
const PARTS = 1_000_000;

export class Board {
  /** The memory; another thread makes its own Board of it. */
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  static ofUnits(units: number): Board {
    return new Board(new SharedArrayBuffer((FIRST_UNIT + units) * Int32Array.BYTES_PER_ELEMENT));
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, STOP) === 1;
  }

  stop(): void {
    Atomics.store(this.#cells, STOP, 1);
  }

  reached(unit: number, share: number): void {
    Atomics.store(this.#cells, FIRST_UNIT + unit, Math.round(share * PARTS));
  }

  /** Share of all units together that is done, units counting as their `weights`. */
  share(weights: readonly number[]): number {
    let done = 0;
    let all = 0;
    for (const [unit, weight] of weights.entries()) {
      done += weight * (Atomics.load(this.#cells, FIRST_UNIT + unit) / PARTS);
      all += weight;
    }
    return all === 0 ? 0 : done / all;
  }
}
