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

  /** Takes a refused rung away; false when none would be left. A call side by side may have done so already. */
  stepDown(refused: Rung): boolean {
    if (this.rung !== refused) return true;
    if (this.#rungs.length === 1) return false;
    this.#rungs.shift();
    this.#remember(this.rung);
    return true;
  }
}
