/** A size this close to a whole number of lots counts as whole. Errors of doubles are far smaller, those of a wrong lot size far larger. */
const LOT_TOLERANCE = 1e-6;

/** How rounding to whole lots changed the sizes of a recording. */
export interface RoundedSizes {
  /** Sizes above zero. */
  readonly read: number;
  /** Those of them that are not a whole number of lots. */
  readonly rounded: number;
  /** The largest |lots × lot size − size| / size; 1 for a size that became 0. */
  readonly largestChange: number;
}

/** Counts sizes while they are rounded to lots. */
export class SizeRounding {
  #read = 0;
  #rounded = 0;
  #largestChange = 0;

  /** `exact` is the size in lots, not rounded; `lots` is the rounded size. */
  add(exact: number, lots: number): void {
    if (exact === 0) return;
    this.#read++;
    const change = Math.abs(lots - exact);
    if (change <= LOT_TOLERANCE) return;
    this.#rounded++;
    this.#largestChange = Math.max(this.#largestChange, change / exact);
  }

  summary(): RoundedSizes {
    return { read: this.#read, rounded: this.#rounded, largestChange: this.#largestChange };
  }
}
