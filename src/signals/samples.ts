/** A short memory of a price sampled at equal steps: what the trend signals read. */

/** The newest `capacity` samples; index 0 is the newest. */
export class Samples {
  readonly #values: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** How many samples can be read, at most the capacity. */
  get length(): number {
    return Math.min(this.#count, this.#values.length);
  }

  push(value: number): void {
    this.#values[this.#count++ % this.#values.length] = value;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The sample `age` steps ago (0 = newest). @throws RangeError beyond what is remembered. */
  at(age: number): number {
    if (age < 0 || age >= this.length) throw new RangeError(`sample ${age} of ${this.length} is not remembered`);
    return this.#values[(this.#count - 1 - age) % this.#values.length] as number;
  }

  /** Mean of `n` samples starting `from` steps ago. */
  mean(from: number, n: number): number {
    let sum = 0;
    for (let age = from; age < from + n; age++) sum += this.at(age);
    return sum / n;
  }
}
