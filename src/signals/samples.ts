/** The newest samples of a price at equal steps, which the signals read. */

/** The newest `capacity` samples; index 0 is the newest. */
export class Samples {
  /** How many samples can be read, at most the capacity. */
  length = 0;

  readonly #capacity: number;
  /** Twice the capacity: every sample is written twice, so that the newest always lie next to each other. */
  readonly #values: Float64Array;
  /** Where the newest lies in the second half. */
  #newest: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float64Array(2 * capacity);
    this.#newest = 2 * capacity - 1;
  }

  push(value: number): void {
    const capacity = this.#capacity;
    const i = this.#newest + 1 === 2 * capacity ? capacity : this.#newest + 1;
    this.#values[i] = value;
    this.#values[i - capacity] = value;
    this.#newest = i;
    if (this.length < capacity) this.length++;
  }

  clear(): void {
    this.length = 0;
  }

  /** The sample `age` steps ago (0 = newest). @throws RangeError beyond what is kept. */
  at(age: number): number {
    if (age < 0 || age >= this.length) throw new RangeError(`sample ${age} of ${this.length} is not remembered`);
    return this.#values[this.#newest - age] as number;
  }

  /** Mean of `n` samples starting `from` steps ago. @throws RangeError beyond what is kept. */
  mean(from: number, n: number): number {
    return this.sum(from, n) / n;
  }

  /** Sum of `n` samples starting `from` steps ago, added from the newest on. @throws RangeError beyond what is kept. */
  sum(from: number, n: number): number {
    const oldest = from + n - 1;
    if (from < 0 || oldest >= this.length) {
      throw new RangeError(`samples ${from} to ${oldest} of ${this.length} are not remembered`);
    }
    const values = this.#values;
    let sum = 0;
    for (let i = this.#newest - from; i >= this.#newest - oldest; i--) sum += values[i] as number;
    return sum;
  }
}
