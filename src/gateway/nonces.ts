/** Numbers of signed actions: the time in ms, counted up where two would be the same or the clock went back. */
export class Nonces {
  readonly #wallMs: () => number;
  #last = 0;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, Math.floor(this.#wallMs()));
    return this.#last;
  }
}
