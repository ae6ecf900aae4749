/** The ways to ask for the shape of an answer that may still work, strictest first. One that an endpoint refuses is not tried again. */

import type { Rung } from '../llm.ts';

export class Ladder {
  readonly #rungs: Rung[];
  readonly #remember: (rung: Rung) => void;

  /** @param remember is told the rung to begin with from now on, each time that changes */
  constructor(rungs: readonly Rung[], remember: (rung: Rung) => void) {
    this.#rungs = [...rungs];
    this.#remember = remember;
  }

  /** The strictest that is left. @throws RangeError for a ladder that had no rung from the start */
  get rung(): Rung {
    const [first] = this.#rungs;
    if (first === undefined) throw new RangeError('a ladder needs at least one rung');
    return first;
  }

  /**
   * The way to try after one that was refused; null when none is left. Nothing is taken away yet: a request can be refused
   * for something that every rung shares, a prompt that is too long, say.
   */
  after(refused: Rung): Rung | null {
    const place = this.#rungs.indexOf(refused);
    // A call side by side may have taken it away already.
    return place === -1 ? this.rung : (this.#rungs[place + 1] ?? null);
  }

  /** This way brought an answer: the stricter ones, which were refused on the way to it, are taken away. */
  settle(rung: Rung): void {
    const place = this.#rungs.indexOf(rung);
    if (place <= 0) return;
    this.#rungs.splice(0, place);
    this.#remember(rung);
  }

  /** Takes a rung away that does not do; false when none would be left. */
  stepDown(unfit: Rung): boolean {
    const next = this.after(unfit);
    if (next === null) return false;
    this.settle(next);
    return true;
  }
}
